using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>Changes what is known of tenants and tiers. Needs <see cref="Permission.ManageTenants"/>, for a tenant's row within the actor's tenants.</summary>
public sealed class TenantEditor(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>Stores a tenant; one that no usage has named yet is made.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage tenants.</exception>
    public Task<TenantEdit> SaveAsync(TenantDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditTenant);
        return TenantRows.CommitAsync(contexts, context => StageAsync(context, draft, actor, cancellation), time, cancellation);
    }

    /// <summary>The same, within a transaction of the caller's.</summary>
    internal async Task<TenantEdit> StageAsync(FinOpsDbContext context, TenantDraft draft, Actor actor, CancellationToken cancellation)
    {
        if (!actor.TenantsFor(Permission.ManageTenants).Allows(draft.Key))
        {
            return NoTenant(draft.Key);
        }

        var tiers = await context.Tiers.Select(t => t.Key).ToListAsync(cancellation);
        var faults = TenantRules.Of(draft, tiers.ToHashSet(StringComparer.Ordinal)).ToList();
        if (faults.Count > 0)
        {
            return new TenantEdit.Invalid(faults);
        }

        var id = await TenantRows.IdAsync(context, draft.Key, time.NowMicros(), cancellation);
        var tenant = await context.Tenants.FindAsync([id], cancellation);
        if (tenant is not null && draft.ExpectedVersion is { } expected && expected != tenant.Version)
        {
            return new TenantEdit.Conflict(tenant.ChangedBy, Instants.ToUtc(tenant.ChangedAtMicros));
        }

        var before = tenant is null ? null : Values(tenant);
        tenant ??= context.Tenants.Add(new Tenant { Id = id }).Entity;
        (tenant.Name, tenant.Tier, tenant.Owner, tenant.TimeZone, tenant.Note) = (draft.Name.Trim(), draft.Tier, draft.Owner.Trim(), draft.TimeZone, draft.Note.Trim());
        (tenant.Version, tenant.ChangedBy, tenant.ChangedAtMicros) = (tenant.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.Add(context, actor, "tenant.save", $"tenant:{draft.Key}", before, Values(tenant), tenant: draft.Key);
        return await TenantRows.SaveAsync(context, () => tenant.Id, cancellation);
    }

    /// <summary>Stores a tier.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage all tenants.</exception>
    public Task<TenantEdit> SaveTierAsync(TierDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditPlan);
        return TenantRows.CommitAsync(contexts, context => StageTierAsync(context, draft, actor, cancellation), time, cancellation);
    }

    internal static TenantEdit.NotFound NoTenant(string key) => new($"There is no tenant {key}.");

    private async Task<TenantEdit> StageTierAsync(FinOpsDbContext context, TierDraft draft, Actor actor, CancellationToken cancellation)
    {
        var faults = TenantRules.Of(draft).ToList();
        if (faults.Count > 0)
        {
            return new TenantEdit.Invalid(faults);
        }

        var tier = await context.Tiers.FindAsync([draft.Key], cancellation);
        if (tier is not null && draft.ExpectedVersion is { } expected && expected != tier.Version)
        {
            return new TenantEdit.Conflict(tier.ChangedBy, Instants.ToUtc(tier.ChangedAtMicros));
        }

        var before = tier is null ? null : Values(tier);
        tier ??= context.Tiers.Add(new Tier { Key = draft.Key }).Entity;
        (tier.Name, tier.Rank, tier.LifetimeValueNanos) = (draft.Name.Trim(), draft.Rank, TenantRules.Nanos(draft.LifetimeValueUsd));
        (tier.Version, tier.ChangedBy, tier.ChangedAtMicros) = (tier.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.Add(context, actor, "tier.save", $"tier:{draft.Key}", before, Values(tier));
        return await TenantRows.SaveAsync(context, () => 0, cancellation);
    }

    private static object Values(Tenant t) => new { t.Name, t.Tier, t.Owner, t.TimeZone, t.Note };

    private static object Values(Tier t) => new { t.Name, t.Rank, LifetimeValueUsd = t.LifetimeValueNanos is { } nanos ? Money.ToExactText(nanos) : null };
}
