using FinOps.Core.Costs;
using FinOps.Core.Releases;

namespace FinOps.Core.Efficiency;

/// <summary>What attempts that did not succeed cost, by how they ended, in nano-USD.</summary>
/// <param name="RetryNanos">Attempts that were made again.</param>
/// <param name="FallbackNanos">Attempts after which another model was asked.</param>
/// <param name="FailedNanos">Errors and time-outs.</param>
public sealed record WasteSplit(long RetryNanos, long FallbackNanos, long FailedNanos);

/// <summary>What was generated, and charged, after the reader had left.</summary>
/// <param name="Calls">Calls that report a broken-off stream.</param>
/// <param name="CostNanos">Of the tokens behind that, in nano-USD.</param>
public sealed record Abandoned(long Calls, long Tokens, long CostNanos);

/// <summary>How well a feature or team uses its tokens.</summary>
/// <param name="Key">The feature or team as reported; empty for calls that name none.</param>
/// <param name="Now">All its calls of the period.</param>
/// <param name="Before">Those of the period before; null when nothing is compared.</param>
public sealed record EfficiencyLine(string Key, CostMeasures Now, CostMeasures? Before)
{
    /// <summary>What failed attempts cost, by how they ended; null where no rollup keeps that beside the tenant.</summary>
    public WasteSplit? Waste { get; init; }

    /// <summary>What it generated after the reader had left; null for teams, and where filters ask for what is not kept beside it.</summary>
    public Abandoned? Abandoned { get; init; }

    /// <summary>How its input grew over the eight weeks up to the end of the period; null where too few days have calls.</summary>
    public PromptGrowth? Growth { get; init; }

    /// <summary>Its input of those weeks by day, oldest first.</summary>
    public IReadOnlyList<InputDay> Days { get; init; } = [];

    /// <summary>The newest change without a release that nobody has acknowledged; null where there is none, and for teams.</summary>
    public QuietUpgrade? Upgrade { get; init; }

    /// <summary>What to do about it, by falling effect; empty where nothing stands out.</summary>
    public IReadOnlyList<EfficiencyAdvice> Advice { get; init; } = [];

    /// <summary>Output tokens for each input token; null without input.</summary>
    public decimal? TokenRatio => Ratio(Now);

    /// <inheritdoc cref="TokenRatio"/>
    public decimal? TokenRatioBefore => Before is null ? null : Ratio(Before);

    /// <summary>Cost of a call in nano-USD; null without calls.</summary>
    public decimal? CostPerCallNanos => PerCall(Now);

    /// <summary>The change of the cost of a call, as a share of what it was; null where either is missing.</summary>
    public double? CostPerCallChange => Before is not null && PerCall(Before) is { } before and > 0 && CostPerCallNanos is { } now ? (double)((now / before) - 1) : null;

    private static decimal? Ratio(CostMeasures m) => m.InputTokens == 0 ? null : decimal.Divide(m.OutputTokens, m.InputTokens);

    private static decimal? PerCall(CostMeasures m) => m.Requests == 0 ? null : decimal.Divide(m.EffectiveCostNanos, m.Requests);
}

/// <summary>The features or teams of a question, dearest first.</summary>
/// <param name="Lines">They add up to the total.</param>
public sealed record EfficiencyLeague(CostDimension By, IReadOnlyList<EfficiencyLine> Lines, CostMeasures Total, CostMeasures? Before, DateTime? AsOfUtc)
{
    /// <summary>What failed attempts of all lines cost; null where it is not known.</summary>
    public WasteSplit? Waste { get; init; }
}
