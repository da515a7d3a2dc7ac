using System.CommandLine;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>verify</c>: are the rollups the sums of the records?</summary>
internal sealed class VerifyCommand : Command
{
    private readonly Option<bool> rebuild = new("--rebuild") { Description = "Rebuild the weeks that differ, to the same nano-USD." };

    public VerifyCommand(string[] settings)
        : base("verify", "Compare every rollup with the sum of its records, and what budgets have posted with their usage. Ends with 1 when something differs and was not rebuilt.")
    {
        Add(rebuild);
        SetAction((parsed, cancellation) => RunAsync(settings, parsed.GetValue(rebuild), cancellation));
    }

    private static async Task<int> RunAsync(string[] settings, bool rebuild, CancellationToken cancellation)
    {
        await using var host = await CommandHost.StartAsync(settings, cancellation);
        await Console.Error.WriteLineAsync("Comparing rollups with records…");
        var report = await host.Get<RollupVerifier>().VerifyAsync(rebuild, sinceUtc: null, cancellation, CommandHost.Operator);
        foreach (var found in report.Differences)
        {
            await Console.Error.WriteLineAsync($"rollup {found.CubeId}, period {found.Period}: {found.Measure} is {found.Stored}, should be {found.Computed}");
        }

        var pruned = report.PrunedWeeks == 0 ? "" : $", {report.PrunedWeeks:N0} weeks whose records were pruned";
        var compared = $"{report.Records:N0} records, {report.Cells:N0} rollup cells{pruned}";
        await Console.Out.WriteLineAsync(report switch
        {
            { IsSound: true } => $"{compared}: equal.",
            _ when rebuild => $"{compared}: {report.DifferenceCount:N0} measures differed, {report.RebuiltWeeks:N0} weeks rebuilt.",
            _ => $"{compared}: {report.DifferenceCount:N0} measures differ. Run verify --rebuild when no import is running.",
        });
        var budgets = await host.Get<BudgetVerifier>().VerifyAsync(rebuild, sinceUtc: null, cancellation, CommandHost.Operator);
        foreach (var found in budgets.Differences)
        {
            await Console.Error.WriteLineAsync($"budget {found.BudgetId}, {BudgetTexts.WordOf(found.Grain)} from {found.StartUtc:yyyy-MM-ddTHH:mm:ssZ}: {found.PostedNanos} nano-USD are posted, should be {found.SummedNanos}");
        }

        await Console.Out.WriteLineAsync($"{budgets.Budgets:N0} budgets, {budgets.Windows:N0} windows: {(budgets.IsSound ? "equal" : $"{budgets.Differences.Count:N0} {(budgets.IsRebuilt ? "differed and are rebuilt" : "differ")}")}.");
        return !budgets.IsSound && !budgets.IsRebuilt ? ExitCodes.Failed : report.IsSound || (rebuild && report.PrunedDifferenceCount == 0) ? ExitCodes.Done : ExitCodes.Failed;
    }
}
