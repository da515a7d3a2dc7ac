using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Margins;

/// <summary>A turn with the tenant's key and name.</summary>
public sealed record TurnRow(string Key, string Name, MarginTurn Turn);

/// <summary>Reads which tenants turned red, cut to those the actor may see.</summary>
public sealed class MarginTurnQueries(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>Tenants that are red now, newest first.</summary>
    public async Task<IReadOnlyList<TurnRow>> OpenAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await ReadAsync(context, context.MarginTurns.Where(t => t.ToDay == null), actor, cancellation);
    }

    /// <summary>All turns of one tenant, newest first; empty when there is no such tenant for this actor.</summary>
    public async Task<IReadOnlyList<TurnRow>> OfTenantAsync(string key, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var ids = context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "" && d.Key == key).Select(d => d.Id);
        return await ReadAsync(context, context.MarginTurns.Where(t => ids.Contains(t.TenantId)), actor, cancellation);
    }

    private static async Task<IReadOnlyList<TurnRow>> ReadAsync(FinOpsDbContext context, IQueryable<MarginTurn> turns, Actor actor, CancellationToken cancellation)
    {
        var rows = await (
            from turn in turns.AsNoTracking()
            join name in context.Dimensions on turn.TenantId equals name.Id
            join tenant in context.Tenants on turn.TenantId equals tenant.Id into known
            from tenant in known.DefaultIfEmpty()
            orderby turn.FromDay descending, name.Key
            select new { name.Key, Name = tenant == null ? "" : tenant.Name, Turn = turn }).ToListAsync(cancellation);
        return [.. rows.Where(r => actor.Sees.Allows(r.Key)).Select(r => new TurnRow(r.Key, r.Name.Length > 0 ? r.Name : r.Key, r.Turn))];
    }
}
