using FinOps.Core.Data;

namespace FinOps.Core.Costs;

/// <summary>The length of a rollup's period.</summary>
public enum Grain : byte
{
    Hour,
    Day,

    /// <summary>Seven days, counted from Thursday 1970-01-01, so that a week is a plain division of days.</summary>
    Week,
}

/// <summary>The dimensions that a cube keeps, as flags.</summary>
[Flags]
public enum CubeKeys
{
    None = 0,
    Tenant = 1,
    Feature = 2,
    Model = 4,
    User = 8,
    Team = 16,
    Route = 32,
    Task = 64,
    Environment = 128,
    Status = 256,
}

/// <summary>One rollup: which dimensions it keeps, at which grain, and what it is derived from. The ids are stored.</summary>
/// <param name="Id">Stored in <see cref="CostCell.CubeId"/>.</param>
/// <param name="HasLatency">Whether its cells keep latency histograms.</param>
public sealed record Cube(byte Id, Grain Grain, CubeKeys Keys, bool HasLatency = false)
{
    private const CubeKeys TenantKeys = CubeKeys.Tenant | CubeKeys.Environment | CubeKeys.Status;
    private const CubeKeys FeatureKeys = CubeKeys.Feature | CubeKeys.Team | CubeKeys.Model | CubeKeys.Environment;
    private const CubeKeys TenantFeatureKeys = FeatureKeys | CubeKeys.Tenant;
    private const CubeKeys UserKeys = CubeKeys.Tenant | CubeKeys.User | CubeKeys.Environment;
    private const CubeKeys WorkKeys = FeatureKeys | CubeKeys.Route | CubeKeys.Task | CubeKeys.Status;

    public static readonly Cube TenantHour = new(1, Grain.Hour, TenantKeys);
    public static readonly Cube TenantDay = new(2, Grain.Day, TenantKeys, HasLatency: true);
    public static readonly Cube TenantWeek = new(3, Grain.Week, TenantKeys);
    public static readonly Cube FeatureHour = new(4, Grain.Hour, FeatureKeys);
    public static readonly Cube FeatureDay = new(5, Grain.Day, FeatureKeys, HasLatency: true);
    public static readonly Cube TenantFeatureDay = new(6, Grain.Day, TenantFeatureKeys);
    public static readonly Cube TenantFeatureWeek = new(7, Grain.Week, TenantFeatureKeys);
    public static readonly Cube UserDay = new(8, Grain.Day, UserKeys);
    public static readonly Cube UserWeek = new(9, Grain.Week, UserKeys);
    public static readonly Cube WorkDay = new(10, Grain.Day, WorkKeys);
    public static readonly Cube WorkWeek = new(11, Grain.Week, WorkKeys);

    /// <summary>Families of cubes with the same keys, smallest first; in each family from fine to coarse.</summary>
    public static IReadOnlyList<IReadOnlyList<Cube>> Families { get; } =
    [
        [FeatureHour, FeatureDay],
        [TenantHour, TenantDay, TenantWeek],
        [WorkDay, WorkWeek],
        [UserDay, UserWeek],
        [TenantFeatureDay, TenantFeatureWeek],
    ];

    /// <summary>The period that an hour belongs to.</summary>
    public int PeriodOfHour(int hour) => Grain switch
    {
        Grain.Hour => hour,
        Grain.Day => hour / 24,
        Grain.Week => WeekOfHour(hour),
    };

    public static int WeekOfHour(int hour) => hour / (24 * 7);

    /// <summary>The period's first instant.</summary>
    public long StartMicros(int period) => period * LengthMicros;

    public long LengthMicros => Grain switch
    {
        Grain.Hour => Instants.MicrosPerHour,
        Grain.Day => Instants.MicrosPerDay,
        Grain.Week => 7 * Instants.MicrosPerDay,
    };
}
