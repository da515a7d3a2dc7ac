using System.Runtime.InteropServices;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Outcomes;

/// <summary>User sessions of a group and what they cost.</summary>
public sealed class SessionSums
{
    public long Sessions { get; private set; }
    public long Calls { get; private set; }
    public long UnpricedSessions { get; private set; }
    public long CostNanos { get; private set; }

    /// <summary>What the sessions cost each; null where it was not read.</summary>
    public CostHistogram? Histogram { get; private set; }

    /// <summary>USD a session; null without sessions.</summary>
    public decimal? PerSession => Sessions == 0 ? null : Money.ToUsd(CostNanos) / Sessions;

    internal void Add(ReadOnlySpan<long> m, ReadOnlySpan<byte> histogram)
    {
        Sessions += m[0];
        Calls += m[1];
        UnpricedSessions += m[2];
        CostNanos += m[3];
        if (!histogram.IsEmpty)
        {
            (Histogram ??= new CostHistogram()).Merge(histogram);
        }
    }
}

/// <summary>Sessions of one feature (or, by day, of one day).</summary>
public sealed record SessionGroup(string Key, SessionSums Sums);

/// <summary>Sessions by feature and, each counted once, all together.</summary>
public sealed record SessionResult(IReadOnlyList<SessionGroup> Rows, SessionSums Total);

/// <summary>Reads what user sessions cost.</summary>
public sealed class SessionQueries(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, DimensionNames names, IOptions<OutcomeOptions> options)
{
    private const int KeyColumns = 3;

    /// <summary>The line in nano-USD above which a feature's sessions are too dear.</summary>
    public long LineNanos => Money.ToNanos(options.Value.SessionCostLineUsd);

    /// <summary>Sessions that began in a period, by feature, the dearest a session first.</summary>
    /// <param name="filters">By tenant, tier and feature.</param>
    /// <exception cref="ArgumentException">The period is empty, or sessions are not kept by a dimension; the message says which.</exception>
    public async Task<SessionResult> ByFeatureAsync(DateOnly from, DateOnly to, IReadOnlyList<CostFilter> filters, TenantScope scope, CancellationToken cancellation)
    {
        var total = new SessionSums();
        var sums = await ReadAsync(from, to, filters, scope, (numbers, histogram) =>
        {
            if (numbers[2] == SessionCell.WholeSession)
            {
                total.Add(numbers[KeyColumns..], histogram);
            }

            return (int)numbers[2];
        }, cancellation);
        sums.Remove(SessionCell.WholeSession);
        var known = await names.NamesOfAsync([.. sums.Keys], cancellation);
        return new SessionResult(
            [.. sums.Select(s => new SessionGroup(known.TryGetValue(s.Key, out var name) ? name.Key : "", s.Value)).OrderByDescending(g => g.Sums.PerSession).ThenBy(g => g.Key, StringComparer.Ordinal)], total);
    }

    /// <summary>Sessions of a feature by the day on which they began; of all features when none is named.</summary>
    /// <inheritdoc cref="ByFeatureAsync" path="/exception"/>
    public async Task<IReadOnlyDictionary<DateOnly, SessionSums>> ByDayAsync(DateOnly from, DateOnly to, IReadOnlyList<CostFilter> filters, TenantScope scope, CancellationToken cancellation)
    {
        var isOfFeature = filters.Any(f => f.Dimension == CostDimension.Feature);
        var sums = await ReadAsync(from, to, filters, scope, (numbers, _) => isOfFeature != (numbers[2] == SessionCell.WholeSession) ? (int)numbers[0] : -1, cancellation);
        sums.Remove(-1);
        return sums.ToDictionary(s => DateOnly.FromDateTime(Instants.ToUtc(s.Key * Instants.MicrosPerDay)), s => s.Value);
    }

    private delegate int GroupOf(ReadOnlySpan<long> numbers, ReadOnlySpan<byte> histogram);

    private async Task<Dictionary<int, SessionSums>> ReadAsync(DateOnly from, DateOnly to, IReadOnlyList<CostFilter> filters, TenantScope scope, GroupOf groupOf, CancellationToken cancellation)
    {
        OutcomeQueries.Validate(from, to, filters.Where(f => f.Dimension is not CostDimension.Tier), null);
        if (filters.Any(f => f.Dimension is CostDimension.Model or CostDimension.Provider))
        {
            throw new ArgumentException("Sessions are not kept by model: they use several. Filter by feature, tenant or tier.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var resolved = await costs.ResolveAsync(filters, scope, cancellation);
        resolved = [.. resolved.Select(f => f.Key == CubeKeys.Feature ? (f.Key, [.. f.Ids, SessionCell.WholeSession]) : f)];
        var cube = resolved.Exists(f => f.Key == CubeKeys.Tenant) ? SessionCube.ByTenant : SessionCube.ByFeature;
        var sums = new Dictionary<int, SessionSums>();
        await OutcomeRows.ReadAsync(
            context, OutcomeSql.Sessions(cube, OutcomeQueries.DayOf(from), OutcomeQueries.DayOf(to), resolved, withHistogram: true), KeyColumns + OutcomeSql.SessionMeasures.Length, withHistogram: true,
            (numbers, histogram) =>
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, groupOf(numbers, histogram), out _);
                (sum ??= new SessionSums()).Add(numbers[KeyColumns..], histogram);
            },
            cancellation);
        return sums;
    }
}
