namespace FinOps.Core.Enforcement;

/// <summary>How seriously a rule is taken. The numbers are stored.</summary>
public enum RuleMode
{
    Off = 1,

    /// <summary>Nothing is denied; what would have been is noted.</summary>
    Shadow = 2,
    Enforced = 3,
}

/// <summary>What is set of the ladder for one tenant, or for all of which nothing else is set. What is null is taken from the defaults.</summary>
public sealed class LadderSettings
{
    public int Id { get; set; }

    /// <summary>The tenant's key; empty for the defaults.</summary>
    public string Tenant { get; set; } = "";
    public RuleMode? RateMode { get; set; }

    /// <summary>Calls per minute; null takes <see cref="RateFactorPercent"/> of the learned peak.</summary>
    public long? RatePerMinute { get; set; }
    public int? RateFactorPercent { get; set; }
    public RuleMode? CapMode { get; set; }

    /// <summary>Daily cap in nano-USD; null takes <see cref="CapFactorPercent"/> of the contract's ceiling.</summary>
    public long? CapNanos { get; set; }
    public int? CapFactorPercent { get; set; }

    /// <summary>From so many percent of the cap on, <see cref="NearRatePercent"/> of the rate stays.</summary>
    public int? NearPercent { get; set; }
    public int? NearRatePercent { get; set; }

    /// <summary>Of the rate stays so much above the cap; 0 stops the tenant.</summary>
    public int? CapRatePercent { get; set; }

    /// <summary>A step is only left once spend is so many points below where it begins.</summary>
    public int? RelaxPoints { get; set; }
    public RuleMode? KillSwitchMode { get; set; }

    /// <summary>The kill switch pauses above this z-score, in hundredths.</summary>
    public int? KillSwitchCentiZ { get; set; }
    public RuleMode? BudgetMode { get; set; }
    public RuleMode? DegradeMode { get; set; }

    /// <summary>The model that tightened tenants are asked to use; empty for none.</summary>
    public string? DegradeTo { get; set; }

    /// <summary>True denies calls of models without a price; else they are held at a careful one.</summary>
    public bool? DeniesUnpriced { get; set; }

    /// <summary>True denies when our own store is down; else calls are admitted within an allowance.</summary>
    public bool? FailsClosed { get; set; }

    /// <summary>Overrides that allow more than so many nano-USD need a second person; null in the defaults means none does.</summary>
    public long? ApprovalAboveNanos { get; set; }
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}
