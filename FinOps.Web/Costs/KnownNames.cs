using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Web.Costs;

/// <summary>A tenant as people know it.</summary>
public sealed record KnownTenant(string Key, string Name, string Tier, bool IsDemo);

/// <summary>The names that usage has been attributed to so far, in alphabetical order.</summary>
public sealed record KnownNameLists(IReadOnlyList<KnownTenant> Tenants, IReadOnlyList<string> Features, IReadOnlyList<string> Models, IReadOnlyList<string> Environments)
{
    public static readonly KnownNameLists None = new([], [], [], []);

    private readonly Dictionary<string, KnownTenant> byKey = Tenants.ToDictionary(t => t.Key, StringComparer.Ordinal);

    public bool HasDemo => Tenants.Any(t => t.IsDemo);

    public KnownTenant? Tenant(string key) => byKey.GetValueOrDefault(key);
}

/// <summary>Reads the known names and keeps them until stored usage changes.</summary>
public sealed class KnownNames(IDbContextFactory<FinOpsDbContext> contexts, CostFeed feed)
{
    private volatile Cached? cached;

    public async Task<KnownNameLists> GetAsync(CancellationToken cancellation)
    {
        var version = feed.Version;
        if (cached is { } kept && kept.Version == version)
        {
            return kept.Lists;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var kinds = new[] { DimensionKind.Tenant, DimensionKind.Feature, DimensionKind.Model, DimensionKind.Environment };
        var names = await db.Dimensions.AsNoTracking().Where(d => kinds.Contains(d.Kind)).Select(d => new { d.Id, d.Kind, d.Key }).ToListAsync(cancellation);
        var tenants = await db.Tenants.AsNoTracking().ToDictionaryAsync(t => t.Id, cancellation);

        IReadOnlyList<string> Of(DimensionKind kind) =>
            [.. names.Where(n => n.Kind == kind).Select(n => n.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];

        var lists = new KnownNameLists(
            [.. names.Where(n => n.Kind == DimensionKind.Tenant)
                .Select(n => tenants.TryGetValue(n.Id, out var t) ? new KnownTenant(n.Key, t.Name.Length > 0 ? t.Name : n.Key, t.Tier, t.IsDemo) : new KnownTenant(n.Key, n.Key, "", false))
                .OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase)],
            Of(DimensionKind.Feature),
            Of(DimensionKind.Model),
            Of(DimensionKind.Environment));
        cached = new(version, lists);
        return lists;
    }

    private sealed record Cached(long Version, KnownNameLists Lists);
}
