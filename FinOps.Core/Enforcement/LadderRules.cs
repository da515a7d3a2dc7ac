namespace FinOps.Core.Enforcement;

/// <summary>The ladder that holds for a tenant, with every value given.</summary>
public sealed record LadderRules
{
    /// <summary>What holds where nobody has set anything: a new installation denies nothing that people did not ask for, except above a cap.</summary>
    public static readonly LadderRules BuiltIn = new();

    public RuleMode RateMode { get; init; } = RuleMode.Enforced;

    /// <summary>Calls per minute; null takes <see cref="RateFactorPercent"/> of the learned peak.</summary>
    public long? RatePerMinute { get; init; }
    public int RateFactorPercent { get; init; } = 300;
    public RuleMode CapMode { get; init; } = RuleMode.Enforced;

    /// <summary>Daily cap in nano-USD; null takes <see cref="CapFactorPercent"/> of the contract's ceiling.</summary>
    public long? CapNanos { get; init; }
    public int CapFactorPercent { get; init; } = 200;
    public int NearPercent { get; init; } = 80;
    public int NearRatePercent { get; init; } = 50;

    /// <summary>Of the rate stays so much above the cap; 0 stops the tenant.</summary>
    public int CapRatePercent { get; init; } = 25;
    public int RelaxPoints { get; init; } = 5;
    public RuleMode KillSwitchMode { get; init; } = RuleMode.Shadow;
    public int KillSwitchCentiZ { get; init; } = 400;
    public RuleMode BudgetMode { get; init; } = RuleMode.Enforced;
    public RuleMode DegradeMode { get; init; } = RuleMode.Enforced;
    public string DegradeTo { get; init; } = "";
    public bool DeniesUnpriced { get; init; }
    public bool FailsClosed { get; init; }
    public long? ApprovalAboveNanos { get; init; }

    public bool StopsAtCap => CapRatePercent == 0;

    /// <summary>These rules with what was set of them.</summary>
    public LadderRules With(LadderSettings? set) => set is null ? this : new LadderRules
    {
        RateMode = set.RateMode ?? RateMode,
        RatePerMinute = set.RatePerMinute ?? (set.RateFactorPercent is null ? RatePerMinute : null),
        RateFactorPercent = set.RateFactorPercent ?? RateFactorPercent,
        CapMode = set.CapMode ?? CapMode,
        CapNanos = set.CapNanos ?? (set.CapFactorPercent is null ? CapNanos : null),
        CapFactorPercent = set.CapFactorPercent ?? CapFactorPercent,
        NearPercent = set.NearPercent ?? NearPercent,
        NearRatePercent = set.NearRatePercent ?? NearRatePercent,
        CapRatePercent = set.CapRatePercent ?? CapRatePercent,
        RelaxPoints = set.RelaxPoints ?? RelaxPoints,
        KillSwitchMode = set.KillSwitchMode ?? KillSwitchMode,
        KillSwitchCentiZ = set.KillSwitchCentiZ ?? KillSwitchCentiZ,
        BudgetMode = set.BudgetMode ?? BudgetMode,
        DegradeMode = set.DegradeMode ?? DegradeMode,
        DegradeTo = set.DegradeTo ?? DegradeTo,
        DeniesUnpriced = set.DeniesUnpriced ?? DeniesUnpriced,
        FailsClosed = set.FailsClosed ?? FailsClosed,
        ApprovalAboveNanos = set.ApprovalAboveNanos ?? ApprovalAboveNanos,
    };

    /// <summary>The daily cap in nano-USD; null where neither a cap nor a ceiling is given.</summary>
    /// <param name="ceilingNanos">The contract's ceiling of a day.</param>
    public long? Cap(long? ceilingNanos) => CapNanos ?? (ceilingNanos is { } ceiling ? (long)Math.Min(long.MaxValue, (decimal)ceiling * CapFactorPercent / 100) : null);

    /// <summary>Calls per minute before tightening; null where neither a rate nor a peak is known.</summary>
    /// <param name="peakPerMinute">The learned peak.</param>
    public long? Rate(long? peakPerMinute) => RatePerMinute ?? (peakPerMinute is { } peak ? Math.Max(LeastRate, (long)Math.Ceiling((decimal)peak * RateFactorPercent / 100)) : null);

    /// <summary>A learned rate is never below this, since the smallest tenants call in bursts.</summary>
    internal const long LeastRate = 60;
}
