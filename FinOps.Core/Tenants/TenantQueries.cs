using System.Linq.Expressions;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Margins;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Reads tenants, plans, contracts and revenue. Everything is cut to the tenants the actor may see.</summary>
public sealed class TenantQueries
{
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly MarginTerms kept;
    private readonly TimeProvider time;

    internal TenantQueries(IDbContextFactory<FinOpsDbContext> contexts, MarginTerms kept, TimeProvider time) => (this.contexts, this.kept, this.time) = (contexts, kept, time);

    /// <summary>Today, in UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>All tenants that usage or people have named, by key.</summary>
    public async Task<IReadOnlyList<TenantRow>> ListAsync(DateOnly day, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var terms = await kept.CurrentAsync(cancellation);
        return [.. terms.In(actor.Sees).Select(k => terms.Row(k.Id, k.Key, day))];
    }

    /// <summary>Tenants with their contracts, oldest first, and the key of each contract's plan, by the tenants' keys.</summary>
    /// <param name="only">Keys of the tenants wanted; null for all.</param>
    public async Task<IReadOnlyList<(TenantRow Row, IReadOnlyList<(Contract Contract, string Plan)> Contracts)>> TermsAsync(IReadOnlySet<string>? only, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var contracts = (await Seen(context, actor, context.Contracts.AsNoTracking(), c => c.TenantId).ToListAsync(cancellation)).ToLookup(c => c.TenantId);
        var plans = await context.Plans.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Key, cancellation);
        var rows = await ListAsync(Today, actor, cancellation);
        return
        [
            .. rows.Where(r => only is null || only.Contains(r.Key)).Select(r =>
                (r, (IReadOnlyList<(Contract, string)>)[.. contracts[r.Id].OrderBy(c => c.StartDay).Select(c => (c, c.PlanId is { } id ? plans.GetValueOrDefault(id, "") : ""))])),
        ];
    }

    /// <summary>Billed entries with the keys of their tenants, by day.</summary>
    /// <param name="only">Keys of the tenants wanted; null for all.</param>
    public async Task<IReadOnlyList<(string Tenant, RevenueEntry Entry)>> EntriesAsync(IReadOnlySet<string>? only, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var keys = (await KeysAsync(context, actor, cancellation)).Where(k => only is null || only.Contains(k.Value)).ToDictionary();
        var entries = await Seen(context, actor, context.RevenueEntries.AsNoTracking(), e => e.TenantId).ToListAsync(cancellation);
        return [.. entries.Where(e => keys.ContainsKey(e.TenantId)).OrderBy(e => e.Day).ThenBy(e => e.Id).Select(e => (keys[e.TenantId], e))];
    }

    /// <summary>One tenant with all its contracts and billed entries, newest first; null when there is none of that key for this actor.</summary>
    public async Task<TenantTerms?> FindAsync(string key, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (!actor.Sees.Allows(key) || await TenantKeys.FindAsync(context, key, cancellation) is not { } id)
        {
            return null;
        }

        var tenant = await context.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellation);
        var contracts = await context.Contracts.AsNoTracking().Where(c => c.TenantId == id).OrderByDescending(c => c.StartDay).ToListAsync(cancellation);
        var plans = await context.Plans.AsNoTracking().ToDictionaryAsync(p => p.Id, cancellation);
        var prices = new PlanTerms(await context.PlanPrices.AsNoTracking().ToListAsync(cancellation));
        var entries = await context.RevenueEntries.AsNoTracking().Where(e => e.TenantId == id).OrderByDescending(e => e.Day).ThenByDescending(e => e.Id).ToListAsync(cancellation);
        return new TenantTerms(Row(id, key, tenant, contracts, plans, prices, Today), contracts, entries, plans, prices);
    }

    /// <summary>All plans with their prices and how many contracts that the actor may see name them, those still sold first.</summary>
    public async Task<IReadOnlyList<PlanRow>> PlansAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var prices = (await context.PlanPrices.AsNoTracking().ToListAsync(cancellation)).ToLookup(p => p.PlanId);
        var uses = await Seen(context, actor, context.Contracts, c => c.TenantId).Where(c => c.PlanId != null).GroupBy(c => c.PlanId!.Value)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
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

    /// <summary>The keys of the tenants that the actor may see, by id.</summary>
    private static async Task<Dictionary<int, string>> KeysAsync(FinOpsDbContext context, Actor actor, CancellationToken cancellation)
    {
        var tenants = context.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "");
        return await Seen(context, actor, tenants, d => d.Id).Select(d => new { d.Id, d.Key }).ToDictionaryAsync(d => d.Id, d => d.Key, cancellation);
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

    private static TenantRow Row(int id, string key, Tenant? tenant, IReadOnlyCollection<Contract> contracts, Dictionary<int, Plan> plans, PlanTerms prices, DateOnly day)
    {
        var running = contracts.FirstOrDefault(c => c.Covers(day));
        var plan = running?.PlanId is { } planId ? plans.GetValueOrDefault(planId) : null;
        return new TenantRow(id, key, tenant, running, plan, running is null ? null : prices.MonthlyFee(running, day))
        {
            IncludedUsageNanos = running is null ? null : prices.IncludedUsage(running, day),
            NextStart = contracts.Where(c => c.StartDay > day).Select(c => (DateOnly?)c.StartDay).Min(),
            EndedOn = running is not null ? null : contracts.Where(c => c.EndDay <= day).Select(c => c.EndDay).Max(),
        };
    }
}
