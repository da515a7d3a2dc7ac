using System.Collections.Frozen;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Tenants;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Enforcement;

/// <summary>Keeps what tenants have spent today, and what they may spend, in the snapshot of this process.</summary>
public sealed class SpendWatch(IDbContextFactory<FinOpsDbContext> contexts, MeasureBoard board, CostQueries costs, TenantQueries tenants, CostFeed feed, TimeProvider time)
{
    private const long LimitsEveryMicros = 30 * Instants.MicrosPerSecond;

    /// <summary>Looking at spend rests so many times as long as it took, so that ten thousand tenants do not keep a core busy.</summary>
    private const int RestFactor = 10;
    private static readonly Actor Self = Actor.System("Enforcement", "job");

    private long limitsAt = long.MinValue;
    private long seenVersion = -1;
    private long validUntil;
    private TimeSpan rest;
    private long lookedAt;

    /// <summary>Looks again where something may have changed since the last look.</summary>
    /// <returns>Whether spend was read.</returns>
    public async Task<bool> KeepUpAsync(CancellationToken cancellation)
    {
        await board.ReadAsync(cancellation);
        var now = time.NowMicros();
        var isNew = false;
        if (now - limitsAt is < 0 or >= LimitsEveryMicros || limitsAt == long.MinValue)
        {
            isNew = await ReadLimitsAsync(cancellation);
            limitsAt = now;
        }

        if (!isNew && ((feed.Version == seenVersion && now < validUntil) || time.GetElapsedTime(lookedAt) < rest))
        {
            return false;
        }

        await ReadDaysAsync(cancellation);
        return true;
    }

    /// <summary>Reads everything now.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await board.ReadAsync(cancellation);
        await ReadLimitsAsync(cancellation);
        await ReadDaysAsync(cancellation);
    }

    /// <returns>Whether any limit changed.</returns>
    private async Task<bool> ReadLimitsAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var peaks = await context.LearnedPeaks.AsNoTracking().ToDictionaryAsync(p => p.Tenant, p => p.PerMinute, StringComparer.Ordinal, cancellation);
        var limits = new Dictionary<string, TenantLimits>(StringComparer.Ordinal);
        foreach (var row in await tenants.ListAsync(tenants.Today, Self, cancellation))
        {
            limits[row.Key] = new TenantLimits(row.Contract?.DailyCeilingNanos, row.Tenant?.TimeZone ?? "", peaks.TryGetValue(row.Key, out var peak) ? peak : null);
        }

        var before = board.Current.Limits;
        if (before.Count == limits.Count && limits.All(l => before.TryGetValue(l.Key, out var known) && known == l.Value))
        {
            return false;
        }

        board.Publish(limits.ToFrozenDictionary(StringComparer.Ordinal));
        return true;
    }

    /// <summary>One question for each beginning of a day: tenants of the same hour of midnight share it.</summary>
    private async Task ReadDaysAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var now = time.NowMicros();
        seenVersion = feed.Version;
        var limits = board.Current.Limits;
        var zones = limits.Values.Select(l => l.TimeZone).Append("").Distinct(StringComparer.Ordinal).ToDictionary(z => z, z => TenantClock.DayOf(z, now), StringComparer.Ordinal);
        var days = new Dictionary<string, TenantDay>(StringComparer.Ordinal);
        foreach (var day in zones.Values.Distinct())
        {
            var spent = await costs.RunAsync(new CostQuery(Instants.ToUtc(day.StartMicros), Instants.ToUtc(day.EndMicros)) { GroupBy = [CostDimension.Tenant], ForReport = true }, TenantScope.All, cancellation);
            foreach (var row in spent.Rows.Where(r => r.Keys[0].Length > 0 && zones[limits.GetValueOrDefault(r.Keys[0])?.TimeZone ?? ""] == day))
            {
                days[row.Keys[0]] = new TenantDay(day.StartMicros, day.EndMicros, row.Measures.EffectiveCostNanos);
            }
        }

        validUntil = zones.Values.Min(d => d.EndMicros);
        board.Publish(days.ToFrozenDictionary(StringComparer.Ordinal));
        lookedAt = time.GetTimestamp();
        rest = time.GetElapsedTime(began) * RestFactor;
    }
}
