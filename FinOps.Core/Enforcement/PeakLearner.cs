using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>
/// Learns how many calls a minute each tenant makes when it is busy: nine of ten days of the last four weeks had no busier hour. One wild day
/// does not raise it, so that a runaway does not earn itself a higher limit.
/// </summary>
public sealed class PeakLearner(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, TimeProvider time)
{
    internal const int Days = 28;

    /// <summary>Looks at the whole days before today.</summary>
    /// <returns>How many tenants have a peak.</returns>
    public async Task<int> LearnAsync(CancellationToken cancellation)
    {
        var today = time.GetUtcNow().UtcDateTime.Date;
        var busiest = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        for (var day = today.AddDays(-Days); day < today; day = day.AddDays(1))
        {
            var hours = await costs.RunAsync(new CostQuery(day, day.AddDays(1)) { GroupBy = [CostDimension.Tenant, CostDimension.Hour], ForReport = true }, TenantScope.All, cancellation);
            foreach (var tenant in hours.Rows.Where(r => r.Keys[0].Length > 0).GroupBy(r => r.Keys[0], StringComparer.Ordinal))
            {
                (busiest.TryGetValue(tenant.Key, out var known) ? known : busiest[tenant.Key] = []).Add(tenant.Max(r => r.Measures.Requests));
            }
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var stored = await context.LearnedPeaks.ToDictionaryAsync(p => p.Tenant, StringComparer.Ordinal, cancellation);
        var now = time.NowMicros();
        foreach (var (tenant, hours) in busiest)
        {
            var row = stored.TryGetValue(tenant, out var known) ? known : context.LearnedPeaks.Add(new LearnedPeak { Tenant = tenant }).Entity;
            (row.PerMinute, row.LearnedAtMicros) = (PerMinute(hours), now);
        }

        context.LearnedPeaks.RemoveRange(stored.Values.Where(p => !busiest.ContainsKey(p.Tenant)));
        await context.SaveChangesAsync(cancellation);
        return busiest.Count;
    }

    /// <summary>True when nothing was learned within the last day.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellation)
    {
        var since = time.NowMicros() - Instants.MicrosPerDay;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return !await context.LearnedPeaks.AnyAsync(p => p.LearnedAtMicros > since, cancellation);
    }

    /// <summary>The hour that nine of ten days do not exceed (nearest rank), as calls per minute, rounded up.</summary>
    internal static long PerMinute(List<long> busiestHours)
    {
        busiestHours.Sort();
        var rank = (int)Math.Ceiling(busiestHours.Count * 0.9m);
        return Math.Max(1, (busiestHours[Math.Max(0, rank - 1)] + 59) / 60);
    }
}
