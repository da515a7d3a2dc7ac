namespace FinOps.Core.Access;

/// <summary>What is wrong with one field of a wish, and the cure.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Message">One sentence.</param>
public sealed record AccessFault(string Field, string Message);

/// <summary>How a change of who may do what ended.</summary>
public abstract record AccessEdit
{
    private AccessEdit()
    {
    }

    /// <summary>Done; in force here at once, in other processes within a second.</summary>
    public sealed record Saved(int Id) : AccessEdit;

    /// <summary>Nothing was changed; each fault names its field.</summary>
    public sealed record Invalid(IReadOnlyList<AccessFault> Faults) : AccessEdit
    {
        public Invalid(string field, string message)
            : this([new AccessFault(field, message)])
        {
        }
    }

    /// <summary>Nothing was changed, because it would do harm.</summary>
    public sealed record Refused(string Message) : AccessEdit;

    /// <summary>Somebody else changed it meanwhile; nothing was changed.</summary>
    public sealed record Conflict(string By, DateTime AtUtc) : AccessEdit;

    public sealed record NotFound : AccessEdit;

    /// <summary>The person must prove again who they are; nothing was changed.</summary>
    public sealed record Unproved(ProofNeeded Proof) : AccessEdit;
}

/// <summary>Rules that every change of access keeps.</summary>
internal static class AccessRules
{
    public const int MaxReason = 1024;

    public static IEnumerable<AccessFault> OfReason(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            yield return new AccessFault("Reason", "Say why; it stays in the audit trail.");
        }
        else if (reason.Trim().Length > MaxReason)
        {
            yield return new AccessFault("Reason", "At most 1,024 characters.");
        }
    }

    /// <summary>What is wrong with giving a role to somebody.</summary>
    public static IEnumerable<AccessFault> OfRole(Role? role, string name, TenantScope tenants, Actor actor)
    {
        if (role is null)
        {
            yield return new AccessFault("Role", name.Length == 0 ? "Choose a role." : $"There is no role \"{name}\"; names are compared letter by letter.");
            yield break;
        }

        var held = new HeldRole(role, tenants, RoleOrigin.Grant, null);
        if (!tenants.IsAll && tenants.Keys.Count == 0)
        {
            yield return new AccessFault("Tenants", "Choose at least one tenant, or all.");
        }
        else if (!held.Gives.Any())
        {
            yield return new AccessFault("Tenants", $"{role.Name} gives nothing within some tenants only: what it allows concerns all.");
        }
        else if (!actor.Has(held))
        {
            yield return new AccessFault("Role", $"You can give only what you have yourself, and {role.Name} allows more than that.");
        }
    }
}
