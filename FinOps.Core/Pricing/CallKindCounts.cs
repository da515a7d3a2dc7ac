using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Records;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>
/// Counts at which places and tiers models are called, which no rollup keeps. Pages ask after every commit, so it goes on from the record it came to the
/// last time, and begins anew now and then. Not thread-safe.
/// </summary>
internal sealed class CallKindCounts(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, TimeProvider time)
{
    /// <summary>How many of the newest calls tell; enough for pages to stay fast.</summary>
    public const int Newest = 50_000;

    private const int MostScopes = 50;
    private static readonly TimeSpan Anew = TimeSpan.FromMinutes(1);
    private readonly Dictionary<TenantScope, Counted> known = [];

    /// <summary>The kinds of all calls since an hour, by provider and model, the most frequent first.</summary>
    public async Task<Dictionary<(string Provider, string Model), IReadOnlyList<CallKind>>> OfAllAsync(TenantScope scope, int fromHour, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await NamedAsync(context, await CountAsync((await RecordsAsync(context, scope, cancellation)).Where(r => r.OccurredHour >= fromHour), cancellation), cancellation);
    }

    /// <summary>The kinds of the newest calls since an hour, and of all that came after them.</summary>
    public async Task<Dictionary<(string Provider, string Model), IReadOnlyList<CallKind>>> OfNewestAsync(TenantScope scope, int fromHour, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var through = await context.DataVersions.Select(v => v.NextRecordId).SingleAsync(cancellation) - 1;
        var records = (await RecordsAsync(context, scope, cancellation)).Where(r => r.OccurredHour >= fromHour);
        if (known.TryGetValue(scope, out var before) && through >= before.Through && through - before.Through <= Newest && before.Calls < 2 * Newest && time.GetElapsedTime(before.At) < Anew)
        {
            var more = through == before.Through ? [] : await CountAsync(records.Where(r => r.Id > before.Through && r.Id <= through), cancellation);
            Keep(scope, before with { Through = through, Kinds = Sum(before.Kinds.Concat(more)) });
        }
        else
        {
            Keep(scope, new Counted(through, time.GetTimestamp(), await CountAsync(records.OrderByDescending(r => r.OccurredHour).Take(Newest), cancellation)));
        }

        return await NamedAsync(context, known[scope].Kinds, cancellation);
    }

    private void Keep(TenantScope scope, Counted counted)
    {
        if (known.Count >= MostScopes)
        {
            known.Clear();
        }

        known[scope] = counted;
    }

    private async Task<IQueryable<UsageRecord>> RecordsAsync(FinOpsDbContext context, TenantScope scope, CancellationToken cancellation) =>
        context.UsageRecords.With(await costs.ResolveAsync([], scope, cancellation));

    private static async Task<IReadOnlyList<Kind>> CountAsync(IQueryable<UsageRecord> records, CancellationToken cancellation) => await records
        .GroupBy(r => new { r.ModelId, r.HostScope, r.ServiceTier, r.IsBatch })
        .Select(g => new Kind(g.Key.ModelId, g.Key.HostScope, g.Key.ServiceTier, g.Key.IsBatch, g.LongCount()))
        .ToListAsync(cancellation);

    private static List<Kind> Sum(IEnumerable<Kind> kinds) => [.. kinds.GroupBy(k => k with { Calls = 0 }).Select(g => g.Key with { Calls = g.Sum(k => k.Calls) })];

    /// <summary>Providers have many names for one tier.</summary>
    private static async Task<Dictionary<(string Provider, string Model), IReadOnlyList<CallKind>>> NamedAsync(FinOpsDbContext context, IReadOnlyList<Kind> kinds, CancellationToken cancellation)
    {
        var ids = kinds.Select(k => k.ModelId).Distinct().ToList();
        var models = await context.Dimensions.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, cancellation);
        return kinds.Where(k => models.ContainsKey(k.ModelId)).GroupBy(k => k.ModelId).ToDictionary(
            model => (models[model.Key].Parent ?? "", models[model.Key].Key),
            IReadOnlyList<CallKind> (model) =>
            [
                .. model.GroupBy(k => (HostScope: k.HostScope ?? "", Tier: ServiceTiers.Of(k.ServiceTier, k.IsBatch)))
                    .Select(g => new CallKind(g.Key.HostScope, g.Key.Tier, g.Sum(k => k.Calls)))
                    .OrderByDescending(k => k.Calls).ThenBy(k => k.HostScope, StringComparer.Ordinal).ThenBy(k => k.Tier),
            ]);
    }

    private sealed record Kind(int ModelId, string? HostScope, string? ServiceTier, bool IsBatch, long Calls);

    /// <param name="Through">The newest record that was looked at.</param>
    /// <param name="At">When it was counted from the beginning.</param>
    private sealed record Counted(long Through, long At, IReadOnlyList<Kind> Kinds)
    {
        public long Calls => Kinds.Sum(k => k.Calls);
    }
}
