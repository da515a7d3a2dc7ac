namespace FinOps.Core.Access;

/// <summary>Who asks for a change, and by which door.</summary>
/// <param name="Subject">Stable identity, e.g. <c>iss|sub</c>, <c>key:lfk_…</c>, <c>cli:root</c>, <c>job:DropFolder</c>.</param>
/// <param name="Name">The name shown to people.</param>
/// <param name="Via">The door: <c>web</c>, <c>api</c>, <c>cli</c>, <c>job</c>.</param>
/// <param name="Permissions">What the actor may do.</param>
public sealed record Actor(string Subject, string Name, string Via, IReadOnlySet<Permission> Permissions)
{
    /// <summary>The door of people with a browser.</summary>
    public const string Web = "web";

    /// <summary>Where the actor's requests come from: an IP address, or the machine for commands and jobs; null when unknown.</summary>
    public string? Address { get; init; }

    /// <summary>The tenants the actor may see and change.</summary>
    public TenantScope Tenants { get; init; } = TenantScope.All;

    /// <summary>Tenants by permission, where the actor's roles differ in them; a permission that is not named here holds for <see cref="Tenants"/>.</summary>
    public IReadOnlyDictionary<Permission, TenantScope> Scopes { get; init; } = new Dictionary<Permission, TenantScope>();

    /// <summary>When a person last proved who they are, by password or whatever the provider asks for; null when that is not known.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>The program itself, with every permission.</summary>
    public static Actor System(string name, string via) =>
        new($"{via}:{name}", name, via, new HashSet<Permission>(Access.Permissions.All)) { ProvedAt = DateTimeOffset.MaxValue, Address = Environment.MachineName };

    /// <summary>The tenants for which the actor has a permission.</summary>
    public TenantScope TenantsFor(Permission permission) =>
        !Permissions.Contains(permission) ? TenantScope.Of([]) : Scopes.TryGetValue(permission, out var scope) ? scope : Tenants;

    /// <summary>The tenants whose usage the actor may see; every reader of usage wants to know them.</summary>
    public TenantScope Sees => TenantsFor(Permission.ViewCosts);

    /// <summary>Whether a permission holds for what concerns every tenant.</summary>
    public bool May(Permission permission) => TenantsFor(permission).IsAll;

    /// <summary>
    /// Throws <see cref="UnauthorizedAccessException"/> when the permission is missing: a page offered what it should not.
    /// Also when it is one that concerns everybody, such as prices, and the actor is bound to some tenants.
    /// </summary>
    public void Demand(Permission permission)
    {
        if (!Permissions.Contains(permission))
        {
            throw new UnauthorizedAccessException($"{Name} lacks the permission {permission}.");
        }

        if (!permission.IsPerTenant() && !TenantsFor(permission).IsAll)
        {
            throw new UnauthorizedAccessException($"{Name} is bound to some tenants, and {permission} concerns all.");
        }
    }

    /// <summary>Throws <see cref="UnauthorizedAccessException"/> when the permission is missing for this tenant; a null tenant belongs to those who see all.</summary>
    public void Demand(Permission permission, string? tenant)
    {
        Demand(permission);
        if (!TenantsFor(permission).Allows(tenant))
        {
            throw new UnauthorizedAccessException($"{Name} lacks the permission {permission} for this tenant.");
        }
    }

    /// <summary>True when the actor has all that a role would give, so that giving it to somebody raises nobody above the giver.</summary>
    public bool Has(HeldRole role)
    {
        ArgumentNullException.ThrowIfNull(role);
        return role.Gives.All(p => Permissions.Contains(p) && TenantsFor(p).Covers(role.Tenants));
    }

    /// <summary>Whether to offer it at all.</summary>
    public bool May(ProtectedAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var tenants = TenantsFor(action.Needs);
        return Permissions.Contains(action.Needs) && (!action.ConcernsAll || tenants.IsAll);
    }

    /// <summary>Throws <see cref="UnauthorizedAccessException"/> when the actor may not do this, or only within some tenants where it concerns all.</summary>
    public void Demand(ProtectedAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Demand(action.Needs);
        if (action.ConcernsAll && !TenantsFor(action.Needs).IsAll)
        {
            throw new UnauthorizedAccessException($"{Name} has the permission {action.Needs} for some tenants only, and this concerns all.");
        }
    }
}
