using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Enters what tenants were billed, and takes wrong entries out again. Needs <see cref="Permission.ManageTenants"/> for the tenant.</summary>
public sealed class RevenueEditor
{
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal RevenueEditor(UsageTurn turn, TimeProvider time) => (this.turn, this.time) = (turn, time);

    /// <summary>Stores an entry. One with an external id that the tenant has already is not stored twice: the id of the first is returned.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> AddAsync(RevenueDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EnterRevenue);
        return turn.ChangeAsync(
            async context =>
            {
                var book = await RevenueBook.OpenAsync(context, [draft], actor, time.NowMicros(), cancellation);
                var (entry, _, refusal) = book.Put(draft, onceOnly: false);
                if (refusal is not null)
                {
                    return refusal;
                }

                await book.SaveAsync(cancellation);
                return new TenantEdit.Saved(entry!.Id);
            },
            cancellation);
    }

    /// <summary>Takes an entry out.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> RemoveAsync(int id, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EnterRevenue);
        return turn.ChangeAsync(context => RemoveAsync(context, id, reason, actor, cancellation), cancellation);
    }

    private static async Task<TenantEdit> RemoveAsync(FinOpsDbContext context, int id, string reason, Actor actor, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return new TenantEdit.Invalid([new TenantFault(nameof(reason), "Say why it is taken out; a refund is an entry of its own, with a negative amount.")]);
        }

        var entry = await context.RevenueEntries.SingleOrDefaultAsync(e => e.Id == id, cancellation);
        var tenant = entry is null ? null : await TenantKeys.FindAsync(context, entry.TenantId, cancellation);
        if (entry is null || tenant is null || !actor.TenantsFor(Permission.ManageTenants).Allows(tenant))
        {
            return new TenantEdit.NotFound("This entry does not exist any more.");
        }

        context.RevenueEntries.Remove(entry);
        AuditTrail.Add(context, actor, "revenue.remove", $"revenue:{id}", RevenueBook.Audited(entry), null, reason.Trim(), tenant);
        await context.SaveChangesAsync(cancellation);
        return new TenantEdit.Saved(id);
    }
}
