using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Demo;

/// <summary>All calls of one day, in the order of time. A day depends on the story and its number alone, so a longer log begins with the shorter one.</summary>
internal sealed class DemoDay(DemoStory story, int day)
{
    private static readonly double[] HourWeights = [1, 0.6, 0.4, 0.4, 0.6, 1.2, 3, 6, 10, 13, 14, 13, 10, 12, 14, 13, 11, 8, 5, 4, 3.5, 3, 2.4, 1.6];

    private readonly List<DemoCall> calls = [];

    public List<DemoCall> Calls()
    {
        for (var i = 0; i < DemoTenant.All.Length; i++)
        {
            AddTenant(DemoTenant.All[i], i);
        }

        if (day is >= DemoStory.AbuseFromDay and <= DemoStory.AbuseToDay)
        {
            new DemoRunaway(story, day).AddTo(calls);
        }

        return [.. calls.OrderBy(call => call.AtMicros).ThenBy(call => call.RequestId, StringComparer.Ordinal)];
    }

    private static int TierIndex(DemoTenant tenant) => tenant.Tier switch { DemoTenant.Free => 0, DemoTenant.Pro => 1, _ => 2 };

    private void AddTenant(DemoTenant tenant, int index)
    {
        var chance = story.Chance(day, 2, index);
        var weights = new double[DemoFeature.All.Length];
        for (var f = 0; f < weights.Length; f++)
        {
            // Customers differ: the same tenant likes the same features every day.
            weights[f] = DemoFeature.All[f].Weights[TierIndex(tenant)] * new DemoRandom(story.Seed, 7, index, f).Around(1, 0.6);
            if (tenant.Slug == DemoTenant.AbusiveSlug && DemoFeature.All[f].Key == DemoFeature.ResearchAgent)
            {
                weights[f] *= 12;
            }
        }

        var interactions = chance.Poisson(tenant.Daily * story.Busyness(tenant, day));
        for (var n = 0; n < interactions; n++)
        {
            var feature = DemoFeature.All[chance.Pick(weights)];
            var talk = new DemoInteraction(story, day, tenant, feature, new DemoRandom(chance.NextUInt64()));
            talk.AddTo(calls, StartOf(tenant, feature, chance));
        }
    }

    private long StartOf(DemoTenant tenant, DemoFeature feature, DemoRandom chance)
    {
        var hour = feature.Shape switch
        {
            DemoShape.Batch => 1 + chance.Next(4),
            DemoShape.Background when chance.Chance(0.5) => chance.Next(24),
            _ => chance.Pick(HourWeights),
        };
        var utcHour = ((hour - tenant.UtcOffset) % 24 + 24) % 24;
        return story.StartMicros + (day * Instants.MicrosPerDay) + (utcHour * Instants.MicrosPerHour) + (long)(chance.NextDouble() * Instants.MicrosPerHour);
    }
}

/// <summary>The runaway loop: one agent of one user asks itself again and again, with all it said before.</summary>
internal sealed class DemoRunaway(DemoStory story, int day)
{
    private const int FirstHour = 5;
    private const int SecondsBetweenSteps = 105;

    public void AddTo(List<DemoCall> calls)
    {
        var tenant = DemoTenant.All.Single(t => t.Slug == DemoTenant.AbusiveSlug);
        var feature = DemoFeature.All.Single(f => f.Key == DemoFeature.ResearchAgent);
        var chance = story.Chance(day, 3);
        var run = $"run_{chance.NextUInt64():x16}";
        var trace = $"{chance.NextUInt64():x16}{chance.NextUInt64():x16}";
        var at = story.StartMicros + (day * Instants.MicrosPerDay) + (day == DemoStory.AbuseFromDay ? FirstHour * Instants.MicrosPerHour : 0);
        var end = story.StartMicros + ((day + 1) * Instants.MicrosPerDay);
        for (var step = 0; at < end; step++, at += (long)(chance.Between(0.6, 1.4) * SecondsBetweenSteps * Instants.MicrosPerSecond))
        {
            var prompt = 2_400;
            var tool = (int)chance.Around(3_200, 0.3);
            var memory = 900 + (step % 20 * 700);
            var output = (int)chance.Around(340, 0.4);
            calls.Add(new DemoCall
            {
                AtMicros = at,
                RequestId = $"demo-{story.StartDay + day:x}-{chance.NextUInt64():x16}",
                TraceId = trace,
                Tenant = tenant.Key,
                User = $"{tenant.Key}-u0003",
                Feature = feature.Key,
                Task = feature.Tasks[0],
                Route = feature.Route,
                Team = feature.Team,
                AgentRun = run,
                WorkflowStep = step % 2 == 0 ? "search" : "read",
                Model = feature.Model,
                Environment = "production",
                Origin = RequestOrigin.User,
                InputTokens = prompt + tool + memory,
                CachedTokens = prompt / 128 * 128,
                OutputTokens = output,
                ReasoningTokens = output / 3,
                HasLayers = true,
                PromptTokens = prompt,
                ToolTokens = tool,
                MemoryTokens = memory,
                SearchRequests = step % 2 == 0 ? 1 : 0,
                LatencyMs = (int)chance.Around(6_200, 0.35),
                Region = tenant.Region,
            });
        }
    }
}
