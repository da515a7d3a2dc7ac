namespace FinOps.Core.Access;

/// <summary>Which tenants an actor may see and change: all of them, or those named. Others do not exist for the actor.</summary>
public sealed class TenantScope
{
    /// <summary>No limit.</summary>
    public static readonly TenantScope All = new(null);

    private readonly IReadOnlySet<string>? keys;

    private TenantScope(IReadOnlySet<string>? keys) => this.keys = keys;

    /// <summary>True when every tenant is in scope, those that appear later included.</summary>
    public bool IsAll => keys is null;

    /// <summary>The tenant keys in scope; empty when <see cref="IsAll"/>, and also when nothing is in scope.</summary>
    public IReadOnlySet<string> Keys => keys ?? new HashSet<string>();

    /// <summary>Only these tenants, by key, compared byte for byte; none when the list is empty.</summary>
    public static TenantScope Of(IEnumerable<string> tenantKeys) => new(new HashSet<string>(tenantKeys, StringComparer.Ordinal));

    /// <summary>True when the tenant may be seen. Usage without a tenant is seen only by those who see all.</summary>
    public bool Allows(string? tenantKey) => keys is null || (tenantKey is not null && keys.Contains(tenantKey));
}
