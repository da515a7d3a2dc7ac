using System.Text.Json;

namespace FinOps.Core.Access;

/// <summary>Where a role comes from.</summary>
public enum RoleOrigin
{
    /// <summary>Given to the person here or by command.</summary>
    Grant,

    /// <summary>By a mapping of a claim value made here.</summary>
    Mapping,

    /// <summary>By a mapping in the settings.</summary>
    Setting,

    /// <summary>Picked on this machine, in development.</summary>
    Local,
}

/// <summary>A role in force for somebody.</summary>
/// <param name="Role">What it allows.</param>
/// <param name="Tenants">The tenants it holds for.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Until">First instant at which it no longer holds; null while open.</param>
public sealed record HeldRole(Role Role, TenantScope Tenants, RoleOrigin Origin, DateTime? Until)
{
    /// <summary>What the role gives within its tenants: a permission that concerns everybody is not given within some.</summary>
    public IEnumerable<Permission> Gives => Tenants.IsAll ? Role.Permissions : Role.Permissions.Where(p => p.IsPerTenant());
}

/// <summary>What a person may do at this moment.</summary>
public sealed class PersonAccess
{
    /// <summary>Nothing at all.</summary>
    public static readonly PersonAccess None = new([], isDisabled: false);

    /// <param name="roles">The roles in force.</param>
    /// <param name="isDisabled">True when they count for nothing.</param>
    public PersonAccess(IReadOnlyList<HeldRole> roles, bool isDisabled)
    {
        ArgumentNullException.ThrowIfNull(roles);
        (Roles, IsDisabled) = (roles, isDisabled);
        Scopes = isDisabled ? [] : roles.SelectMany(r => r.Gives.Select(p => (Permission: p, r.Tenants))).GroupBy(x => x.Permission).ToDictionary(g => g.Key, g => Union(g.Select(x => x.Tenants)));
        Permissions = new HashSet<Permission>(Scopes.Keys);
    }

    public IReadOnlyList<HeldRole> Roles { get; }

    public bool IsDisabled { get; }

    public IReadOnlySet<Permission> Permissions { get; }

    /// <summary>The tenants of each permission.</summary>
    public Dictionary<Permission, TenantScope> Scopes { get; }

    /// <summary>The tenants whose figures the person sees.</summary>
    public TenantScope Tenants => Scopes.TryGetValue(Permission.ViewCosts, out var scope) ? scope : Permissions.Count > 0 ? Union(Scopes.Values) : TenantScope.Of([]);

    /// <summary>True when the person may do anything at all.</summary>
    public bool MayEnter => Permissions.Count > 0;

    private static TenantScope Union(IEnumerable<TenantScope> scopes)
    {
        var all = scopes.ToList();
        return all.Exists(s => s.IsAll) ? TenantScope.All : TenantScope.Of(all.SelectMany(s => s.Keys));
    }
}

/// <summary>Lists of texts as they are stored.</summary>
internal static class StoredTexts
{
    public static string Write(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);

    public static IReadOnlyList<string> Read(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];

    /// <summary>Null means all tenants.</summary>
    public static TenantScope Scope(string? json) => json is null ? TenantScope.All : TenantScope.Of(Read(json));

    public static string? Write(TenantScope tenants) => tenants.IsAll ? null : Write(tenants.Keys.Order(StringComparer.Ordinal));
}
