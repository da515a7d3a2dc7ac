namespace FinOps.Core.Enforcement;

/// <summary>How near a tenant is to its daily cap, as the ladder sees it. The numbers are stored.</summary>
public enum LadderStep
{
    Normal = 0,
    Near = 1,
    Cap = 2,
}

/// <summary>What state a tenant is in, the best first.</summary>
public enum TenantState
{
    Active,
    Tightened,
    Capped,
    Paused,
}

/// <summary>The step of a tenant that left <see cref="LadderStep.Normal"/> at least once.</summary>
public sealed class LadderState
{
    public string Tenant { get; set; } = "";
    public LadderStep Step { get; set; }

    /// <summary>Which way it moved last, and when.</summary>
    public bool WasTightened { get; set; }
    public long ChangedAtMicros { get; set; }

    /// <summary>The beginning of the tenant's day that the step is of.</summary>
    public long DayStartMicros { get; set; }

    /// <summary>Spend of that day and its cap when it moved, in nano-USD.</summary>
    public long SpentNanos { get; set; }
    public long CapNanos { get; set; }
    public int Version { get; set; }
}

/// <summary>How many calls a minute a tenant makes when it is busy, as its history says.</summary>
public sealed class LearnedPeak
{
    public string Tenant { get; set; } = "";
    public long PerMinute { get; set; }
    public long LearnedAtMicros { get; set; }
}

/// <summary>One row that moves with every change of measures, overrides, settings and steps, so that other processes notice.</summary>
public sealed class EnforcementVersion
{
    public int Id { get; set; } = 1;
    public long Version { get; set; }
}
