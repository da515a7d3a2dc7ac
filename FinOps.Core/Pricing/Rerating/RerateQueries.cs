using System.Runtime.InteropServices;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Months;
using FinOps.Core.Retention;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Reads what re-ratings did, and what one would do. A re-rating concerns all tenants: whoever is bound to some of them is refused.</summary>
/// <remarks>Every reader throws <see cref="UnauthorizedAccessException"/> unless all tenants are in scope.</remarks>
public sealed class RerateQueries
{
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly DimensionNames names;
    private readonly Rerater rerater;

    internal RerateQueries(IDbContextFactory<FinOpsDbContext> contexts, DimensionNames names, Rerater rerater) =>
        (this.contexts, this.names, this.rerater) = (contexts, names, rerater);

    /// <summary>At most how many calls a scope holds, from the rollups: instant, whatever the number of records.</summary>
    public async Task<long> CountAsync(RerateScope scope, TenantScope tenants, CancellationToken cancellation)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var filter = (await ModelNames.ReadAsync(context, cancellation)).FilterFor(scope);
        var (from, to) = (filter.FromHour / 24, filter.ToHour == int.MaxValue ? int.MaxValue : (filter.ToHour + 23) / 24);
        var cells = context.CostCells.Where(c => c.CubeId == Cube.FeatureDay.Id && c.Period >= from && c.Period < to);
        if (filter.ModelIds is { } ids)
        {
            cells = cells.Where(c => ids.Contains(c.ModelId));
        }

        return await cells.SumAsync(c => c.Requests, cancellation);
    }

    /// <summary>Rates all records of a scope without storing anything.</summary>
    /// <param name="progress">How much is done, 0 to 1.</param>
    public async Task<ReratePreview> PreviewAsync(RerateScope scope, TenantScope tenants, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        tenants.DemandAll();
        var sums = new Dictionary<CorrectionKey, CorrectionSums>();
        long read = 0, priced = 0, unpriced = 0, closed = 0;
        await rerater.LookAsync(
            scope,
            (batch, share) =>
            {
                (read, priced, unpriced, closed) = (read + batch.Read, priced + batch.Priced, unpriced + batch.Unpriced, closed + batch.ClosedDeltaNanos);
                Add(batch, sums);
                progress?.Report(share);
            },
            cancellation);
        var nameOf = await names.NamesOfAsync([.. sums.Keys.SelectMany(k => new[] { k.Tenant, k.Feature, k.Model }).Where(id => id != 0).Distinct()], cancellation);
        var (keptFrom, pruned) = await PrunedAsync(scope, tenants, cancellation);
        return new ReratePreview(scope, read, Part("", sums), priced, unpriced, closed)
        {
            KeptFromUtc = keptFrom,
            PrunedRequests = pruned,
            Tenants = Parts(sums, k => NameOf(k.Tenant)),
            Features = Parts(sums, k => NameOf(k.Feature)),
            Models = Parts(sums, k => NameOf(k.Model)),
            Months = [.. Parts(sums, k => new CalendarMonth(k.Month) + (k.IsMonthClosed ? " (closed)" : "")).OrderBy(p => p.Name, StringComparer.Ordinal)],
        };

        string NameOf(int id) => nameOf.TryGetValue(id, out var name) ? name.Key : "";
    }

    /// <summary>What of a scope has no records any more.</summary>
    private async Task<(DateTime? KeptFromUtc, long Requests)> PrunedAsync(RerateScope scope, TenantScope tenants, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var keptFrom = await RetentionQueries.KeptFromAsync(context, cancellation);
        return keptFrom is null || scope.FromUtc >= keptFrom
            ? (null, 0)
            : (keptFrom, await CountAsync(scope with { ToUtc = scope.ToUtc < keptFrom ? scope.ToUtc : keptFrom }, tenants, cancellation));
    }

    /// <summary>Runs, newest first, and how many there are.</summary>
    public async Task<(IReadOnlyList<RerateRun> Runs, int Total)> RunsAsync(int skip, int take, TenantScope tenants, CancellationToken cancellation)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return (await context.RerateRuns.AsNoTracking().OrderByDescending(r => r.Id).Skip(skip).Take(take).ToListAsync(cancellation), await context.RerateRuns.CountAsync(cancellation));
    }

    public async Task<RerateRun?> FindAsync(int runId, TenantScope tenants, CancellationToken cancellation)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.RerateRuns.AsNoTracking().FirstOrDefaultAsync(r => r.Id == runId, cancellation);
    }

    /// <summary>The correction entries of a run, those of its batches added up, largest change first.</summary>
    public async Task<IReadOnlyList<CostCorrection>> CorrectionsAsync(int runId, TenantScope tenants, CancellationToken cancellation)
    {
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var entries = await context.CostCorrections.AsNoTracking().Where(c => c.RunId == runId).ToListAsync(cancellation);
        return
        [
            .. entries.GroupBy(c => (c.Month, c.IsMonthClosed, c.Tenant, c.Feature, c.Provider, c.Model, c.OldPriceId, c.NewPriceId)).Select(Sum)
                .OrderByDescending(c => Math.Abs(c.DeltaNanos)).ThenBy(c => c.Id),
        ];
    }

    private static CostCorrection Sum(IEnumerable<CostCorrection> same)
    {
        var sum = same.First();
        foreach (var more in same.Skip(1))
        {
            sum.Records += more.Records;
            sum.InputDeltaNanos += more.InputDeltaNanos;
            sum.CacheReadDeltaNanos += more.CacheReadDeltaNanos;
            sum.CacheWriteDeltaNanos += more.CacheWriteDeltaNanos;
            sum.OutputDeltaNanos += more.OutputDeltaNanos;
            sum.FeeDeltaNanos += more.FeeDeltaNanos;
        }

        return sum;
    }

    private static void Add(RerateBatch batch, Dictionary<CorrectionKey, CorrectionSums> sums)
    {
        foreach (var (key, more) in batch.Entries)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
            sum ??= new CorrectionSums();
            sum.Add(more);
        }
    }

    private static IReadOnlyList<ReratePart> Parts(Dictionary<CorrectionKey, CorrectionSums> sums, Func<CorrectionKey, string> nameOf) =>
        [.. sums.GroupBy(s => nameOf(s.Key)).Select(g => Part(g.Key, g)).OrderByDescending(p => Math.Abs(p.DeltaNanos)).ThenByDescending(p => p.Records).ThenBy(p => p.Name, StringComparer.Ordinal)];

    private static ReratePart Part(string name, IEnumerable<KeyValuePair<CorrectionKey, CorrectionSums>> sums)
    {
        long records = 0, before = 0, delta = 0;
        foreach (var (_, sum) in sums)
        {
            (records, before, delta) = (records + sum.Records, before + sum.BeforeNanos, delta + sum.Delta.TotalNanos);
        }

        return new ReratePart(name, records, before, before + delta);
    }
}
