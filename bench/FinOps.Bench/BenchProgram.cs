using System.Globalization;
using FinOps.Bench.Anomalies;

namespace FinOps.Bench;

/// <summary>Prints the table of what must hold for imports and cost pages. Compare ratios within one run: machines differ.</summary>
internal static class BenchProgram
{
    private const string Usage =
        "usage: FinOps.Bench [--rows 1000000] [--stored 0] [--folder DIR] [--rerate 1000000]\n       FinOps.Bench --price 20000000\n       FinOps.Bench --outcomes COPY.db\n       FinOps.Bench --margins COPY.db\n       FinOps.Bench --admissions 10 [--redis localhost:6379] [--folder DIR]\n       FinOps.Bench --scoring 10000 [--folder DIR]\n       FinOps.Bench --mixed 600 --app FinOps.Web.dll [--rate 2000] [--pages 20] [--port 5275] [--kill yes]\n       FinOps.Bench --log FILE [--rows 1000000] [--seed 1] [--tenants 200]\n       FinOps.Bench --nab FOLDER [--json FILE]\n       FinOps.Bench --synthetic daily|hourly|edge|speed\n"
        + "--stored imports so many other records first and measures again. --rerate rates so many stored records again, and nothing else.\n"
        + "--mixed posts so many seconds long to the real program while pages are open, kills it in the middle and starts it again.\n"
        + "--margins gives all tenants of a stored database contracts and asks what the pages of margins ask; the database is changed.\n"
        + "--outcomes reports an outcome for every tenth call of a stored database, works its days out and asks what the page of unit economics asks; the database is changed.\n"
        + "--scoring scores so many tenants with five features each: the hourly pass and the tick of a minute.\n"
        + "--price prices so many calls in memory on one core.\n"
        + "--nab scores labelled series in the layout of the Numenta Anomaly Benchmark. --synthetic scores made-up tenants, and fails when a figure that must hold does not.\n"
        + "--admissions reserves for calls so many seconds long, at a steady rate and as fast as it goes, beside bare inserts and a bare script.\n"
        + "--log only writes a log, for other tools; logs of different seeds share no event.";

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help") || args.Length % 2 != 0)
        {
            Console.WriteLine(Usage);
            return args.Contains("--help") ? 0 : 2;
        }

        if (Option(args, "--price") is { } calls)
        {
            return RunPrices(long.Parse(calls, CultureInfo.InvariantCulture));
        }

        if ((Option(args, "--outcomes") ?? Option(args, "--margins")) is { } copy)
        {
            await (args.Contains("--margins") ? MarginBench.RunAsync(copy, Say) : OutcomeBench.RunAsync(copy, Say));
            return 0;
        }

        if (args.Contains("--nab") || args.Contains("--synthetic"))
        {
            return Option(args, "--nab") is { } series ? new NabBench(series).Run(Option(args, "--json"), Say) : SyntheticBench.Run(Option(args, "--synthetic")!, Say);
        }

        if (Option(args, "--mixed") is { } seconds)
        {
            return await MixedBench.RunAsync(MixedPlan.Of(int.Parse(seconds, CultureInfo.InvariantCulture), name => Option(args, name)), Say);
        }

        var rows = long.Parse(Option(args, "--rows") ?? "1000000", CultureInfo.InvariantCulture);
        if (Option(args, "--log") is { } path)
        {
            var seed = int.Parse(Option(args, "--seed") ?? "1", CultureInfo.InvariantCulture);
            BenchLog.Write(path, rows, $"seed{seed}", seed, int.Parse(Option(args, "--tenants") ?? "200", CultureInfo.InvariantCulture));
            return 0;
        }

        var stored = long.Parse(Option(args, "--stored") ?? "0", CultureInfo.InvariantCulture);
        var folder = Directory.CreateDirectory(Path.Combine(Option(args, "--folder") ?? Path.GetTempPath(), $"finops-bench-{Guid.NewGuid():n}")).FullName;
        try
        {
            await (Option(args, "--rerate") is { } rerated ? RerateBench.RunAsync(folder, long.Parse(rerated, CultureInfo.InvariantCulture), Say)
                : Option(args, "--admissions") is { } admitting ? AdmissionBench.RunAsync(folder, int.Parse(admitting, CultureInfo.InvariantCulture), Option(args, "--redis"), Say)
                : Option(args, "--scoring") is { } tenants ? ScoringBench.RunAsync(folder, int.Parse(tenants, CultureInfo.InvariantCulture), Say)
                : MeasureAsync(folder, rows, stored));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int RunPrices(long calls)
    {
        foreach (var (name, perSecond, bytes) in PriceBench.Run(calls))
        {
            Say(name, $"{perSecond:N0} records/s, {bytes:N0} bytes allocated");
        }

        return 0;
    }

    private static async Task MeasureAsync(string folder, long rows, long stored)
    {
        var log = Path.Combine(folder, "fresh.ndjson");
        BenchLog.Write(log, rows, "fresh", 1);
        Say("log", $"{rows:N0} lines, {new FileInfo(log).Length / 1e6:N0} MB");
        await using var database = new BenchDatabase(Path.Combine(folder, "finops.db"));
        await database.PrepareAsync();
        var (file, fresh) = await database.ImportAsync(log);
        Say("import, fresh file", $"{rows / fresh.TotalSeconds:N0} records/s ({fresh.TotalSeconds:N1} s), peak memory {BenchDatabase.PeakMiB} MiB");
        await RepeatAsync(database, log, rows);
        Say("tidying rollups behind it", $"{(await database.TidyAsync()).TotalSeconds:N1} s");
        var small = await database.AskAsync(20);
        SayAnswers(small, $"{rows:N0} records");
        var (duck, cost) = DuckYardstick.Run(log, Path.Combine(folder, "duck.db"));
        Say("DuckDB, same log", $"{duck.TotalSeconds:N1} s; ours takes {fresh / duck:N2} times as long; totals {(cost == file.EffectiveCostNanos ? "equal" : "DIFFER")}");
        if (stored > 0)
        {
            await GrowAsync(folder, database, rows, stored, fresh, small);
        }
    }

    /// <summary>The same events again from a file that is not byte for byte the same, so that each line is looked up.</summary>
    private static async Task RepeatAsync(BenchDatabase database, string log, long rows)
    {
        var again = Path.ChangeExtension(log, ".again.ndjson");
        File.Copy(log, again);
        await File.AppendAllTextAsync(again, "\n");
        var (file, elapsed) = await database.ImportAsync(again);
        Say("import again", $"{rows / elapsed.TotalSeconds:N0} lines/s, {file.NewRecords:N0} records added, {file.DuplicateRecords:N0} duplicates");
        File.Delete(again);
    }

    private static async Task GrowAsync(
        string folder, BenchDatabase database, long rows, long stored, TimeSpan fresh, IReadOnlyList<(string Name, double P95Ms)> small)
    {
        var path = Path.Combine(folder, "more.ndjson");
        for (long done = 0, part = 0; done < stored; part++)
        {
            var size = Math.Min(stored - done, 1_000_000);
            BenchLog.Write(path, size, $"more{part}", 100 + (int)part);
            var (_, elapsed) = await database.ImportAsync(path);
            File.Delete(path);
            var tidying = await database.TidyAsync();
            done += size;
            Say($"stored {rows + done:N0}", $"{size / elapsed.TotalSeconds:N0} records/s, tidying rollups behind it {tidying.TotalSeconds:N1} s");
        }

        BenchLog.Write(path, rows, "last", 2);
        var (_, last) = await database.ImportAsync(path);
        Say($"import, {rows + stored:N0} stored", $"{rows / last.TotalSeconds:N0} records/s, {fresh / last:P0} of the fresh rate");
        await database.TidyAsync();
        var large = await database.AskAsync(20);
        SayAnswers(large, $"{rows + stored + rows:N0} records");
        Say("slowest question", $"{large.Max(a => a.P95Ms):N1} ms, {large.Max(a => a.P95Ms) / small.Max(a => a.P95Ms):N2} times that at {rows:N0} records");
    }

    private static void SayAnswers(IReadOnlyList<(string Name, double P95Ms)> answers, string what)
    {
        foreach (var (name, p95) in answers)
        {
            Say($"p95 30 days by {name}", $"{p95:N1} ms at {what}");
        }
    }

    private static void Say(string what, string figure) => Console.WriteLine($"{what,-36} {figure}");

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : null;
}
