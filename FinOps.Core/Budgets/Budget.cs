namespace FinOps.Core.Budgets;

/// <summary>The length of a budget's windows. The numbers are stored.</summary>
public enum BudgetPeriod : byte
{
    /// <summary>A calendar day in the budget's time zone.</summary>
    Daily = 1,

    /// <summary>A calendar month in the budget's time zone.</summary>
    Monthly = 2,
}

/// <summary>
/// An amount that a scope may spend in each window. The scope is any combination of feature, tenant, team, model and environment; what it does not name
/// is any. A budget with a tenant beside other parts is a carve-out: the tenant's own limit inside the wider budget. Money is nano-USD.
/// </summary>
public sealed class Budget
{
    public int Id { get; set; }

    /// <summary>Ids of <see cref="Data.Dimension"/>; 0 for any.</summary>
    public int FeatureId { get; set; }
    public int TenantId { get; set; }
    public int TeamId { get; set; }
    public int EnvironmentId { get; set; }

    /// <summary>The model's key, which stands for that model at every provider; empty for any.</summary>
    public string Model { get; set; } = "";
    public BudgetPeriod Period { get; set; } = BudgetPeriod.Monthly;
    public long AmountNanos { get; set; }

    /// <summary>True when spending beyond it is to be stopped, false when it is only told.</summary>
    public bool IsHard { get; set; }

    /// <summary>How many percent of the amount a window may reach on a single day while the month is on track; 100 for no burst.</summary>
    public int BurstPercent { get; set; } = 100;

    /// <summary>Percents of the amount that are told when they are reached, ascending, as in files: <c>50;80;100</c>.</summary>
    public string Thresholds { get; set; } = BudgetThresholds.Default;

    /// <summary>IANA name; windows begin at midnight there.</summary>
    public string TimeZone { get; set; } = "UTC";
    public string Owner { get; set; } = "";
    public string Note { get; set; } = "";

    /// <summary>The first day that is covered.</summary>
    public DateOnly ValidFrom { get; set; }

    /// <summary>The first day that is no longer covered; null without an end.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>True for what came with the demo company and goes with it.</summary>
    public bool IsDemo { get; set; }

    /// <summary>True once it was removed; it is kept for its history, and to undo that.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Counts changes, so that two who edit at once notice.</summary>
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}

/// <summary>What was done to a budget. The numbers are stored.</summary>
public enum BudgetChangeKind : byte
{
    Created = 1,
    Edited = 2,
    Removed = 3,
    Undone = 4,
}

/// <summary>A budget as one change left it: its history, one row a version.</summary>
public sealed class BudgetRevision
{
    public int Id { get; set; }
    public int BudgetId { get; set; }
    public int Version { get; set; }
    public BudgetChangeKind Kind { get; set; }
    public long AmountNanos { get; set; }
    public bool IsHard { get; set; }
    public int BurstPercent { get; set; }
    public string Thresholds { get; set; } = "";
    public string TimeZone { get; set; } = "";
    public string Owner { get; set; } = "";
    public string Note { get; set; } = "";
    public DateOnly ValidFrom { get; set; }
    public DateOnly? ValidTo { get; set; }
    public bool IsDeleted { get; set; }

    /// <summary>Why, in the words of who changed it; empty where nothing was said.</summary>
    public string Reason { get; set; } = "";
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}

/// <summary>
/// What a budget's scope has spent in one window. There is a row once something was spent in it. <see cref="PostedNanos"/> is the sum of the records of the
/// window at every moment: it changes in the transaction that changes them.
/// </summary>
public sealed class BudgetWindow
{
    public int BudgetId { get; set; }

    /// <summary>The length of this window: the budget's own, or the other one, which a burst needs to know whether the month is on track.</summary>
    public BudgetPeriod Grain { get; set; }

    /// <summary>Microseconds since the epoch; the end is excluded.</summary>
    public long StartMicros { get; set; }
    public long EndMicros { get; set; }

    /// <summary>The budget's amount for this window, without any burst.</summary>
    public long LimitNanos { get; set; }
    public long PostedNanos { get; set; }

    /// <summary>Counts changes of this row.</summary>
    public long Version { get; set; }

    /// <summary>The highest threshold that was told, in percent; 0 for none.</summary>
    public int AlertedPercent { get; set; }

    /// <summary>Reaching this is to be told; <see cref="long.MaxValue"/> for nothing.</summary>
    public long NextAlertNanos { get; set; }
}

/// <summary>One row that moves with every change of budgets, so that writers of usage and other processes notice.</summary>
public sealed class BudgetBookVersion
{
    public int Id { get; set; } = 1;
    public long Version { get; set; }
}
