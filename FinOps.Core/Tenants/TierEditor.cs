using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Changes tiers. Concerns all tenants, so it needs <see cref="Permission.ManageTenants"/> without a limit.</summary>
public sealed class TierEditor
{
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal TierEditor(UsageTurn turn, TimeProvider time) => (this.turn, this.time) = (turn, time);

    /// <summary>Stores a tier.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage all tenants.</exception>
    public Task<TenantEdit> SaveAsync(TierDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditPlan);
        return turn.ChangeAsync(context => SaveAsync(context, draft, actor, cancellation), cancellation);
    }

    /// <summary>Removes a tier that no tenant and no plan is of.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage all tenants.</exception>
    public Task<TenantEdit> RemoveAsync(string key, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditPlan);
        return turn.ChangeAsync(context => RemoveAsync(context, key, actor, cancellation), cancellation);
    }

    private async Task<TenantEdit> SaveAsync(FinOpsDbContext context, TierDraft draft, Actor actor, CancellationToken cancellation)
    {
        var faults = TenantRules.Of(draft).ToList();
        if (faults.Count > 0)
        {
            return new TenantEdit.Invalid(faults);
        }

        var tier = await context.Tiers.SingleOrDefaultAsync(t => t.Key == draft.Key, cancellation);
        if (tier is not null && draft.IsNew)
        {
            return new TenantEdit.Invalid([new TenantFault(nameof(draft.Key), $"There is a tier {draft.Key} already.")]);
        }

        if (tier is not null && draft.ExpectedVersion is { } expected && expected != tier.Version)
        {
            return new TenantEdit.Conflict(tier.ChangedBy, Instants.ToUtc(tier.ChangedAtMicros));
        }

        var before = tier is null ? null : Values(tier);
        tier ??= context.Tiers.Add(new Tier { Key = draft.Key }).Entity;
        (tier.Name, tier.Rank, tier.LifetimeValueNanos) = (draft.Name.Trim(), draft.Rank, TenantRules.Nanos(draft.LifetimeValueUsd));
        (tier.Version, tier.ChangedBy, tier.ChangedAtMicros) = (tier.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.Add(context, actor, "tier.save", $"tier:{draft.Key}", before, Values(tier));
        await context.SaveChangesAsync(cancellation);
        return new TenantEdit.Saved(0);
    }

    private static async Task<TenantEdit> RemoveAsync(FinOpsDbContext context, string key, Actor actor, CancellationToken cancellation)
    {
        var tier = await context.Tiers.SingleOrDefaultAsync(t => t.Key == key, cancellation);
        if (tier is null)
        {
            return new TenantEdit.NotFound($"There is no tier {key}.");
        }

        var (tenants, plans) = (await context.Tenants.CountAsync(t => t.Tier == key, cancellation), await context.Plans.CountAsync(p => p.Tier == key, cancellation));
        if (tenants + plans > 0)
        {
            return new TenantEdit.Invalid([new TenantFault("", $"{tenants:N0} tenants and {plans:N0} plans are of the tier {tier.Name}: give them another one first.")]);
        }

        context.Tiers.Remove(tier);
        AuditTrail.Add(context, actor, "tier.remove", $"tier:{key}", Values(tier), null);
        await context.SaveChangesAsync(cancellation);
        return new TenantEdit.Saved(0);
    }

    private static object Values(Tier t) => new { t.Name, t.Rank, LifetimeValueUsd = t.LifetimeValueNanos is { } nanos ? Money.ToExactText(nanos) : null };
}
