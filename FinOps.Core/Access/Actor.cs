namespace FinOps.Core.Access;

/// <summary>What a person or machine may do. Policies of the web carry the same names.</summary>
public enum Permission
{
    ViewCosts,
    EditBudgets,
    OperateEnforcement,
    ManagePricing,
    ManageTenants,
    Administer,
}

/// <summary>Who asks for a change, and by which door.</summary>
/// <param name="Subject">Stable identity, e.g. <c>iss|sub</c>, <c>key:lfk_…</c>, <c>cli:root</c>, <c>job:DropFolder</c>.</param>
/// <param name="Name">The name shown to people.</param>
/// <param name="Via">The door: <c>web</c>, <c>api</c>, <c>cli</c>, <c>job</c>.</param>
/// <param name="Permissions">What the actor may do.</param>
public sealed record Actor(string Subject, string Name, string Via, IReadOnlySet<Permission> Permissions)
{
    /// <summary>Where the actor's requests come from: an IP address, or the machine for commands and jobs; null when unknown.</summary>
    public string? Address { get; init; }

    /// <summary>The tenants the actor may see and change.</summary>
    public TenantScope Tenants { get; init; } = TenantScope.All;

    /// <summary>The program itself, with every permission.</summary>
    public static Actor System(string name, string via) =>
        new($"{via}:{name}", name, via, new HashSet<Permission>(Enum.GetValues<Permission>()));

    /// <summary>Throws <see cref="UnauthorizedAccessException"/> when the permission is missing: a page offered what it should not.</summary>
    public void Demand(Permission permission)
    {
        if (!Permissions.Contains(permission))
        {
            throw new UnauthorizedAccessException($"{Name} lacks the permission {permission}.");
        }
    }
}
