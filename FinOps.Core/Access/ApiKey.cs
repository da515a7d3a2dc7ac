using FinOps.Core.Data;

namespace FinOps.Core.Access;

/// <summary>A key that lets a machine call the HTTP API. Only hashes of its secrets are stored; rows are never deleted.</summary>
public sealed class ApiKey
{
    public int Id { get; set; }
    public string Name { get; set; } = "";

    /// <summary>The searchable start of the key, e.g. <c>lfk_3f9a1c2b</c>; it stays when the secret is rotated.</summary>
    public string Prefix { get; set; } = "";
    public byte[] SecretHash { get; set; } = [];

    /// <summary>The id of the pepper that <see cref="SecretHash"/> was made with; empty for the plain SHA-256 of early versions.</summary>
    public string HashedWith { get; set; } = "";

    /// <summary>The secret before the last rotation, which opens until <see cref="OldUntilMicros"/>; null when there is none.</summary>
    public byte[]? OldSecretHash { get; set; }
    public string OldHashedWith { get; set; } = "";

    /// <summary>First instant at which the secret before the last rotation opens no more.</summary>
    public long? OldUntilMicros { get; set; }

    /// <summary>Comma-separated scopes; see <see cref="ApiScope"/>.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>The only tenants whose usage the key sends and reads, by key; empty means all.</summary>
    public List<string> Tenants { get; set; } = [];

    /// <summary>The only environment that the key sends usage of; null means any.</summary>
    public string? Environment { get; set; }
    public string CreatedBy { get; set; } = "";
    public long CreatedAtMicros { get; set; }

    /// <summary>First instant at which the key opens no more; null only for keys of early versions, which never expire.</summary>
    public long? ExpiresAtMicros { get; set; }
    public long? RotatedAtMicros { get; set; }
    public long? RevokedAtMicros { get; set; }
    public string? RevokedBy { get; set; }
    public string? RevokedWhy { get; set; }
    public long? LastUsedAtMicros { get; set; }

    /// <summary>The address that used it last.</summary>
    public string? LastUsedFrom { get; set; }

    /// <summary>When the secret before the last rotation was used last; null when it was not used since.</summary>
    public long? OldLastUsedAtMicros { get; set; }

    /// <summary>The UTC day of the last use, in days since 1970, and the requests of that day.</summary>
    public int? UsedDay { get; set; }
    public long RequestsOnDay { get; set; }

    /// <summary>Moves with every change other than a use; its sum over all keys tells processes that something changed.</summary>
    public int Version { get; set; }

    /// <summary>The scopes one by one.</summary>
    public IReadOnlyList<string> ScopeList => Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The tenants that the key sends and reads.</summary>
    public TenantScope Scope => Tenants.Count == 0 ? TenantScope.All : TenantScope.Of(Tenants);

    /// <summary>Whether the secret before the last rotation still opens.</summary>
    public bool IsRotating(long nowMicros) => OldSecretHash is not null && OldUntilMicros > nowMicros && StateAt(nowMicros, TimeSpan.Zero) is ApiKeyState.Active;

    /// <summary>Where the key stands.</summary>
    /// <param name="nowMicros">Now.</param>
    /// <param name="warning">How long before its end a key counts as expiring.</param>
    public ApiKeyState StateAt(long nowMicros, TimeSpan warning) => this switch
    {
        { RevokedAtMicros: not null } => ApiKeyState.Revoked,
        { ExpiresAtMicros: { } end } when end <= nowMicros => ApiKeyState.Expired,
        { ExpiresAtMicros: { } end } when end - nowMicros <= (long)warning.TotalMicroseconds => ApiKeyState.Expiring,
        _ => ApiKeyState.Active,
    };

    /// <summary>The requests of the current UTC day.</summary>
    public long RequestsToday(long nowMicros) => UsedDay == Instants.ToDay(nowMicros) ? RequestsOnDay : 0;
}

/// <summary>Where a key stands.</summary>
public enum ApiKeyState
{
    Active,

    /// <summary>Opens still, and soon no more.</summary>
    Expiring,
    Expired,
    Revoked,
}
