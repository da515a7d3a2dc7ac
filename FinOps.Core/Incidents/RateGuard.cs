namespace FinOps.Core.Incidents;

/// <summary>The cost-rate guard is on for a scope: its last minutes spend a multiple of what is usual. Gone when it is off.</summary>
public sealed class RateGuard
{
    public int ScopeId { get; set; }
    public long SinceMicros { get; set; }

    /// <summary>What the last minutes would spend in an hour, and what an hour usually spends, in nano-USD.</summary>
    public long RateNanos { get; set; }
    public long UsualNanos { get; set; }

    /// <summary>Until when its measure holds; it is put in force again while the rate stays.</summary>
    public long HeldUntilMicros { get; set; }
}
