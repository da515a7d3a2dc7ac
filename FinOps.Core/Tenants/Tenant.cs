namespace FinOps.Core.Tenants;

/// <summary>What is known of a tenant beyond its key; <see cref="Id"/> is the id of its <see cref="Data.Dimension"/>.</summary>
public sealed class Tenant
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Plan tier such as <c>free</c>, <c>pro</c>, <c>enterprise</c>; empty when unknown.</summary>
    public string Tier { get; set; } = "";

    /// <summary>Who looks after the tenant in customer success, as people write it: a name or an address; empty when nobody does.</summary>
    public string Owner { get; set; } = "";

    /// <summary>IANA time zone in which the days of its contract begin; empty means UTC.</summary>
    public string TimeZone { get; set; } = "";

    public string Note { get; set; } = "";

    public bool IsDemo { get; set; }

    /// <summary>Counts changes, so that two people who edit at once notice.</summary>
    public int Version { get; set; }

    public string ChangedBy { get; set; } = "";

    public long ChangedAtMicros { get; set; }
}
