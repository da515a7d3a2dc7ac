using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Demo;

/// <summary>What one person (or job) does at one time with one feature: a call, a chat or an agent run, with everything that goes wrong.</summary>
internal sealed class DemoInteraction(DemoStory story, int day, DemoTenant tenant, DemoFeature feature, DemoRandom chance)
{
    private const int TimeoutMs = 30_000;
    private const int ReaderLeavesOneIn = 23;

    private readonly string id = $"{chance.NextUInt64():x16}";
    private int calls;
    private int memory;

    private bool IsAgent => feature.Shape == DemoShape.Agent;

    private bool IsChat => feature.Shape == DemoShape.Chat;

    public void AddTo(List<DemoCall> log, long startMicros)
    {
        var steps = feature.Steps == 1 ? 1 : Math.Clamp(1 + chance.Poisson(feature.Steps - 1), 1, 24);
        var context = new Context(
            User(),
            feature.Tasks[chance.Zipf(feature.Tasks.Length)],
            chance.Chance(0.035) && tenant.Tier == DemoTenant.Enterprise ? "staging" : "production",
            chance.Chance(feature.SplitShare),
            chance.Chance(0.006) ? 1 + chance.Next(2) : 0);
        var at = startMicros;
        for (var step = 0; step < steps; step++)
        {
            at = AddStep(log, context, at, step, steps) + (long)(Pause() * Instants.MicrosPerSecond);
        }
    }

    private double Pause() => IsChat ? chance.Around(35, 0.7) : chance.Around(1.5, 0.5);

    private string? User()
    {
        if (feature.Shape is DemoShape.Batch or DemoShape.Background)
        {
            return null;
        }

        // The free tenant's tail is long and flat; elsewhere a few people do most of the work.
        var number = tenant.Slug == DemoTenant.FreemiumSlug ? (int)(tenant.Users * Math.Pow(chance.NextDouble(), 1.4)) : chance.Zipf(tenant.Users);
        return $"{tenant.Key}-u{number + 1:0000}";
    }

    /// <summary>One step with its failed attempts; the instant at which it was over.</summary>
    private long AddStep(List<DemoCall> log, Context context, long at, int step, int steps)
    {
        var size = Size(step, steps);
        string? parent = null;
        var model = Model();
        for (var attempt = 0; ; attempt++)
        {
            var call = Call(context, at, step, steps, size, model, parent);
            var failure = attempt < 2 ? Failure(model, at) : UsageStatus.Success;
            Finish(call, failure);
            log.Add(call);
            at += call.LatencyMs * 1_000L;
            if (failure is UsageStatus.Success or UsageStatus.Error)
            {
                return at;
            }

            parent = call.RequestId;
            model = failure == UsageStatus.Fallback ? feature.Fallback : model;
            at += (long)(chance.Between(0.2, 1.6) * Instants.MicrosPerSecond);
        }
    }

    private DemoModel Model() => feature.Key switch
    {
        DemoFeature.ThreadSummary when day >= DemoStory.UpgradeDay => DemoModel.Gpt,
        DemoFeature.Moderation when day >= DemoStory.UnpricedFromDay && chance.Chance(0.3) => DemoModel.SafetyScreen,
        _ => feature.Model,
    };

    private UsageStatus Failure(DemoModel model, long at)
    {
        var hour = (at - story.StartMicros - (DemoStory.OutageDay * Instants.MicrosPerDay)) / (double)Instants.MicrosPerHour;
        var trouble = model.Provider == DemoStory.OutageProvider && hour is >= 13 and < 15.5 ? 14.0 : 1.0;
        var roll = chance.NextDouble();
        return roll switch
        {
            _ when roll < 0.011 * trouble => UsageStatus.Retry,
            _ when roll < 0.016 * trouble => feature.Fallback == model ? UsageStatus.Retry : UsageStatus.Fallback,
            _ when roll < 0.021 * trouble => UsageStatus.Timeout,
            _ when roll < 0.027 * trouble => UsageStatus.Error,
            _ => UsageStatus.Success,
        };
    }

    /// <summary>How long the parts of a step's input and its output are.</summary>
    private Sizes Size(int step, int steps)
    {
        var input = feature.Input * chance.Between(0.85, 1.18);
        var prompt = (int)(input * feature.Layers.Prompt * Math.Pow(1 + feature.PromptGrowth, Math.Min(day, DemoStory.Days)));
        var tool = (int)(input * feature.Layers.Tool * chance.Between(0.7, 1.3));
        var remembered = (int)(input * (1 - feature.Layers.Prompt - feature.Layers.Tool) * chance.Between(0.7, 1.3)) + memory;
        var output = feature.Output == 0 ? 0 : Math.Max(3, (int)chance.Around(feature.Output, 0.45));
        if (IsAgent && step == steps - 1)
        {
            output *= 2;
        }

        memory = Math.Min(memory + output + (IsAgent ? tool / 22 : 60), 9_000);
        return new Sizes(prompt, tool, remembered, output);
    }

    private DemoCall Call(Context context, long at, int step, int steps, Sizes size, DemoModel model, string? parent)
    {
        var input = size.Prompt + size.Tool + size.Memory;
        var hit = model.HasCache && chance.Chance(step == 0 ? feature.CacheHitShare : 0.55);
        var cached = hit ? (int)(size.Prompt * (step == 0 ? 0.5 : 0.7) / 128) * 128 : 0;
        var write = model.HasCacheWrites && !hit && (IsAgent || IsChat) ? (int)(size.Prompt * 0.7) : 0;
        return new DemoCall
        {
            AtMicros = at,
            RequestId = $"demo-{story.StartDay + day:x}-{id}-{calls++}",
            ParentRequestId = parent,
            TraceId = IsAgent || IsChat ? id + $"{story.Seed:x16}" : null,
            Tenant = context.Missing == 1 ? null : tenant.Key,
            User = context.User,
            Feature = context.Missing == 2 ? null : feature.Key,
            Task = context.Task,
            Route = feature.Route,
            Team = feature.Team,
            Session = IsChat || feature.Key == DemoFeature.CodeAssistant ? $"ses_{id}" : null,
            AgentRun = IsAgent ? $"run_{id}" : null,
            WorkflowStep = IsAgent ? StepName(step, steps) : null,
            Model = model,
            Environment = context.Environment,
            Origin = feature.Shape switch { DemoShape.Batch => RequestOrigin.Scheduled, DemoShape.Background => RequestOrigin.System, _ => RequestOrigin.User },
            InputTokens = input,
            CachedTokens = cached,
            CacheWriteTokens = write,
            IsHourCache = model == DemoModel.Opus && tenant.Tier == DemoTenant.Enterprise,
            OutputTokens = size.Output,
            ReasoningTokens = model == DemoModel.Gpt ? size.Output / 4 : 0,
            HasLayers = context.IsSplit,
            PromptTokens = size.Prompt,
            ToolTokens = size.Tool,
            MemoryTokens = size.Memory,
            SearchRequests = chance.Chance(feature.SearchShare) ? 1 : 0,
            IsBatch = feature.Shape == DemoShape.Batch,
            Region = tenant.Region,
        };
    }

    private string StepName(int step, int steps) => step switch
    {
        0 => "plan",
        _ when step == steps - 1 => "write",
        _ => (feature.Key, step % 3) switch
        {
            (DemoFeature.ResearchAgent, 1) => "search",
            (DemoFeature.ResearchAgent, _) => "read",
            (DemoFeature.ReportWriter, _) => "query",
            (_, 1) => "open-file",
            (_, 2) => "edit",
            _ => "run-tests",
        },
    };

    /// <summary>Lets a call end in one way: what it still cost and how long it took.</summary>
    private void Finish(DemoCall call, UsageStatus status)
    {
        call.Status = status;
        var seconds = call.Model.TokensPerSecond == 0 ? 0 : call.OutputTokens / (double)call.Model.TokensPerSecond;
        call.LatencyMs = (int)(chance.Around(call.Model.FirstTokenMs + (call.InputTokens / 40.0), 0.35) + (seconds * 1_000 * chance.Between(0.8, 1.3)));
        switch (status)
        {
            case UsageStatus.Timeout:
                call.LatencyMs = TimeoutMs;
                call.OutputTokens = (int)(call.OutputTokens * chance.Between(0.1, 0.8));
                call.ReasoningTokens = Math.Min(call.ReasoningTokens, call.OutputTokens);
                call.StreamTerminatedAtToken = call.OutputTokens;
                call.Error = "no complete answer within 30 s";
                break;
            case UsageStatus.Retry or UsageStatus.Fallback:
                call.OutputTokens /= 3;
                call.ReasoningTokens /= 3;
                call.Error = status == UsageStatus.Retry ? "answer was not valid JSON" : "overloaded";
                break;
            case UsageStatus.Error:
                call.OutputTokens = 0;
                call.ReasoningTokens = 0;
                call.Error = "the provider answered 500";
                break;
            case UsageStatus.Success when IsChat && call.OutputTokens > 0 && call.AtMicros % ReaderLeavesOneIn == 0:
                // The reader left; what was generated from there on is charged all the same.
                call.StreamTerminatedAtToken = call.OutputTokens * 3 / 5;
                break;
            case UsageStatus.Success:
            default:
                break;
        }
    }

    private sealed record Context(string? User, string Task, string Environment, bool IsSplit, int Missing);

    private readonly record struct Sizes(int Prompt, int Tool, int Memory, int Output);
}
