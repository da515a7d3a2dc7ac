using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Runs;

/// <summary>An agent run with the names of its dimensions, as reported; empty where they were not.</summary>
public sealed record RunRow(RunSum Sum, string Tenant, string Feature, string Provider, string Model, string User)
{
    /// <summary>From the first call until the last one was answered.</summary>
    public TimeSpan Duration => TimeSpan.FromMicroseconds(Sum.EndMicros - Sum.StartMicros);

    public DateOnly Date => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(Sum.Day));
}

/// <summary>The dearest runs of a period.</summary>
/// <param name="Rows">By falling cost, as many as were asked for.</param>
/// <param name="Count">How many runs there are.</param>
/// <param name="CostNanos">What they cost together.</param>
public sealed record RunRanking(IReadOnlyList<RunRow> Rows, long Count, long CostNanos);

/// <summary>Reads agent runs, and the calls of one.</summary>
public sealed class RunQueries(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, DimensionNames names)
{
    /// <summary>The most calls of a run that are read at once.</summary>
    public const int MostCalls = 2_000;

    private static readonly CostDimension[] Known = [CostDimension.Tenant, CostDimension.Tier, CostDimension.Feature, CostDimension.Model, CostDimension.Provider, CostDimension.User];

    /// <summary>The runs that began in a period of whole UTC days, dearest first.</summary>
    /// <param name="filters">By tenant, tier, user, and by the feature and the model that most of a run's cost fell to.</param>
    /// <exception cref="ArgumentException">Runs do not know what a filter names.</exception>
    public async Task<RunRanking> TopAsync(DateOnly from, DateOnly to, IReadOnlyList<CostFilter> filters, int most, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filters);
        if (filters.FirstOrDefault(f => !Known.Contains(f.Dimension)) is { } unknown)
        {
            throw new ArgumentException($"Runs are not kept by {unknown.Dimension}. Take that filter away; the calls on the page Records know it.");
        }

        var wanted = await costs.ResolveAsync(filters, scope, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (first, last) = (DayOf(from), DayOf(to));
        var all = context.RunSums.AsNoTracking().Where(r => r.Day >= first && r.Day < last).With(wanted);
        var total = await all.GroupBy(r => 1).Select(g => new { Count = g.LongCount(), Nanos = g.Sum(r => r.CostNanos) }).FirstOrDefaultAsync(cancellation);

        // Day by day, so that an index gives the dearest of each without reading the others.
        var rows = new List<RunSum>();
        for (var day = first; day < last && total is not null; day++)
        {
            var at = day;
            rows.AddRange(await context.RunSums.AsNoTracking().Where(r => r.Day == at).With(wanted).OrderByDescending(r => r.CostNanos).Take(most).ToListAsync(cancellation));
        }

        var top = rows.OrderByDescending(r => r.CostNanos).ThenBy(r => r.StartMicros).ThenBy(r => r.RunId, StringComparer.Ordinal).Take(most).ToList();
        return new RunRanking(await NamedAsync(top, cancellation), total?.Count ?? 0, total?.Nanos ?? 0);
    }

    /// <summary>One run; null when there is none of that id in scope.</summary>
    /// <param name="day">The day of its first call; null to take the newest of that id, which takes longer.</param>
    /// <param name="tenant">Its tenant; null for any.</param>
    public async Task<RunRow?> FindAsync(string runId, DateOnly? day, string? tenant, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (tenant is not null && !scope.IsAll && !scope.Allows(tenant))
        {
            return null;
        }

        var wanted = await costs.ResolveAsync(tenant is null ? [] : [new CostFilter(CostDimension.Tenant, [tenant])], scope, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var runs = context.RunSums.AsNoTracking().Where(r => r.RunId == runId).With(wanted);
        if (day is { } known)
        {
            var at = DayOf(known);
            runs = runs.Where(r => r.Day == at);
        }

        var found = await runs.OrderByDescending(r => r.Day).ThenBy(r => r.TenantId).FirstOrDefaultAsync(cancellation);
        return found is null ? null : (await NamedAsync([found], cancellation))[0];
    }

    /// <summary>The calls of a run in the order of time, at most <see cref="MostCalls"/>; empty where they were pruned. The run's hours are read, no others.</summary>
    public async Task<IReadOnlyList<RunCall>> CallsAsync(RunRow run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        var sum = run.Sum;
        var (firstHour, lastHour, lastMicros) = (Instants.ToHour(sum.StartMicros), Instants.ToHour(sum.EndMicros), (sum.Day + 2) * Instants.MicrosPerDay);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var records = await context.UsageRecords.AsNoTracking()
            .Where(r => r.OccurredHour >= firstHour && r.OccurredHour <= lastHour && r.TenantId == sum.TenantId && r.AgentRunId == sum.RunId
                && r.OccurredAtMicros >= sum.StartMicros && r.OccurredAtMicros <= sum.EndMicros && r.OccurredAtMicros < lastMicros)
            .OrderBy(r => r.OccurredAtMicros).ThenBy(r => r.Id).Take(MostCalls).Select(RunCall.Of).ToListAsync(cancellation);
        var known = await names.NamesOfAsync(records.SelectMany(r => new[] { r.ModelId, r.FeatureId }).Where(id => id != 0).ToHashSet(), cancellation);
        return [.. records.Select(r => r with { Model = Key(known, r.ModelId).Key, Feature = Key(known, r.FeatureId).Key })];
    }

    private async Task<List<RunRow>> NamedAsync(IReadOnlyList<RunSum> sums, CancellationToken cancellation)
    {
        var ids = sums.SelectMany(r => new[] { r.TenantId, r.FeatureId, r.ModelId, r.UserId }).Where(id => id != 0).ToHashSet();
        var known = await names.NamesOfAsync(ids, cancellation);
        return [.. sums.Select(r => new RunRow(r, Key(known, r.TenantId).Key, Key(known, r.FeatureId).Key, Key(known, r.ModelId).Parent, Key(known, r.ModelId).Key, Key(known, r.UserId).Key))];
    }

    private static (string Parent, string Key) Key(IReadOnlyDictionary<int, (string Parent, string Key)> known, int id) => known.TryGetValue(id, out var name) ? name : ("", "");

    private static int DayOf(DateOnly day) => Instants.ToDay(Instants.ToMicros(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
}

/// <summary>Narrows runs to stored ids, such as those of the tenants in scope.</summary>
internal static class RunMatch
{
    public static IQueryable<RunSum> With(this IQueryable<RunSum> runs, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> wanted) =>
        wanted.Aggregate(runs, (narrowed, one) =>
        {
            var ids = one.Ids;
            return one.Key switch
            {
                CubeKeys.Tenant => narrowed.Where(r => ids.Contains(r.TenantId)),
                CubeKeys.Feature => narrowed.Where(r => ids.Contains(r.FeatureId)),
                CubeKeys.Model => narrowed.Where(r => ids.Contains(r.ModelId)),
                CubeKeys.User => narrowed.Where(r => ids.Contains(r.UserId)),
                _ => throw new ArgumentException($"Runs are not kept by {one.Key}."),
            };
        });
}
