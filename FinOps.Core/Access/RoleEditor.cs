using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>A custom role that somebody wants to add or change.</summary>
public sealed class RoleDraft
{
    /// <summary>Fixed once the role exists, because grants and mappings name it.</summary>
    public string Name { get; set; } = "";
    public string Explanation { get; set; } = "";
    public ISet<Permission> Permissions { get; init; } = new HashSet<Permission>();

    /// <summary>The version that was looked at; 0 for a new role.</summary>
    public int Version { get; set; }
    public string Reason { get; set; } = "";
}

/// <summary>Adds, changes and deletes custom roles. Needs <see cref="ProtectedActions.EditRole"/>.</summary>
public sealed class RoleEditor(AccessChange changes, IOptions<ConfiguredRoles> configured, TimeProvider time)
{
    public const int MaxName = 64;

    /// <summary>Stores a role. Everyone who has it has the new permissions at once.</summary>
    public Task<AccessEdit> SaveAsync(RoleDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return changes.RunAsync(actor, ProtectedActions.EditRole, async context =>
        {
            if (Faults(draft, actor).ToList() is { Count: > 0 } faults)
            {
                return new AccessEdit.Invalid(faults);
            }

            var stored = (await context.CustomRoles.ToListAsync(cancellation)).Find(r => string.Equals(r.Name, draft.Name, StringComparison.OrdinalIgnoreCase));
            if (stored is null ? draft.Version > 0 : stored.Version != draft.Version)
            {
                return stored is null ? new AccessEdit.NotFound()
                    : draft.Version == 0 ? new AccessEdit.Invalid(nameof(draft.Name), "There is a role of this name already.")
                    : new AccessEdit.Conflict(stored.UpdatedBy, Instants.ToUtc(stored.UpdatedAtMicros));
            }

            var before = stored is null ? null : Values(stored);
            if (stored is null)
            {
                stored = new CustomRole { Name = draft.Name };
                context.CustomRoles.Add(stored);
            }

            stored.Explanation = draft.Explanation.Trim();
            stored.Permissions = string.Join(',', draft.Permissions.Order());
            (stored.Version, stored.UpdatedBy, stored.UpdatedAtMicros) = (draft.Version + 1, actor.Name, time.NowMicros());
            AuditTrail.Add(context, actor, before is null ? "role.add" : "role.change", $"role:{stored.Name}", before, Values(stored), draft.Reason.Trim());
            await context.SaveChangesAsync(cancellation);
            return new AccessEdit.Saved(stored.Id);
        }, cancellation);
    }

    /// <summary>Deletes a role that nobody has and nothing maps to.</summary>
    public Task<AccessEdit> DeleteAsync(string name, int version, string reason, Actor actor, CancellationToken cancellation) =>
        changes.RunAsync(actor, ProtectedActions.EditRole, async context =>
        {
            var stored = await context.CustomRoles.FirstOrDefaultAsync(r => r.Name == name, cancellation);
            if (stored is null)
            {
                return new AccessEdit.NotFound();
            }

            if (stored.Version != version)
            {
                return new AccessEdit.Conflict(stored.UpdatedBy, Instants.ToUtc(stored.UpdatedAtMicros));
            }

            if (AccessRules.OfReason(reason).ToList() is { Count: > 0 } faults)
            {
                return new AccessEdit.Invalid(faults);
            }

            if (await UseAsync(context, name, cancellation) is { } use)
            {
                return new AccessEdit.Refused(use);
            }

            context.CustomRoles.Remove(stored);
            AuditTrail.Add(context, actor, "role.delete", $"role:{stored.Name}", Values(stored), null, reason.Trim());
            await context.SaveChangesAsync(cancellation);
            return new AccessEdit.Saved(stored.Id);
        }, cancellation);

    private static object Values(CustomRole role) => new { role.Explanation, Permissions = role.Permissions.Split(',') };

    private static IEnumerable<AccessFault> Faults(RoleDraft draft, Actor actor)
    {
        var name = draft.Name;
        if (name.Length is 0 or > MaxName || name.Trim() != name || name.Any(char.IsControl))
        {
            yield return new AccessFault(nameof(draft.Name), $"Give the role a name of 1 to {MaxName} characters, without spaces around it.");
        }
        else if (Role.Find(name) is { } builtIn)
        {
            yield return new AccessFault(nameof(draft.Name), $"{builtIn.Name} is built in. Choose another name.");
        }

        if (draft.Explanation.Trim().Length is 0 or > 256)
        {
            yield return new AccessFault(nameof(draft.Explanation), "Say in 1 to 256 characters what the role is for.");
        }

        if (draft.Permissions.Count == 0 || !draft.Permissions.All(Enum.IsDefined))
        {
            yield return new AccessFault(nameof(draft.Permissions), "Choose at least one permission.");
        }
        else if (draft.Permissions.FirstOrDefault(p => !actor.TenantsFor(p).IsAll, (Permission)(-1)) is var missing && Enum.IsDefined(missing))
        {
            yield return new AccessFault(nameof(draft.Permissions), $"You can give only what you have yourself, and you may not {missing.Text()}.");
        }

        foreach (var fault in AccessRules.OfReason(draft.Reason))
        {
            yield return fault;
        }
    }

    private async Task<string?> UseAsync(FinOpsDbContext context, string name, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        var grants = await context.RoleGrants.CountAsync(g => g.Role == name && g.RevokedAtMicros == null && (g.UntilMicros == null || g.UntilMicros > now), cancellation);
        var mappings = await context.RoleMappings.CountAsync(m => m.Role == name && m.RemovedAtMicros == null, cancellation) + configured.Value.RoleMappings.Count(m => m.Role == name);
        return grants + mappings == 0 ? null : $"{name} is in use: {grants} granted, {mappings} mapped. Revoke and remove those first.";
    }
}
