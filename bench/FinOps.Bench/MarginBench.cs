using System.Diagnostics;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Margins;
using FinOps.Core.Tenants;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Bench;

/// <summary>Gives every tenant of a stored database two contracts and a bill, and asks what the pages of margins ask.</summary>
internal static class MarginBench
{
    private const int Asked = 40;
    private static readonly Actor Bench = Actor.System("bench", "cli");

    /// <param name="file">A SQLite database with the records of <see cref="BenchLog"/>; it is changed, so give a copy.</param>
    public static async Task RunAsync(string file, Action<string, string> say)
    {
        await using var database = new BenchDatabase(file);
        await database.PrepareAsync();
        say("tenants with terms", $"{await AddTermsAsync(database):N0}");
        var (from, to) = (DateOnly.FromDateTime(BenchLog.FromUtc), DateOnly.FromDateTime(BenchLog.ToUtc));
        var (margins, interventions) = (database.Get<MarginQueries>(), database.Get<InterventionQueries>());
        const string tenant = "tenant_00000";
        await MeasureAsync("p95 margins of all tenants", () => margins.OfPeriodAsync(from, to, Bench, default), say);
        await MeasureAsync("p95 revenue of all tenants", () => margins.RevenueAsync(from, BenchLog.ToUtc, Bench, default), say);
        await MeasureAsync("p95 margin of one tenant", () => margins.OfTenantAsync(tenant, from, to, Bench, default), say);
        await MeasureAsync("p95 months of one tenant", () => margins.MonthsAsync(tenant, 12, Bench, default), say);
        await MeasureAsync("p95 proposals for one tenant", () => interventions.OfTenantAsync(tenant, Bench, default), say);
        var watch = Stopwatch.StartNew();
        var days = await database.Get<MarginWatch>().RunAsync(default);
        say("watch of margins, first run", $"{days} days in {watch.Elapsed.TotalSeconds:N1} s, peak memory {BenchDatabase.PeakMiB} MiB");
    }

    private static async Task<int> AddTermsAsync(BenchDatabase database)
    {
        await using var context = await database.Get<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        var bound = (await context.Contracts.Select(c => c.TenantId).ToListAsync()).ToHashSet();
        var ids = await context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant).Select(d => d.Id).ToListAsync();
        foreach (var id in ids.Where(id => !bound.Contains(id)))
        {
            var fee = id % 3 == 0 ? 0 : (50 + (id % 7)) * Money.NanosPerUsd;
            context.Contracts.Add(new Contract { TenantId = id, StartDay = new(2026, 1, 1), EndDay = new(2026, 10, 11), MonthlyFeeNanos = fee });
            context.Contracts.Add(new Contract { TenantId = id, StartDay = new(2026, 10, 11), MonthlyFeeNanos = fee * 2 });
            context.RevenueEntries.Add(new RevenueEntry { TenantId = id, Kind = RevenueKind.Usage, Day = new(2026, 10, 15), AmountNanos = 5 * Money.NanosPerUsd });
        }

        await context.SaveChangesAsync();
        return ids.Count;
    }

    private static async Task MeasureAsync(string name, Func<Task> ask, Action<string, string> say)
    {
        var taken = new List<double>();
        for (var i = 0; i <= Asked; i++)
        {
            var watch = Stopwatch.StartNew();
            await ask();
            taken.Add(watch.Elapsed.TotalMilliseconds);
        }

        var sorted = taken.Skip(1).Order().ToList(); // the first one warms up
        say(name, $"{sorted[(int)Math.Ceiling(0.95 * Asked) - 1]:N1} ms");
    }
}
