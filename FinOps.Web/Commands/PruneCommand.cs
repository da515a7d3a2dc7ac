using System.CommandLine;
using FinOps.Core.Retention;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>prune</c>: removes single records by the settings under <c>Retention</c>, at once instead of at night.</summary>
internal sealed class PruneCommand : Command
{
    private readonly Option<bool> preview = new("--preview") { Description = "Only tell which weeks are old enough." };

    public PruneCommand(string[] settings)
        : base("prune", "Remove single records that are older than Retention:RawRecordDays, week by week. All totals stay. A nightly job does the same.")
    {
        Add(preview);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed.GetValue(preview), cancellation));
    }

    private static async Task<int> RunAsync(string[] settings, bool isPreview, CancellationToken cancellation)
    {
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        var report = isPreview
            ? await host.Get<RecordPruner>().PreviewAsync(cancellation)
            : await PruneAsync(host, cancellation);
        foreach (var week in report.Weeks)
        {
            await Console.Out.WriteLineAsync($"Week from {week.FromUtc:yyyy-MM-dd}: {week.Requests:N0} calls {(isPreview ? "are old enough" : "pruned")}.");
        }

        await Console.Out.WriteLineAsync(isPreview
            ? $"{report.Weeks.Count:N0} weeks would be pruned."
            : $"{report.Removed:N0} records and {report.Imports:N0} rows of posts removed. Totals are what they were.");
        if (report.Halt is { } halt)
        {
            await Console.Out.WriteLineAsync(halt);
        }

        if (await host.Get<RetentionQueries>().KeptFromAsync(cancellation) is { } keptFrom)
        {
            await Console.Out.WriteLineAsync($"Records are kept since {keptFrom:yyyy-MM-dd}.");
        }

        return ExitCodes.Done;
    }

    private static async Task<PruneReport> PruneAsync(CommandHost host, CancellationToken cancellation)
    {
        using var line = new ProgressLine(host.Get<TimeProvider>());
        return await host.Get<RecordPruner>().PruneAsync(CommandHost.Operator, new Progress(line), cancellation);
    }

    private sealed class Progress(ProgressLine line) : IProgress<string>
    {
        public void Report(string value) => line.Show(value);
    }
}
