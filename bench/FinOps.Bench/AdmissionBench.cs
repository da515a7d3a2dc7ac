using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Enforcement.Ledger;
using FinOps.Core.Enforcement.Ledger.Embedded;
using FinOps.Core.Enforcement.Ledger.Redis;
using StackExchange.Redis;

namespace FinOps.Bench;

/// <summary>
/// Reserves for 10,000 tenants with 20 features each, synced to disk before each answer: at 1,000 a second whatever the answers take, and as
/// fast as 64 callers can; beside bare inserts in groups into SQLite, and a bare script on Redis where one is told.
/// </summary>
internal static class AdmissionBench
{
    private const int Tenants = 10_000;
    private const int Features = 20;
    private const int PerSecond = 1_000;
    private const int Callers = 64;

    public static async Task RunAsync(string folder, int seconds, string? redis, Action<string, string> say)
    {
        await using (var ledger = new EmbeddedLedger(Path.Combine(folder, "ledger.db"), new LedgerClock(TimeProvider.System), TimeProvider.System))
        {
            await OpenLoopAsync(i => ReserveAsync(ledger, "w", i), 2); // what is compiled and opened at the first calls is not measured
            Say(say, $"reserve, open loop {PerSecond:N0}/s", await OpenLoopAsync(i => ReserveAsync(ledger, "o", i), seconds));
            var ours = await ClosedLoopAsync(i => ReserveAsync(ledger, "c", i), seconds);
            var bare = await BareInsertAsync(Path.Combine(folder, "bare.db"), seconds);
            say($"reserve, {Callers} callers", $"{ours:N0}/s");
            say("bare SQLite insert in groups", $"{bare:N0}/s; a reserve is {ours / bare:P0} of it");
        }

        if (redis is not null)
        {
            await OnRedisAsync(redis, seconds, say);
        }
    }

    private static async Task OnRedisAsync(string redis, int seconds, Action<string, string> say)
    {
        var link = new RedisLink(redis);
        var ledger = new RedisLedger(link.OpenAsync, $"bench{Guid.NewGuid():n}", new LedgerClock(TimeProvider.System));
        await OpenLoopAsync(i => ReserveAsync(ledger, "w", i), 2);
        Say(say, $"Redis, open loop {PerSecond:N0}/s", await OpenLoopAsync(i => ReserveAsync(ledger, "o", i), seconds));
        var ours = await ClosedLoopAsync(i => ReserveAsync(ledger, "c", i), seconds);
        var db = (await link.OpenAsync()).GetDatabase();
        var bare = await ClosedLoopAsync(_ => db.ScriptEvaluateAsync("return redis.call('INCR', KEYS[1])", [(RedisKey)"bench:bare"]), seconds);
        say($"Redis, {Callers} callers", $"{ours:N0}/s");
        say("bare Redis script", $"{bare:N0}/s; a reserve is {ours / bare:P0} of it");
    }

    private static Task ReserveAsync(ILedgerEngine ledger, string run, int i)
    {
        var random = new Random(i);
        var (tenant, feature) = ($"tenant-{random.Next(Tenants)}", $"feature-{random.Next(Features)}");
        return ledger.ReserveAsync(
            new ReserveCommand
            {
                Tenant = tenant,
                RequestId = string.Create(CultureInfo.InvariantCulture, $"{run}-{i}"),
                Fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes($"{run}-{i}")),
                Hold = HoldByClass.None with { OutputNanos = 12_500_000 },
                Lease = TimeSpan.FromMinutes(5),
                Accounts = [Account($"budget:{tenant}"), Account($"budget:{tenant}:{feature}")],
                Call = "{\"model\":\"gpt-4o\",\"feature\":\"chat\"}",
            },
            CancellationToken.None);
    }

    private static LedgerAccount Account(string key) => new(new AccountRef(key, 0), long.MaxValue, 1_000_000_000_000_000, 0, 0);

    /// <summary>What each call took in milliseconds, from the moment at which it was due.</summary>
    private static async Task<double[]> OpenLoopAsync(Func<int, Task> call, int seconds)
    {
        var took = new double[seconds * PerSecond];
        var started = Stopwatch.GetTimestamp();
        var running = new List<Task>(took.Length);
        for (var i = 0; i < took.Length; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / PerSecond);
            while (due - Stopwatch.GetElapsedTime(started) is var wait && wait > TimeSpan.Zero)
            {
                if (wait > TimeSpan.FromMilliseconds(1.5))
                {
                    await Task.Delay(1);
                }
                else
                {
                    await Task.Yield();
                }
            }

            running.Add(OneAsync(i, due));
        }

        await Task.WhenAll(running);
        return took;

        async Task OneAsync(int i, TimeSpan due)
        {
            await call(i);
            took[i] = (Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds;
        }
    }

    private static async Task<double> ClosedLoopAsync(Func<int, Task> call, int seconds)
    {
        var next = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            {
                await call(Interlocked.Increment(ref next));
            }
        })));
        return next / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The least that such an answer can cost: one row a call, as many calls in a synced transaction as wait.</summary>
    private static async Task<double> BareInsertAsync(string path, int seconds)
    {
        await using var store = new BareStore(path);
        return await ClosedLoopAsync(store.InsertAsync, seconds);
    }

    private static void Say(Action<string, string> say, string what, double[] took)
    {
        Array.Sort(took);
        say(what, $"p50 {took[took.Length / 2]:N2} ms, p99 {took[took.Length * 99 / 100]:N2} ms, slowest {took[^1]:N1} ms, {took.Length:N0} calls, 0 errors");
    }
}
