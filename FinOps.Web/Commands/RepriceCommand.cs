using System.CommandLine;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Pricing.Rerating;
using FinOps.Web.Host;
using FinOps.Web.Pricing.Rerating;

namespace FinOps.Web.Commands;

/// <summary><c>reprice</c>: brings stored calls up to today's price book.</summary>
internal sealed class RepriceCommand : Command
{
    private readonly Option<string> provider = new("--provider") { Description = "Only calls of this provider.", DefaultValueFactory = _ => "", HelpName = "NAME" };
    private readonly Option<string> model = new("--model") { Description = "Only calls of this model; * stands for any text, e.g. \"gpt-5*\".", DefaultValueFactory = _ => "", HelpName = "NAME" };
    private readonly Option<string?> from = new("--from") { Description = "Only calls since then, included: a UTC day such as 2026-10-01, or an instant.", HelpName = "TIME" };
    private readonly Option<string?> to = new("--to") { Description = "Only calls before then, excluded.", HelpName = "TIME" };
    private readonly Option<bool> preview = new("--preview") { Description = "Show what would change, by tenant, feature, month and model; store nothing." };
    private readonly Option<string> reason = new("--reason") { Description = "Why; it stays with the corrections. Needed unless --preview is given.", DefaultValueFactory = _ => "", HelpName = "TEXT" };

    public RepriceCommand(string[] settings)
        : base("reprice", "Rate stored calls again with the price that is in force at their time by today's book. Stopped or killed, it goes on where it was; a second run adds nothing.")
    {
        foreach (var option in new Option[] { provider, model, from, to, preview, reason })
        {
            Add(option);
        }

        SetAction((parsed, cancellation) => RunAsync(settings, parsed, cancellation));
    }

    private async Task<int> RunAsync(string[] settings, ParseResult parsed, CancellationToken cancellation)
    {
        var scope = new RerateScope(parsed.GetRequiredValue(provider), parsed.GetRequiredValue(model), Time(parsed.GetValue(from), "--from"), Time(parsed.GetValue(to), "--to"));
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        return parsed.GetValue(preview)
            ? await PreviewAsync(host, scope, cancellation)
            : await RateAsync(host, scope, parsed.GetRequiredValue(reason), cancellation);
    }

    private static async Task<int> PreviewAsync(CommandHost host, RerateScope scope, CancellationToken cancellation)
    {
        if (await host.Get<RerateEditor>().CheckAsync(scope, cancellation) is { } fault)
        {
            throw Usage(fault);
        }

        using var progress = new ProgressLine(host.Get<TimeProvider>());
        var found = await host.Get<RerateQueries>().PreviewAsync(scope, TenantScope.All, new Shares(progress), cancellation);
        progress.Dispose();
        await Console.Out.WriteLineAsync(RerateText.Effect(found));
        if (RerateText.Pruned(found) is { } pruned)
        {
            await Console.Out.WriteLineAsync(pruned);
        }

        foreach (var (name, parts) in new[] { ("tenant", found.Tenants), ("feature", found.Features), ("month", found.Months), ("model", found.Models) })
        {
            if (parts.Count > 0)
            {
                await Console.Out.WriteLineAsync();
                TextTable.Write(Console.Out, [name, "calls", "before_usd", "after_usd", "change_usd"], parts.Select(Line), i => i > 0);
            }
        }

        return ExitCodes.Done;
    }

    private static async Task<int> RateAsync(CommandHost host, RerateScope scope, string reason, CancellationToken cancellation)
    {
        var run = await host.Get<RerateEditor>().StartAsync(scope, reason, CommandHost.Operator, isForCaller: true, cancellation) switch
        {
            RerateStart.Started started => started.Run,
            RerateStart.Refused fault => throw Usage(fault),
            var other => throw new InvalidOperationException($"Unknown answer {other}."),
        };
        using var progress = new ProgressLine(host.Get<TimeProvider>());
        try
        {
            await host.Get<RerateQueue>().RunAsync(run, new Runs(progress), cancellation);
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            await host.Get<RerateEditor>().CancelAsync(run.Id, CommandHost.Operator, CancellationToken.None);
            throw new CommandFaultException($"Stopped. What was rated is kept ({RerateText.Calls(run.RecordsChanged)}); run the same command again to rate the rest.");
        }

        progress.Dispose();
        await Console.Out.WriteLineAsync(Summary(run));
        return run.State == RerateState.Done ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static string Summary(RerateRun run) =>
        $"Run {run.Id}: {run.RecordsRead:N0} calls read, {run.RecordsChanged:N0} changed, {run.RecordsPriced:N0} priced for the first time, "
        + $"change {Core.Data.Money.ToExactText(run.DeltaNanos)} USD, of that {Core.Data.Money.ToExactText(run.ClosedDeltaNanos)} USD in closed months ({RerateText.State(run.State).ToLowerInvariant()}).";

    private static string[] Line(ReratePart part) =>
    [
        part.Name.Length == 0 ? "(not reported)" : part.Name, part.Records.ToString(CultureInfo.InvariantCulture), Core.Data.Money.ToExactText(part.BeforeNanos),
        Core.Data.Money.ToExactText(part.AfterNanos), Core.Data.Money.ToExactText(part.DeltaNanos),
    ];

    private static CommandFaultException Usage(RerateStart.Refused fault) =>
        fault.Field.Length == 0 ? new(fault.Message) : new($"{OptionOf(fault.Field)}: {fault.Message}", ExitCodes.Usage);

    private static string OptionOf(string field) => field switch
    {
        nameof(RerateScope.FromUtc) => "--from",
        nameof(RerateScope.ToUtc) => "--to",
        _ => $"--{field.ToLowerInvariant()}",
    };

    private static DateTime? Time(string? text, string option) => text is null ? null
        : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at
        : throw new CommandFaultException($"{option}: \"{text}\" is no time; allowed: a UTC day such as 2026-10-01, or an instant such as 2026-10-01T09:00:00Z.", ExitCodes.Usage);

    private sealed class Shares(ProgressLine line) : IProgress<double>
    {
        public void Report(double value) => line.Show($"{value:P0} looked at");
    }

    private sealed class Runs(ProgressLine line) : IProgress<RerateRun>
    {
        public void Report(RerateRun value) =>
            line.Show($"{value.Share ?? 0:P0}  {value.RecordsRead:N0} calls read, {value.RecordsChanged:N0} changed, {RerateText.ExactDelta(value.DeltaNanos)}");
    }
}
