using System.Diagnostics;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;

namespace FinOps.Bench;

/// <summary>Changes every price under so many stored records and rates them all again.</summary>
internal static class RerateBench
{
    private static readonly Actor Bench = Actor.System("bench", "cli");

    public static async Task RunAsync(string folder, long rows, Action<string, string> say)
    {
        var log = Path.Combine(folder, "rerate.ndjson");
        BenchLog.Write(log, rows, "rerate", 1);
        await using var database = new BenchDatabase(Path.Combine(folder, "rerate.db"));
        await database.PrepareAsync();
        var (file, import) = await database.ImportAsync(log);
        say("import", $"{rows / import.TotalSeconds:N0} records/s");
        var queries = database.Get<RerateQueries>();
        await AddPricesAsync(database);

        var watch = Stopwatch.StartNew();
        var preview = await queries.PreviewAsync(RerateScope.All, TenantScope.All, null, default);
        say("preview", $"{rows / watch.Elapsed.TotalSeconds:N0} records/s, {preview.Total.Records:N0} would change");
        for (var pass = 1; pass <= 2; pass++)
        {
            watch.Restart();
            var run = await RunAsync(database);
            say(pass == 1 ? "re-rating" : "re-rating again", $"{rows / watch.Elapsed.TotalSeconds:N0} records/s, {run.RecordsChanged:N0} changed, peak memory {BenchDatabase.PeakMiB} MiB");
            if (pass == 1)
            {
                var corrections = (await queries.CorrectionsAsync(run.Id, TenantScope.All, default)).Sum(c => c.DeltaNanos);
                var after = (await database.Get<CostQueries>().RunAsync(new CostQuery(BenchLog.FromUtc, BenchLog.ToUtc), TenantScope.All, default)).Total.EffectiveCostNanos;
                say("totals", $"before + corrections {(file.EffectiveCostNanos + corrections == after ? "=" : "DIFFER FROM")} after; run {(corrections == run.DeltaNanos ? "=" : "DIFFERS FROM")} its entries");
            }
        }

        var sound = await database.Get<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, default);
        say("rollups", sound.IsSound ? "equal to their records" : $"{sound.DifferenceCount} measures DIFFER");
    }

    private static async Task<RerateRun> RunAsync(BenchDatabase database)
    {
        var started = await database.Get<RerateEditor>().StartAsync(RerateScope.All, "bench", Bench, isForCaller: true, default);
        return await database.Get<RerateQueue>().RunAsync(((RerateStart.Started)started).Run, null, default);
    }

    private static async Task AddPricesAsync(BenchDatabase database)
    {
        foreach (var (provider, model) in BenchLog.Models)
        {
            var draft = new PriceDraft { Provider = provider, ModelPattern = model, Match = ModelMatch.Exact, Kind = PriceKind.Own, ValidFromUtc = BenchLog.FromUtc.AddYears(-1), Reason = "bench" };
            (draft.Rates.InputPer1M, draft.Rates.CacheReadPer1M, draft.Rates.OutputPer1M) = (1.234567m, 0.1234567m, 7.654321m);
            if (await database.Get<PriceEditor>().AddAsync(draft, Bench, default) is PriceSaveResult.Invalid invalid)
            {
                throw new InvalidOperationException(invalid.Faults[0].Message);
            }
        }
    }
}
