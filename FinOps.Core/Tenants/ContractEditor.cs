using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Changes contracts. Needs <see cref="Permission.ManageTenants"/> for the tenant.</summary>
public sealed class ContractEditor
{
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal ContractEditor(UsageTurn turn, TimeProvider time) => (this.turn, this.time) = (turn, time);

    /// <summary>Stores a contract, or tells every fault of the draft.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> SaveAsync(ContractDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditContract);
        return turn.ChangeAsync(
            async context =>
            {
                var book = await TermsBook.OpenAsync(context, [draft.Tenant], actor, time.NowMicros(), cancellation);
                if (book.Put(draft, [], out var contract) is { } refusal)
                {
                    return refusal;
                }

                await book.SaveAsync(cancellation);
                return new TenantEdit.Saved(contract!.Id);
            },
            cancellation);
    }

    /// <summary>Removes a contract that should never have been; one that is over gets an end instead.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> RemoveAsync(int id, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditContract);
        return turn.ChangeAsync(context => RemoveAsync(context, id, reason, actor, cancellation), cancellation);
    }

    private static async Task<TenantEdit> RemoveAsync(FinOpsDbContext context, int id, string reason, Actor actor, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return new TenantEdit.Invalid([new TenantFault(nameof(reason), "Say why it is removed; to end it, give it an end instead.")]);
        }

        var contract = await context.Contracts.SingleOrDefaultAsync(c => c.Id == id, cancellation);
        var tenant = contract is null ? null : await TenantKeys.FindAsync(context, contract.TenantId, cancellation);
        if (contract is null || tenant is null || !actor.TenantsFor(Permission.ManageTenants).Allows(tenant))
        {
            return new TenantEdit.NotFound("This contract does not exist any more.");
        }

        var plan = await context.Plans.Where(p => p.Id == contract.PlanId).Select(p => p.Key).SingleOrDefaultAsync(cancellation);
        context.Contracts.Remove(contract);
        AuditTrail.Add(context, actor, "contract.remove", $"contract:{id}", TermsBook.Audited(contract, plan ?? ""), null, reason.Trim(), tenant);
        await context.SaveChangesAsync(cancellation);
        return new TenantEdit.Saved(id);
    }
}
