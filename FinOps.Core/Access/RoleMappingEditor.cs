using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>A wish to give a role to everyone of whom the provider says a value.</summary>
public sealed class RoleMappingDraft
{
    /// <summary>Compared letter by letter; spaces around it are not cut off.</summary>
    public string ClaimValue { get; set; } = "";
    public string Role { get; set; } = "";

    /// <inheritdoc cref="GrantDraft.Tenants"/>
    public IReadOnlyList<string>? Tenants { get; set; }
    public string Reason { get; set; } = "";

    internal TenantScope Scope => Tenants is null ? TenantScope.All : TenantScope.Of(Tenants.Select(t => t.Trim()).Where(t => t.Length > 0));
}

/// <summary>Maps claim values to roles. Needs <see cref="ProtectedActions.MapRole"/>.</summary>
public sealed class RoleMappingEditor(AccessChange changes, AccessDecisions decisions, TimeProvider time)
{
    public async Task<AccessEdit> AddAsync(RoleMappingDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var roles = await decisions.RolesAsync(cancellation);
        return await changes.RunAsync(actor, ProtectedActions.MapRole, async context =>
        {
            var faults = AccessRules.OfReason(draft.Reason).Concat(AccessRules.OfRole(roles.FirstOrDefault(r => r.Name == draft.Role), draft.Role, draft.Scope, actor)).ToList();
            faults.AddRange(await TenantRules.UnknownAsync(context, draft.Scope, cancellation));
            if (draft.ClaimValue.Length is 0 or > 256 || draft.ClaimValue.Any(char.IsControl))
            {
                faults.Add(new AccessFault(nameof(draft.ClaimValue), "Give the value as the provider sends it, 1 to 256 characters."));
            }

            var tenants = StoredTexts.Write(draft.Scope);
            var twins = await context.RoleMappings.AsNoTracking().Where(m => m.ClaimValue == draft.ClaimValue && m.Role == draft.Role && m.RemovedAtMicros == null).ToListAsync(cancellation);
            if (twins.Exists(m => m.Tenants == tenants))
            {
                faults.Add(new AccessFault(nameof(draft.ClaimValue), $"It is mapped to {draft.Role} already."));
            }

            return faults.Count > 0 ? new AccessEdit.Invalid(faults) : await StoreAsync(context, draft, tenants, actor, cancellation);
        }, cancellation);
    }

    /// <summary>Ends a mapping that was made here; those of the settings end there.</summary>
    public Task<AccessEdit> RemoveAsync(int mappingId, string reason, Actor actor, CancellationToken cancellation) =>
        changes.RunAsync(actor, ProtectedActions.MapRole, async context =>
        {
            if (AccessRules.OfReason(reason).ToList() is { Count: > 0 } faults)
            {
                return new AccessEdit.Invalid(faults);
            }

            var mapping = await context.RoleMappings.FirstOrDefaultAsync(m => m.Id == mappingId && m.RemovedAtMicros == null, cancellation);
            if (mapping is null)
            {
                return new AccessEdit.NotFound();
            }

            (mapping.RemovedAtMicros, mapping.RemovedBy, mapping.RemoveReason) = (time.NowMicros(), actor.Name, reason.Trim());
            AuditTrail.Add(context, actor, "role-mapping.remove", $"role-mapping:{mapping.ClaimValue}", Values(mapping), null, reason.Trim());
            await context.SaveChangesAsync(cancellation);
            return new AccessEdit.Saved(mapping.Id);
        }, cancellation);

    private static object Values(RoleMapping mapping) => new { mapping.ClaimValue, mapping.Role, Tenants = mapping.Tenants is { } tenants ? StoredTexts.Read(tenants) : null };

    private async Task<AccessEdit> StoreAsync(FinOpsDbContext context, RoleMappingDraft draft, string? tenants, Actor actor, CancellationToken cancellation)
    {
        var mapping = new RoleMapping
        {
            ClaimValue = draft.ClaimValue,
            Role = draft.Role,
            Tenants = tenants,
            Reason = draft.Reason.Trim(),
            CreatedBy = actor.Name,
            CreatedAtMicros = time.NowMicros(),
        };
        context.RoleMappings.Add(mapping);
        AuditTrail.Add(context, actor, "role-mapping.add", $"role-mapping:{mapping.ClaimValue}", null, Values(mapping), mapping.Reason);
        await context.SaveChangesAsync(cancellation);
        return new AccessEdit.Saved(mapping.Id);
    }
}
