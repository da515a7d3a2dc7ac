using System.Linq.Expressions;
using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>A tenant as pages list it.</summary>
/// <param name="Id">Of its key.</param>
/// <param name="Key">As it stands in the logs.</param>
/// <param name="Tenant">What people wrote down of it; null when only usage named it.</param>
/// <param name="Contract">The contract that runs on the day asked for; null when none does.</param>
/// <param name="Plan">That contract's plan, if it has one.</param>
/// <param name="MonthlyFeeNanos">The fee of a whole month under that contract, in nano-USD; null when nothing says.</param>
public sealed record TenantRow(int Id, string Key, Tenant? Tenant, Contract? Contract, Plan? Plan, long? MonthlyFeeNanos)
{
    public string Name => Tenant is { Name.Length: > 0 } named ? named.Name : Key;
}

/// <summary>Everything that is known of a tenant's terms.</summary>
public sealed record TenantTerms(TenantRow Row, IReadOnlyList<Contract> Contracts, IReadOnlyList<RevenueEntry> Entries);

/// <summary>A plan with its prices, newest first.</summary>
public sealed record PlanRow(Plan Plan, IReadOnlyList<PlanPrice> Prices, int Contracts);

/// <summary>Reads tenants, plans, contracts and revenue. Everything is cut to the tenants the actor may see.</summary>
public sealed class TenantQueries(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>Today, in UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>All tenants that usage or people have named, by key.</summary>
    public async Task<IReadOnlyList<TenantRow>> ListAsync(DateOnly day, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var keys = await context.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "").Select(d => new { d.Id, d.Key }).ToListAsync(cancellation);
        var known = await context.Tenants.AsNoTracking().ToDictionaryAsync(t => t.Id, cancellation);
        var running = await context.Contracts.AsNoTracking().Where(c => c.StartDay <= day && (c.EndDay == null || c.EndDay > day)).ToDictionaryAsync(c => c.TenantId, cancellation);
        var plans = await context.Plans.AsNoTracking().ToDictionaryAsync(p => p.Id, cancellation);
        var terms = new PlanTerms(await context.PlanPrices.AsNoTracking().ToListAsync(cancellation));
        var scope = actor.TenantsFor(Permission.ViewCosts);
        return [.. keys.Where(k => scope.Allows(k.Key)).OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => Row(k.Id, k.Key, known, running, plans, terms, day))];
    }

    /// <summary>One tenant with all its contracts and billed entries, newest first; null when there is none of that key for this actor.</summary>
    public async Task<TenantTerms?> FindAsync(string key, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (!actor.TenantsFor(Permission.ViewCosts).Allows(key) || await TenantRows.FindIdAsync(context, key, cancellation) is not { } id)
        {
            return null;
        }

        var known = await context.Tenants.AsNoTracking().Where(t => t.Id == id).ToDictionaryAsync(t => t.Id, cancellation);
        var contracts = await context.Contracts.AsNoTracking().Where(c => c.TenantId == id).OrderByDescending(c => c.StartDay).ToListAsync(cancellation);
        var plans = await context.Plans.AsNoTracking().ToDictionaryAsync(p => p.Id, cancellation);
        var terms = new PlanTerms(await context.PlanPrices.AsNoTracking().ToListAsync(cancellation));
        var running = contracts.Where(c => c.Covers(Today)).ToDictionary(c => c.TenantId);
        var entries = await context.RevenueEntries.AsNoTracking().Where(e => e.TenantId == id).OrderByDescending(e => e.Day).ThenByDescending(e => e.Id).ToListAsync(cancellation);
        return new TenantTerms(Row(id, key, known, running, plans, terms, Today), contracts, entries);
    }

    /// <summary>All plans with their prices and how many contracts that the actor may see name them, those still sold first.</summary>
    public async Task<IReadOnlyList<PlanRow>> PlansAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var prices = (await context.PlanPrices.AsNoTracking().ToListAsync(cancellation)).ToLookup(p => p.PlanId);
        var uses = await Seen(context, actor, context.Contracts, c => c.TenantId).Where(c => c.PlanId != null).GroupBy(c => c.PlanId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        var plans = await context.Plans.AsNoTracking().OrderBy(p => p.IsRetired).ThenBy(p => p.Key).ToListAsync(cancellation);
        return [.. plans.Select(p => new PlanRow(p, [.. prices[p.Id].OrderByDescending(x => x.ValidFrom).ThenByDescending(x => x.Id)], uses.GetValueOrDefault(p.Id)))];
    }

    /// <summary>All tiers, smallest first.</summary>
    public async Task<IReadOnlyList<Tier>> TiersAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Tiers.AsNoTracking().OrderBy(t => t.Rank).ThenBy(t => t.Key).ToListAsync(cancellation);
    }

    /// <summary>The revenue of each tenant in a period of days, by the id of its key. Tenants of which nothing is known, and those the actor may not see, are missing.</summary>
    public async Task<IReadOnlyDictionary<int, RevenueSum>> RevenueAsync(DateOnly from, DateOnly to, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var running = context.Contracts.AsNoTracking().Where(c => c.StartDay < to && (c.EndDay == null || c.EndDay > from));
        var counted = context.RevenueEntries.AsNoTracking().Where(e => e.Day < to && ((e.EndDay == null && e.Day >= from) || e.EndDay > from));
        var contracts = (await Seen(context, actor, running, c => c.TenantId).ToListAsync(cancellation)).ToLookup(c => c.TenantId);
        var entries = (await Seen(context, actor, counted, e => e.TenantId).ToListAsync(cancellation)).ToLookup(e => e.TenantId);
        var terms = new PlanTerms(await context.PlanPrices.AsNoTracking().ToListAsync(cancellation));
        return contracts.Select(c => c.Key).Union(entries.Select(e => e.Key))
            .ToDictionary(id => id, id => TenantRevenue.Of(from, to, [.. contracts[id]], terms, [.. entries[id]]));
    }

    /// <summary>Rows of tenants that the actor may see.</summary>
    private static IQueryable<T> Seen<T>(FinOpsDbContext context, Actor actor, IQueryable<T> rows, Expression<Func<T, int>> tenant)
    {
        if (actor.Sees.IsAll)
        {
            return rows;
        }

        var keys = actor.Sees.Keys.ToList();
        var ids = context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "" && keys.Contains(d.Key));
        return rows.Join(ids, tenant, d => d.Id, (row, _) => row);
    }

    private static TenantRow Row(
        int id, string key, Dictionary<int, Tenant> known, Dictionary<int, Contract> running, Dictionary<int, Plan> plans, PlanTerms terms, DateOnly day)
    {
        var contract = running.GetValueOrDefault(id);
        var plan = contract?.PlanId is { } planId ? plans.GetValueOrDefault(planId) : null;
        return new TenantRow(id, key, known.GetValueOrDefault(id), contract, plan, contract is null ? null : terms.MonthlyFee(contract, day));
    }
}
