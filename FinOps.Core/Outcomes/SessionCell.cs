namespace FinOps.Core.Outcomes;

/// <summary>Which dimensions a cell of sessions keeps. The numbers are stored.</summary>
public enum SessionCube : byte
{
    /// <summary>The feature alone; the tenant is 0.</summary>
    ByFeature = 1,

    /// <summary>Tenant and feature.</summary>
    ByTenant = 2,
}

/// <summary>
/// User sessions that began on a UTC day, and what they cost. A feature's cells count the sessions that used the feature and what the feature's calls in
/// them cost, so that costs add up over features; sessions add up only in the cells of <see cref="WholeSession"/>, which count each session once.
/// </summary>
public sealed class SessionCell
{
    /// <summary>The id in the place of a feature in cells that count each session once, with all its calls.</summary>
    public const int WholeSession = -1;

    public SessionCube Cube { get; set; }

    /// <summary>The day of the session's first call, in UTC days since the epoch.</summary>
    public int Day { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }
    public long Sessions { get; set; }
    public long Calls { get; set; }

    /// <summary>Sessions in which some call has no price, so that they cost more than is known.</summary>
    public long UnpricedSessions { get; set; }
    public long CostNanos { get; set; }

    /// <summary>What the sessions cost each, as a <see cref="Costs.CostHistogram"/>.</summary>
    public byte[] Histogram { get; set; } = [];
}
