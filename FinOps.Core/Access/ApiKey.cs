namespace FinOps.Core.Access;

/// <summary>A key that lets a machine call the HTTP API. Only a hash of the secret is stored.</summary>
public sealed class ApiKey
{
    public int Id { get; set; }
    public string Name { get; set; } = "";

    /// <summary>The searchable start of the key, e.g. <c>lfk_3f9a1c2b</c>.</summary>
    public string Prefix { get; set; } = "";
    public byte[] SecretHash { get; set; } = [];

    /// <summary>Comma-separated scopes: <c>ingest</c>, <c>read</c>, <c>reserve</c>, <c>admin</c>.</summary>
    public string Scopes { get; set; } = "";
    public string CreatedBy { get; set; } = "";
    public long CreatedAtMicros { get; set; }
    public long? ExpiresAtMicros { get; set; }
    public long? RevokedAtMicros { get; set; }
    public long? LastUsedAtMicros { get; set; }
}
