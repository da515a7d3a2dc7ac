using System.Collections.Concurrent;
using FinOps.Core.Access;
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
public sealed class KnownNames(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, CostFeed feed)
{
    /// <summary>So many scopes are remembered; more begin anew.</summary>
    private const int MostScopes = 200;

    private readonly ConcurrentDictionary<TenantScope, Cached> cached = [];

    /// <summary>The names that may be told: those of the usage in scope, and of no other.</summary>
    public async Task<KnownNameLists> GetAsync(TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var version = feed.Version;
        if (cached.TryGetValue(scope, out var kept) && kept.Version == version)
        {
            return kept.Lists;
        }

        var lists = scope.IsAll ? await AllAsync(cancellation) : await OfTenantsAsync(scope, cancellation);
        if (cached.Count >= MostScopes)
        {
            cached.Clear();
        }

        cached[scope] = new(version, lists);
        return lists;
    }

    private async Task<KnownNameLists> AllAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var kinds = new[] { DimensionKind.Feature, DimensionKind.Model, DimensionKind.Environment };
        var names = await db.Dimensions.AsNoTracking().Where(d => kinds.Contains(d.Kind)).Select(d => new { d.Kind, d.Key }).ToListAsync(cancellation);

        IReadOnlyList<string> Of(DimensionKind kind) => Sorted(names.Where(n => n.Kind == kind).Select(n => n.Key));

        return new(await TenantsAsync(db, TenantScope.All, cancellation), Of(DimensionKind.Feature), Of(DimensionKind.Model), Of(DimensionKind.Environment));
    }

    /// <summary>A name is no tenant's own: which of them a tenant has used is told by its usage.</summary>
    private async Task<KnownNameLists> OfTenantsAsync(TenantScope scope, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var tenants = await TenantsAsync(db, scope, cancellation);
        if (await costs.ExtentAsync(scope, cancellation) is not var (first, last))
        {
            return new(tenants, [], [], []);
        }

        var query = new CostQuery(first.Date, last.AddTicks(-1).Date.AddDays(1)) { GroupBy = [CostDimension.Feature, CostDimension.Model, CostDimension.Environment] };
        var rows = (await costs.RunAsync(query, scope, cancellation)).Rows;

        IReadOnlyList<string> At(int key) => Sorted(rows.Select(r => r.Keys[key]).Where(k => k.Length > 0));

        return new(tenants, At(0), At(1), At(2));
    }

    private static async Task<IReadOnlyList<KnownTenant>> TenantsAsync(FinOpsDbContext db, TenantScope scope, CancellationToken cancellation)
    {
        var keys = scope.Keys;
        var named = await db.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Tenant && (scope.IsAll || keys.Contains(d.Key)))
            .Select(d => new { d.Id, d.Key }).ToListAsync(cancellation);
        var ids = named.Select(d => d.Id).ToList();
        var tenants = await db.Tenants.AsNoTracking().Where(t => scope.IsAll || ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, cancellation);
        return
        [
            .. named.Select(n => tenants.TryGetValue(n.Id, out var t) ? new KnownTenant(n.Key, t.Name.Length > 0 ? t.Name : n.Key, t.Tier, t.IsDemo) : new KnownTenant(n.Key, n.Key, "", false))
                .OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];

    private sealed record Cached(long Version, KnownNameLists Lists);
}
