using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Changes plans and adds their prices. Concerns all tenants, so it needs <see cref="Permission.ManageTenants"/> without a limit.</summary>
public sealed class PlanEditor
{
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal PlanEditor(UsageTurn turn, TimeProvider time) => (this.turn, this.time) = (turn, time);

    /// <summary>Stores a plan and, where the draft names one, a new price; earlier prices stay for earlier days.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage all tenants.</exception>
    public Task<TenantEdit> SaveAsync(PlanDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditPlan);
        return turn.ChangeAsync(context => SaveAsync(context, draft, actor, cancellation), cancellation);
    }

    /// <summary>Removes a plan that no contract names.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage all tenants.</exception>
    public Task<TenantEdit> RemoveAsync(string key, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditPlan);
        return turn.ChangeAsync(context => RemoveAsync(context, key, actor, cancellation), cancellation);
    }

    private async Task<TenantEdit> SaveAsync(FinOpsDbContext context, PlanDraft draft, Actor actor, CancellationToken cancellation)
    {
        var plan = await context.Plans.SingleOrDefaultAsync(p => p.Key == draft.Key, cancellation);
        if (plan is not null && draft.IsNew)
        {
            return new TenantEdit.Invalid([new TenantFault(nameof(draft.Key), $"There is a plan {draft.Key} already.")]);
        }

        if (plan is not null && draft.ExpectedVersion is { } expected && expected != plan.Version)
        {
            return new TenantEdit.Conflict(plan.ChangedBy, Instants.ToUtc(plan.ChangedAtMicros));
        }

        var tiers = await context.Tiers.Select(t => t.Key).ToListAsync(cancellation);
        var faults = TenantRules.Of(draft, tiers.ToHashSet(StringComparer.Ordinal), plan is null).ToList();
        if (faults.Count > 0)
        {
            return new TenantEdit.Invalid(faults);
        }

        var before = plan is null ? null : Values(plan, null);
        plan ??= context.Plans.Add(new Plan { Key = draft.Key }).Entity;
        (plan.Name, plan.Tier, plan.IsRetired) = (draft.Name.Trim(), draft.Tier, draft.IsRetired);
        (plan.Version, plan.ChangedBy, plan.ChangedAtMicros) = (plan.Version + 1, actor.Name, time.NowMicros());
        await context.SaveChangesAsync(cancellation);
        var price = Price(draft, plan, actor);
        if (price is not null)
        {
            context.PlanPrices.Add(price);
        }

        AuditTrail.Add(context, actor, "plan.save", $"plan:{draft.Key}", before, Values(plan, price), draft.Reason.Trim());
        await context.SaveChangesAsync(cancellation);
        return new TenantEdit.Saved(plan.Id);
    }

    private static async Task<TenantEdit> RemoveAsync(FinOpsDbContext context, string key, Actor actor, CancellationToken cancellation)
    {
        var plan = await context.Plans.SingleOrDefaultAsync(p => p.Key == key, cancellation);
        if (plan is null)
        {
            return new TenantEdit.NotFound($"There is no plan {key}.");
        }

        if (await context.Contracts.CountAsync(c => c.PlanId == plan.Id, cancellation) is var uses and > 0)
        {
            return new TenantEdit.Invalid([new TenantFault("", $"{uses} {(uses == 1 ? "contract names" : "contracts name")} {plan.Name}: mark it as no longer sold instead.")]);
        }

        context.PlanPrices.RemoveRange(await context.PlanPrices.Where(p => p.PlanId == plan.Id).ToListAsync(cancellation));
        context.Plans.Remove(plan);
        AuditTrail.Add(context, actor, "plan.remove", $"plan:{key}", Values(plan, null), null);
        await context.SaveChangesAsync(cancellation);
        return new TenantEdit.Saved(plan.Id);
    }

    private PlanPrice? Price(PlanDraft draft, Plan plan, Actor actor) => draft.PriceFrom is not { } from ? null : new PlanPrice
    {
        PlanId = plan.Id,
        ValidFrom = from,
        MonthlyFeeNanos = TenantRules.Nanos(draft.MonthlyFeeUsd)!.Value,
        IncludedUsageNanos = TenantRules.Nanos(draft.IncludedUsageUsd),
        Reason = draft.Reason.Trim(),
        CreatedBy = actor.Name,
        CreatedAtMicros = time.NowMicros(),
    };

    private static object Values(Plan p, PlanPrice? price) => new
    {
        p.Name,
        p.Tier,
        p.IsRetired,
        PriceFrom = price?.ValidFrom,
        MonthlyFeeUsd = price is null ? null : Money.ToExactText(price.MonthlyFeeNanos),
        IncludedUsageUsd = price?.IncludedUsageNanos is { } included ? Money.ToExactText(included) : null,
    };
}
