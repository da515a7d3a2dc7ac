namespace FinOps.Core.Access;

/// <summary>A key that has proved to be good.</summary>
/// <param name="Id">The stored key.</param>
/// <param name="Prefix">Its public start, fit for logs.</param>
/// <param name="Name">The name people gave it.</param>
/// <param name="Scopes">What it opens; see <see cref="ApiScope"/>.</param>
public sealed record VerifiedKey(int Id, string Prefix, string Name, IReadOnlyList<string> Scopes)
{
    /// <summary>The tenants whose usage it sends and reads.</summary>
    public TenantScope Tenants { get; init; } = TenantScope.All;

    /// <summary>The only environment that it sends usage of; null means any.</summary>
    public string? Environment { get; init; }

    /// <summary>First instant at which the secret that was shown opens no more; null when that is not known.</summary>
    public long? EndsAtMicros { get; init; }

    /// <summary>True when the end is near enough to be told to the caller.</summary>
    public bool IsEnding { get; init; }

    public Actor ToActor(string? address) => new($"key:{Prefix}", Name, "api", ApiScope.PermissionsOf(Scopes)) { Address = address, Tenants = Tenants };
}
