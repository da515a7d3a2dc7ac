namespace FinOps.Core.Enforcement;

/// <summary>What an override allows. The numbers are stored.</summary>
public enum OverrideKind
{
    /// <summary>The daily spend cap of a tenant does not count, or is higher by an amount.</summary>
    LiftCap = 1,

    /// <summary>Pauses of a tenant do not count.</summary>
    Unpause = 2,

    /// <summary>A tenant may call faster.</summary>
    RaiseRate = 3,

    /// <summary>The budgets of a scope are higher by an amount.</summary>
    RaiseBudget = 4,

    /// <summary>A class of calls is held to neither rate nor cap; pauses still count.</summary>
    Exempt = 5,
}

/// <summary>How far an override has come, as its times say.</summary>
public enum OverrideState
{
    /// <summary>Waits for a second person.</summary>
    Waiting,
    Running,
    Ended,
    Refused,
}

/// <summary>A permission with a reason and an end. It ends by the clock alone; rows are kept as history.</summary>
public sealed class EnforcementOverride
{
    public int Id { get; set; }
    public OverrideKind Kind { get; set; }
    public string? Tenant { get; set; }
    public string? Feature { get; set; }
    public string? User { get; set; }
    public string? Model { get; set; }

    /// <summary>Extra nano-USD a day (cap) or a window (budget); null lifts without a bound.</summary>
    public long? AmountNanos { get; set; }

    /// <summary>For <see cref="OverrideKind.RaiseRate"/>: calls per minute.</summary>
    public long? RatePerMinute { get; set; }
    public string Reason { get; set; } = "";
    public string BySubject { get; set; } = "";
    public string By { get; set; } = "";
    public long RequestedAtMicros { get; set; }

    /// <summary>First instant at which it no longer holds.</summary>
    public long UntilMicros { get; set; }

    /// <summary>True when it counts only after a second person agreed.</summary>
    public bool NeedsApproval { get; set; }
    public long? ApprovedAtMicros { get; set; }
    public string? ApprovedBy { get; set; }
    public long? EndedAtMicros { get; set; }
    public string? EndedBy { get; set; }
    public string? EndReason { get; set; }

    /// <summary>True once on-call was told that it ends soon.</summary>
    public bool IsEndTold { get; set; }
    public int Version { get; set; }

    public EnforcementScope Scope => new(Tenant, Feature, User, Model);

    /// <summary>First instant at which it may hold: once it was approved, where that is needed; null while it waits.</summary>
    public long? SinceMicros => NeedsApproval ? ApprovedAtMicros : RequestedAtMicros;

    public bool HoldsAt(long nowMicros) => StateAt(nowMicros) == OverrideState.Running;

    public OverrideState StateAt(long nowMicros) => this switch
    {
        { EndedAtMicros: not null, SinceMicros: null } => OverrideState.Refused,
        { EndedAtMicros: not null } => OverrideState.Ended,
        _ when nowMicros >= UntilMicros => OverrideState.Ended,
        { SinceMicros: null } => OverrideState.Waiting,
        _ => OverrideState.Running,
    };
}
