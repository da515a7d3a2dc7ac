using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FinOps.Bench;

/// <summary>
/// What production looks like: gateways post, people have pages open, and in the middle the program dies. Prints errors, latencies, how soon a
/// record shows, memory, and whether every acknowledged record is stored exactly once.
/// </summary>
internal static class MixedBench
{
    private const int SamplesPerMinute = 30;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(MixedPlan plan, Action<string, string> say)
    {
        var folder = Directory.CreateTempSubdirectory("finops-mixed-").FullName;
        try
        {
            using var server = new MixedServer(plan, folder);
            await server.StartAsync();
            var key = (await server.RunAsync("keys", "create", "--name", "bench", "--scopes", "ingest,read")).Split('\n')[^1].Trim();
            if (!key.StartsWith("lfk_", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("No API key could be made; see above.");
            }

            await using var pages = new MixedPages();
            var senders = new MixedSenders(plan, key, pages);
            await pages.OpenAsync(plan);
            say("load", $"{plan.RecordsPerSecond:N0} records/s in posts of {MixedPlan.RecordsPerPost}, {await pages.LiveAsync()} pages, {plan.Length.TotalSeconds:N0} s");
            var memory = await LoadAsync(plan, server, senders, pages, say);
            return Report(server, senders, pages, await pages.LiveAsync(), memory, say);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs the load; returns samples of the server's memory, those of each process apart.</summary>
    private static async Task<List<List<long>>> LoadAsync(MixedPlan plan, MixedServer server, MixedSenders senders, MixedPages pages, Action<string, string> say)
    {
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(senders.SendAsync(stop.Token), senders.ProbeAsync(stop.Token));
        var samples = new List<List<long>> { new() };
        var clock = Stopwatch.StartNew();
        var shares = new MixedShares();
        for (var isKilled = !plan.IsKilled; clock.Elapsed < plan.Length;)
        {
            await Task.Delay(SampleEvery, CancellationToken.None);
            samples[^1].Add(server.MemoryMiB);
            shares.Sample(server.Pid);
            if (!isKilled && clock.Elapsed > plan.Length / 2)
            {
                isKilled = true;
                await KillAsync(server, senders, pages, say);
                samples.Add([]);
            }
        }

        say("share of one core", shares.Text(clock.Elapsed));
        await stop.CancelAsync();
        await load;
        return samples;
    }

    private static async Task KillAsync(MixedServer server, MixedSenders senders, MixedPages pages, Action<string, string> say)
    {
        (senders.IsDown, pages.IsDown) = (true, true);
        var down = Stopwatch.StartNew();
        await server.KillAsync();
        await server.StartAsync();
        say("killed and started again", $"served again after {down.Elapsed.TotalSeconds:N1} s");

        // Posts that were under way when it died are noticed a moment later, and pages find their way back within some seconds.
        await Task.Delay(TimeSpan.FromSeconds(10));
        (senders.IsDown, pages.IsDown) = (false, false);
    }

    private static int Report(MixedServer server, MixedSenders senders, MixedPages pages, int live, List<List<long>> memory, Action<string, string> say)
    {
        say("posts", $"{senders.Acknowledged:N0} acknowledged, p50 {At(senders.PostMs, 0.5)}, p99 {At(senders.PostMs, 0.99)}, slowest {At(senders.PostMs, 1)}");
        say("from post to the answer of the API", $"{senders.LagMs.Count:N0} probes, p50 {At(senders.LagMs, 0.5)}, p99 {At(senders.LagMs, 0.99)}, slowest {At(senders.LagMs, 1)}");
        say("from post to visible on a page", $"{pages.LagMs.Count:N0} probes, p50 {At(pages.LagMs, 0.5)}, p99 {At(pages.LagMs, 0.99)}, slowest {At(pages.LagMs, 1)}");
        foreach (var process in memory.Where(m => m.Count >= 8))
        {
            say("memory of the server, MiB", $"medians of its minutes {string.Join(", ", process.Chunk(SamplesPerMinute).Select(Median))}; peak {process.Max():N0}");
        }

        say("pages alive at the end", $"{live}");
        var (lost, twice) = Compare(server.Database, senders.Acknowledged);
        say("acknowledged posts", $"{lost} not stored whole, {twice} records stored twice");
        var faults = senders.Faults.Concat(pages.Faults).ToList();
        say("errors", $"{faults.Count}");
        foreach (var fault in faults.Take(10))
        {
            say("", fault.ReplaceLineEndings(" "));
        }

        return lost + twice + faults.Count == 0 && IsSoon(senders.LagMs) && (pages.LagMs.Count == 0 || IsSoon(pages.LagMs)) ? 0 : 1;
    }

    /// <summary>Every post was repeated until it was acknowledged, so each must be stored whole, and no record twice.</summary>
    private static (int Lost, long Twice) Compare(string database, int posts)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT RequestId FROM UsageRecord WHERE RequestId LIKE 'b%'";
        using var row = command.ExecuteReader();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var perPost = new Dictionary<string, int>(StringComparer.Ordinal);
        long twice = 0;
        while (row.Read())
        {
            var id = row.GetString(0);
            twice += seen.Add(id) ? 0 : 1;
            var post = id[..id.IndexOf('-', StringComparison.Ordinal)];
            perPost[post] = perPost.GetValueOrDefault(post) + 1;
        }

        return (Enumerable.Range(0, posts).Count(p => perPost.GetValueOrDefault($"b{p.ToString(CultureInfo.InvariantCulture)}") != MixedPlan.RecordsPerPost), twice);
    }

    private static bool IsSoon(IReadOnlyList<double> sorted) => sorted.Count > 0 && sorted[(int)(sorted.Count * 0.99)] <= 2_000;

    private static long Median(long[] samples) => samples.Order().ElementAt(samples.Length / 2);

    private static string At(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? "-" : $"{sorted[Math.Min((int)(sorted.Count * share), sorted.Count - 1)]:N0} ms";
}
