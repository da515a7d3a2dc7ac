using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Web.Shell;

namespace FinOps.Web.Enforcement;

/// <summary>The ladder's settings as the form holds them, money in USD.</summary>
public sealed class LadderDraft
{
    /// <summary>The columns of the simulation's result.</summary>
    public static readonly IReadOnlyList<TableColumn<SimulatedTenant>> Columns =
    [
        new("tenant", "Tenant", ColumnKind.Text, t => t.Tenant),
        new("denied", "Denied", ColumnKind.Count, t => t.Denied),
        new("by-rate", "By rate", ColumnKind.Count, t => t.DeniedByRate) { Explanation = "Calls above the rate of their hour." },
        new("by-cap", "By cap", ColumnKind.Count, t => t.DeniedByCap) { Explanation = "Calls above the cap, where it stops." },
        new("saved", "Saved", ColumnKind.Usd, t => t.SavedNanos) { Explanation = "What the denied calls cost, at the mean of their hour." },
        new("near", "Days near", ColumnKind.Count, t => (long)t.DaysNear),
        new("capped", "Days capped", ColumnKind.Count, t => (long)t.DaysCapped),
    ];

    public RuleMode? RateMode { get; set; }
    public long? RatePerMinute { get; set; }
    public int? RateFactorPercent { get; set; }
    public RuleMode? CapMode { get; set; }
    public decimal? CapUsd { get; set; }
    public int? CapFactorPercent { get; set; }
    public int? NearPercent { get; set; }
    public int? NearRatePercent { get; set; }
    public int? CapRatePercent { get; set; }
    public int? RelaxPoints { get; set; }
    public RuleMode? KillSwitchMode { get; set; }
    public decimal? KillSwitchZ { get; set; }
    public RuleMode? BudgetMode { get; set; }
    public RuleMode? DegradeMode { get; set; }
    public string DegradeTo { get; set; } = "";
    public bool? DeniesUnpriced { get; set; }
    public bool? FailsClosed { get; set; }
    public decimal? ApprovalAboveUsd { get; set; }

    /// <summary>Of the settings that were seen; 0 where there were none.</summary>
    public int Version { get; init; }

    public static LadderDraft Of(LadderSettings? set) => set is null ? new LadderDraft() : new LadderDraft
    {
        RateMode = set.RateMode,
        RatePerMinute = set.RatePerMinute,
        RateFactorPercent = set.RateFactorPercent,
        CapMode = set.CapMode,
        CapUsd = Usd(set.CapNanos),
        CapFactorPercent = set.CapFactorPercent,
        NearPercent = set.NearPercent,
        NearRatePercent = set.NearRatePercent,
        CapRatePercent = set.CapRatePercent,
        RelaxPoints = set.RelaxPoints,
        KillSwitchMode = set.KillSwitchMode,
        KillSwitchZ = set.KillSwitchCentiZ / 100m,
        BudgetMode = set.BudgetMode,
        DegradeMode = set.DegradeMode,
        DegradeTo = set.DegradeTo ?? "",
        DeniesUnpriced = set.DeniesUnpriced,
        FailsClosed = set.FailsClosed,
        ApprovalAboveUsd = Usd(set.ApprovalAboveNanos),
        Version = set.Version,
    };

    public LadderSettings ToSettings(string? tenant) => new()
    {
        Tenant = tenant ?? "",
        RateMode = RateMode,
        RatePerMinute = RatePerMinute,
        RateFactorPercent = RateFactorPercent,
        CapMode = CapMode,
        CapNanos = Nanos(CapUsd),
        CapFactorPercent = CapFactorPercent,
        NearPercent = NearPercent,
        NearRatePercent = NearRatePercent,
        CapRatePercent = CapRatePercent,
        RelaxPoints = RelaxPoints,
        KillSwitchMode = KillSwitchMode,
        KillSwitchCentiZ = KillSwitchZ is { } z ? (int)Math.Round(Math.Clamp(z, -1_000, 1_000) * 100, 0, MidpointRounding.ToEven) : null,
        BudgetMode = BudgetMode,
        DegradeMode = DegradeMode,
        DegradeTo = string.IsNullOrWhiteSpace(DegradeTo) ? null : DegradeTo,
        DeniesUnpriced = DeniesUnpriced,
        FailsClosed = FailsClosed,
        ApprovalAboveNanos = Nanos(ApprovalAboveUsd),
        Version = Version,
    };

    private static decimal? Usd(long? nanos) => nanos is { } known ? Money.ToUsd(known) : null;

    private static long? Nanos(decimal? usd) => usd is { } amount ? Money.ToNanos(Math.Clamp(amount, -1, 1_000_000_000)) : null;
}
