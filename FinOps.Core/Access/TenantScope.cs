namespace FinOps.Core.Access;

/// <summary>Which tenants an actor may see and change: all of them, or those named. Others do not exist for the actor.</summary>
public sealed class TenantScope : IEquatable<TenantScope>
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

    /// <summary>True when every tenant of the other scope is in this one.</summary>
    public bool Covers(TenantScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return keys is null || (other.keys is { } theirs && theirs.IsSubsetOf(keys));
    }

    /// <summary>Throws <see cref="UnauthorizedAccessException"/> unless every tenant is in scope: what follows mixes the usage of all.</summary>
    public void DemandAll()
    {
        if (!IsAll)
        {
            throw new UnauthorizedAccessException("This concerns all tenants, and only some are in scope.");
        }
    }

    public bool Equals(TenantScope? other) => other is not null && (keys is null ? other.keys is null : other.keys is not null && keys.SetEquals(other.keys));

    public override bool Equals(object? obj) => Equals(obj as TenantScope);

    public override int GetHashCode() => keys is null ? 0 : keys.Aggregate(1, (hash, key) => hash ^ StringComparer.Ordinal.GetHashCode(key));
}
