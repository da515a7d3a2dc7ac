using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Enters what tenants were billed, and takes wrong entries out again. Needs <see cref="Permission.ManageTenants"/> for the tenant.</summary>
public sealed class RevenueEditor(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>Stores an entry. One with an external id that the tenant has already is not stored twice: the id of the first is returned.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> AddAsync(RevenueDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EnterRevenue);
        return TenantRows.CommitAsync(contexts, context => StageAsync(context, draft, actor, cancellation), time, cancellation);
    }

    /// <summary>Takes an entry out.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> RemoveAsync(int id, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EnterRevenue);
        return TenantRows.CommitAsync(contexts, context => StageRemovalAsync(context, id, reason, actor, cancellation), time, cancellation);
    }

    /// <summary>Stores an entry within a transaction of the caller's; <see cref="TenantEdit.Saved"/> with the id of the first where it is stored already.</summary>
    internal async Task<TenantEdit> StageAsync(FinOpsDbContext context, RevenueDraft draft, Actor actor, CancellationToken cancellation)
    {
        if (!actor.TenantsFor(Permission.ManageTenants).Allows(draft.Tenant) || await TenantRows.FindIdAsync(context, draft.Tenant, cancellation) is not { } tenant)
        {
            return TenantEditor.NoTenant(draft.Tenant);
        }

        var faults = TenantRules.Of(draft).ToList();
        if (faults.Count > 0)
        {
            return new TenantEdit.Invalid(faults);
        }

        var entry = Entry(draft, tenant, actor.Name, time.NowMicros());
        if (entry.ExternalId is { } external && await context.RevenueEntries.AsNoTracking().SingleOrDefaultAsync(e => e.TenantId == tenant && e.ExternalId == external, cancellation) is { } known)
        {
            return IsSame(known, entry)
                ? new TenantEdit.Saved(known.Id)
                : new TenantEdit.Invalid([new TenantFault(nameof(draft.ExternalId), $"{external} is stored with other figures ({Money.ToExactText(known.AmountNanos)} USD on {known.Day:yyyy-MM-dd}); remove that entry first.")]);
        }

        context.RevenueEntries.Add(entry);
        AuditTrail.AddSaved(context, actor, "revenue.add", () => $"revenue:{entry.Id}", null, () => Values(entry), draft.Description.Trim(), draft.Tenant);
        return await TenantRows.SaveAsync(context, () => entry.Id, cancellation);
    }

    private static async Task<TenantEdit> StageRemovalAsync(FinOpsDbContext context, int id, string reason, Actor actor, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return new TenantEdit.Invalid([new TenantFault(nameof(reason), "Say why it is taken out; a refund is an entry of its own, with a negative amount.")]);
        }

        var entry = await context.RevenueEntries.FindAsync([id], cancellation);
        var tenant = entry is null ? null : await TenantRows.FindKeyAsync(context, entry.TenantId, cancellation);
        if (entry is null || tenant is null || !actor.TenantsFor(Permission.ManageTenants).Allows(tenant))
        {
            return new TenantEdit.NotFound("This entry does not exist any more.");
        }

        context.RevenueEntries.Remove(entry);
        AuditTrail.Add(context, actor, "revenue.remove", $"revenue:{id}", Values(entry), null, reason.Trim(), tenant);
        return await TenantRows.SaveAsync(context, () => id, cancellation);
    }

    internal static RevenueEntry Entry(RevenueDraft draft, int tenant, string by, long nowMicros) => new()
    {
        TenantId = tenant,
        Kind = draft.Kind,
        Day = draft.Day!.Value,
        EndDay = draft.Kind == RevenueKind.Subscription ? draft.EndDay ?? draft.Day.Value.AddMonths(1) : null,
        AmountNanos = TenantRules.Nanos(draft.AmountUsd)!.Value,
        Description = draft.Description.Trim(),
        ExternalId = draft.ExternalId.Trim() is { Length: > 0 } external ? external : null,
        CreatedBy = by,
        CreatedAtMicros = nowMicros,
    };

    internal static bool IsSame(RevenueEntry one, RevenueEntry other) =>
        (one.Kind, one.Day, one.EndDay, one.AmountNanos) == (other.Kind, other.Day, other.EndDay, other.AmountNanos);

    internal static object Values(RevenueEntry e) => new { Kind = e.Kind.ToString(), e.Day, e.EndDay, AmountUsd = Money.ToExactText(e.AmountNanos), e.Description, e.ExternalId };
}
