namespace FinOps.Core.Alerts;

/// <summary>What an alert is about. The numbers are stored.</summary>
public enum AlertKind
{
    /// <summary>Spend crossed a threshold of a budget.</summary>
    BudgetThreshold = 0,

    /// <summary>Spend left what was expected.</summary>
    Incident = 1,

    /// <summary>Spend per hour is a multiple of the usual.</summary>
    CostRateGuard = 2,

    /// <summary>A tenant's margin fell under its red line.</summary>
    MarginTurnedRed = 3,

    /// <summary>Calls of a model have no price.</summary>
    UnpricedModel = 4,

    /// <summary>Too much spend names no tenant or feature.</summary>
    UntaggedShare = 5,

    /// <summary>No usage has come in for hours, although there was.</summary>
    StaleData = 6,

    /// <summary>An import failed.</summary>
    FailedImport = 7,

    /// <summary>A time-boxed permission is about to end.</summary>
    OverrideExpiring = 8,

    /// <summary>A tenant was paused.</summary>
    TenantPaused = 9,

    /// <summary>A tenant reached its spend cap.</summary>
    SpendCap = 10,

    /// <summary>A limit could not be checked, so that calls were let through unchecked.</summary>
    SoftFail = 11,
}

/// <summary>How urgent an alert is. The numbers are stored.</summary>
public enum AlertSeverity
{
    Info = 0,
    Warning = 1,

    /// <summary>Somebody must act now; no quiet hours hold it back.</summary>
    Critical = 2,
}

/// <summary>What happened, as its cause tells it.</summary>
/// <param name="Scope">What it concerns, such as <c>budget:12</c> or <c>tenant:acme</c>.</param>
/// <param name="Window">When it counts anew, such as <c>2026-11</c> or the number of an incident.</param>
/// <param name="Step">Tells apart what one scope may raise in one window, such as <c>80</c>; empty where there is one.</param>
/// <param name="Title">One line; money and times already in words.</param>
/// <param name="Text">What happened and why it matters, in a few sentences.</param>
/// <param name="Path">The page of ours that shows more.</param>
/// <param name="Tenant">The tenant it is about; null when it concerns all, and then only those who see all see it.</param>
public sealed record AlertFact(AlertKind Kind, AlertSeverity Severity, string Scope, string Window, string Step, string Title, string Text, string Path, string? Tenant);

/// <summary>An alert: a fact that was raised once, and what became of it since. What it says never changes.</summary>
public sealed class Alert
{
    public int Id { get; set; }

    /// <summary>Names kind, scope, window and step in 32 hexadecimal digits; raised once.</summary>
    public string Key { get; set; } = "";
    public AlertKind Kind { get; set; }
    public AlertSeverity Severity { get; set; }
    public string Scope { get; set; } = "";
    public string Window { get; set; } = "";
    public string Step { get; set; } = "";
    public string Title { get; set; } = "";
    public string Text { get; set; } = "";
    public string Path { get; set; } = "";
    public string? Tenant { get; set; }
    public long RaisedAtMicros { get; set; }

    /// <summary>When somebody took it up; null while nobody has.</summary>
    public long? AcknowledgedAtMicros { get; set; }
    public string? AcknowledgedBy { get; set; }

    /// <summary>When its cause was over; null while it lasts, and for causes that do not end.</summary>
    public long? RecoveredAtMicros { get; set; }
    public string? RecoveryText { get; set; }

    /// <summary>When it was handed on because nobody had taken it up.</summary>
    public long? EscalatedAtMicros { get; set; }

    /// <summary>When it was told again last.</summary>
    public long? RemindedAtMicros { get; set; }
    public int Reminders { get; set; }
}
