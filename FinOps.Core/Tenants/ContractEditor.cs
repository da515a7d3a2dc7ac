using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Changes contracts. Needs <see cref="Permission.ManageTenants"/> for the tenant.</summary>
public sealed class ContractEditor(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>Stores a contract, or tells every fault of the draft.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> SaveAsync(ContractDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditContract);
        return TenantRows.CommitAsync(contexts, context => StageAsync(context, draft, actor, cancellation), time, cancellation);
    }

    /// <summary>Removes a contract that should never have been; one that ended gets an end instead.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> RemoveAsync(int id, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditContract);
        return TenantRows.CommitAsync(contexts, context => StageRemovalAsync(context, id, reason, actor, cancellation), time, cancellation);
    }

    /// <summary>Stores a contract within a transaction of the caller's.</summary>
    internal async Task<TenantEdit> StageAsync(FinOpsDbContext context, ContractDraft draft, Actor actor, CancellationToken cancellation)
    {
        if (!actor.TenantsFor(Permission.ManageTenants).Allows(draft.Tenant) || await TenantRows.FindIdAsync(context, draft.Tenant, cancellation) is not { } tenant)
        {
            return TenantEditor.NoTenant(draft.Tenant);
        }

        var contracts = await context.Contracts.Where(c => c.TenantId == tenant).ToListAsync(cancellation);
        var contract = contracts.Find(c => c.Id == draft.Id);
        if (draft.Id is not null && contract is null)
        {
            return new TenantEdit.NotFound("This contract does not exist any more.");
        }

        if (contract is not null && draft.ExpectedVersion is { } expected && expected != contract.Version)
        {
            return new TenantEdit.Conflict(contract.ChangedBy, Instants.ToUtc(contract.ChangedAtMicros));
        }

        var plan = draft.Plan.Length == 0 ? null : await context.Plans.AsNoTracking().SingleOrDefaultAsync(p => p.Key == draft.Plan, cancellation);
        var terms = new PlanTerms(plan is null ? [] : await context.PlanPrices.AsNoTracking().Where(p => p.PlanId == plan.Id).ToListAsync(cancellation));
        var previous = draft.EndsPrevious ? contracts.Find(c => c != contract && c.EndDay is null && c.StartDay < draft.StartDay) : null;
        var faults = TenantRules.Of(draft, contracts.Where(c => c != contract && c != previous), plan, terms).ToList();
        if (faults.Count > 0)
        {
            return new TenantEdit.Invalid(faults);
        }

        var before = contract is null ? null : Values(contract);
        contract ??= context.Contracts.Add(new Contract { TenantId = tenant }).Entity;
        Take(draft, plan, contract);
        End(context, previous, draft, actor);
        (contract.Version, contract.ChangedBy, contract.ChangedAtMicros) = (contract.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.AddSaved(context, actor, "contract.save", () => $"contract:{contract.Id}", before, () => Values(contract), draft.Note.Trim(), draft.Tenant);
        return await TenantRows.SaveAsync(context, () => contract.Id, cancellation);
    }

    private static async Task<TenantEdit> StageRemovalAsync(FinOpsDbContext context, int id, string reason, Actor actor, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return new TenantEdit.Invalid([new TenantFault(nameof(reason), "Say why it is removed; to end it, give it an end instead.")]);
        }

        var contract = await context.Contracts.FindAsync([id], cancellation);
        var tenant = contract is null ? null : await TenantRows.FindKeyAsync(context, contract.TenantId, cancellation);
        if (contract is null || tenant is null || !actor.TenantsFor(Permission.ManageTenants).Allows(tenant))
        {
            return new TenantEdit.NotFound("This contract does not exist any more.");
        }

        context.Contracts.Remove(contract);
        AuditTrail.Add(context, actor, "contract.remove", $"contract:{id}", Values(contract), null, reason.Trim(), tenant);
        return await TenantRows.SaveAsync(context, () => id, cancellation);
    }

    private void End(FinOpsDbContext context, Contract? previous, ContractDraft draft, Actor actor)
    {
        if (previous is null)
        {
            return;
        }

        var before = Values(previous);
        (previous.EndDay, previous.Version, previous.ChangedBy, previous.ChangedAtMicros) = (draft.StartDay, previous.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.Add(context, actor, "contract.end", $"contract:{previous.Id}", before, Values(previous), $"Followed by another from {draft.StartDay:yyyy-MM-dd}.", draft.Tenant);
    }

    private static void Take(ContractDraft draft, Plan? plan, Contract contract)
    {
        (contract.PlanId, contract.StartDay, contract.EndDay, contract.Note) = (plan?.Id, draft.StartDay!.Value, draft.EndDay, draft.Note.Trim());
        contract.MonthlyFeeNanos = TenantRules.Nanos(draft.MonthlyFeeUsd);
        contract.IncludedUsageNanos = TenantRules.Nanos(draft.IncludedUsageUsd);
        contract.DailyCeilingNanos = TenantRules.Nanos(draft.DailyCeilingUsd);
    }

    private static object Values(Contract c) => new
    {
        c.PlanId,
        c.StartDay,
        c.EndDay,
        MonthlyFeeUsd = Text(c.MonthlyFeeNanos),
        IncludedUsageUsd = Text(c.IncludedUsageNanos),
        DailyCeilingUsd = Text(c.DailyCeilingNanos),
        c.Note,
    };

    private static string? Text(long? nanos) => nanos is { } n ? Money.ToExactText(n) : null;
}
