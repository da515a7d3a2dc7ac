namespace FinOps.Core.Data;

/// <summary>The kinds of names that usage is attributed to. The numbers are stored.</summary>
public enum DimensionKind
{
    Tenant = 1,
    Feature = 2,
    Model = 3,
    User = 4,
    Team = 5,
    Route = 6,
    Task = 7,
    Environment = 8,
}

/// <summary>One name that usage is attributed to, such as a tenant or a model. Id 0 is never stored: it means "not reported".</summary>
public sealed class Dimension
{
    public int Id { get; set; }

    public DimensionKind Kind { get; set; }

    /// <summary>The provider for a model; empty for every other kind.</summary>
    public string Parent { get; set; } = "";

    /// <summary>The name as reported, compared byte by byte.</summary>
    public string Key { get; set; } = "";

    /// <summary>Microseconds since the epoch at which the name was first stored.</summary>
    public long FirstSeenAtMicros { get; set; }
}
