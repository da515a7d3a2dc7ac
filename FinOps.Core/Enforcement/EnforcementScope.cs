namespace FinOps.Core.Enforcement;

/// <summary>Which calls something is about, by the keys they carry, compared letter by letter; null means any.</summary>
public sealed record EnforcementScope(string? Tenant, string? Feature, string? User, string? Model)
{
    /// <summary>True when it names nothing, so that it would be about every call.</summary>
    public bool IsEverything => Tenant is null && Feature is null && User is null && Model is null;

    /// <summary>True when it is about all calls of one tenant.</summary>
    public bool IsWholeTenant => Tenant is not null && Feature is null && User is null && Model is null;

    /// <summary>All calls of a tenant.</summary>
    public static EnforcementScope OfTenant(string tenant) => new(tenant, null, null, null);

    /// <summary>True when a call with these keys is meant; a key that the call lacks is only met by null.</summary>
    public bool Matches(string? tenant, string? feature, string? user, string? model) =>
        Meets(Tenant, tenant) && Meets(Feature, feature) && Meets(User, user) && Meets(Model, model);

    /// <summary>In words, such as "feature chat of tenant acme".</summary>
    public override string ToString()
    {
        var parts = new List<string>(4);
        Add(parts, "model", Model);
        Add(parts, "feature", Feature);
        Add(parts, "user", User);
        Add(parts, "tenant", Tenant);
        return parts.Count == 0 ? "every call" : string.Join(" of ", parts);
    }

    /// <summary>The same with empty and blank keys as null, and without spaces around.</summary>
    internal EnforcementScope Clean() => new(Clean(Tenant), Clean(Feature), Clean(User), Clean(Model));

    private static bool Meets(string? wanted, string? given) => wanted is null || string.Equals(wanted, given, StringComparison.Ordinal);

    private static string? Clean(string? key) => string.IsNullOrWhiteSpace(key) ? null : key.Trim();

    private static void Add(List<string> parts, string noun, string? key)
    {
        if (key is not null)
        {
            parts.Add($"{noun} {key}");
        }
    }
}
