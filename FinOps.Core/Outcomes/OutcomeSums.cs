using FinOps.Core.Costs;

namespace FinOps.Core.Outcomes;

/// <summary>How a cost per outcome was found.</summary>
public enum CostBasis
{
    /// <summary>There is none; the reason says why.</summary>
    None,

    /// <summary>From the calls that the outcomes' ids lead to.</summary>
    Joined,

    /// <summary>No id leads to a call: what the feature cost in the period, divided by its successes.</summary>
    Ratio,
}

/// <summary>A cost of one unit in USD, and how it was found.</summary>
/// <param name="Usd">Null where there is none.</param>
/// <param name="Reason">Why there is none; empty where there is one.</param>
public readonly record struct UnitCost(decimal? Usd, CostBasis Basis, string Reason)
{
    internal static UnitCost None(string reason) => new(null, CostBasis.None, reason);

    /// <summary>Nano-USD for so many millionths of a unit.</summary>
    internal static UnitCost Of(long nanos, long millionths, CostBasis basis) => new(nanos / (millionths * 1_000m), basis, "");
}

/// <summary>Outcomes of a group and what their work cost; money in nano-USD, quantities in millionths of a unit.</summary>
public sealed class OutcomeSums
{
    public long Outcomes { get; private set; }
    public long Successes { get; private set; }
    public long SuccessfulMillionths { get; private set; }
    public long Judged { get; private set; }
    public long Correct { get; private set; }
    public long Joined { get; private set; }
    public long JoinedSuccesses { get; private set; }
    public long JoinedSuccessfulMillionths { get; private set; }
    public long JoinedCorrectMillionths { get; private set; }
    public long ResolvedCostNanos { get; private set; }
    public long UnresolvedCostNanos { get; private set; }
    public long JudgedCostNanos { get; private set; }
    public long CorrectCostNanos { get; private set; }
    public long OwnFeatureCostNanos { get; private set; }
    public long Calls { get; private set; }
    public long Tokens { get; private set; }
    public long UnpricedCalls { get; private set; }

    /// <summary>What one unit cost in each joined success; null where it was not read.</summary>
    public CostHistogram? Histogram { get; private set; }

    /// <summary>What the features of outcomes that nothing joins cost in the period beyond the joined work; null where that cannot be told.</summary>
    public long? RatioCostNanos { get; internal set; }

    /// <summary>Cost of one unit: all work that led to successes, divided by what came out of it.</summary>
    public UnitCost PerOutcome =>
        JoinedSuccessfulMillionths > 0 ? UnitCost.Of(ResolvedCostNanos, JoinedSuccessfulMillionths, CostBasis.Joined)
        : Outcomes == 0 ? UnitCost.None("There are no outcomes in this period.")
        : Successes == 0 ? UnitCost.None("None of the outcomes is a success.")
        : Ratio;

    /// <summary>Cost of one unit of the outcomes that no call joins: what is left of their features' cost, divided by what came out.</summary>
    public UnitCost Ratio => SuccessfulMillionths == JoinedSuccessfulMillionths ? UnitCost.None("A call joins every success.")
        : RatioCostNanos is { } cost ? UnitCost.Of(cost, SuccessfulMillionths - JoinedSuccessfulMillionths, CostBasis.Ratio)
        : UnitCost.None("No id of these outcomes leads to a call, and they name no feature to take the cost of.");

    /// <summary>Cost of one unit with the work that led to nothing: what a success costs in the end.</summary>
    public UnitCost Loaded => JoinedSuccessfulMillionths > 0 ? UnitCost.Of(ResolvedCostNanos + UnresolvedCostNanos, JoinedSuccessfulMillionths, CostBasis.Joined) : PerOutcome;

    /// <summary>Cost of one unit that was called right: all work that somebody judged, divided by what was right of it.</summary>
    public UnitCost PerCorrect => JoinedCorrectMillionths > 0 ? UnitCost.Of(JudgedCostNanos, JoinedCorrectMillionths, CostBasis.Joined)
        : UnitCost.None(Judged == 0 ? "Nobody said whether the outcomes are correct." : "No correct outcome leads to a call.");

    public double? SuccessRate => Share(Successes, Outcomes);

    public double? CorrectRate => Share(Correct, Judged);

    /// <summary>The share of outcomes of which an id leads to calls.</summary>
    public double? JoinCoverage => Share(Joined, Outcomes);

    /// <summary>Tokens of one unit in joined successes; null where there are none.</summary>
    public decimal? TokensPerOutcome => JoinedSuccessfulMillionths == 0 ? null : Tokens * (decimal)Outcome.MillionthsPerUnit / JoinedSuccessfulMillionths;

    /// <summary>Adds the measures of a cell in the order of <see cref="OutcomeSql.Measures"/>.</summary>
    internal void Add(ReadOnlySpan<long> m, ReadOnlySpan<byte> histogram)
    {
        Outcomes += m[0];
        Successes += m[1];
        SuccessfulMillionths += m[2];
        Judged += m[3];
        Correct += m[4];
        Joined += m[5];
        JoinedSuccesses += m[6];
        JoinedSuccessfulMillionths += m[7];
        JoinedCorrectMillionths += m[8];
        ResolvedCostNanos += m[9];
        UnresolvedCostNanos += m[10];
        JudgedCostNanos += m[11];
        CorrectCostNanos += m[12];
        OwnFeatureCostNanos += m[13];
        Calls += m[14];
        Tokens += m[15];
        UnpricedCalls += m[16];
        if (!histogram.IsEmpty)
        {
            (Histogram ??= new CostHistogram()).Merge(histogram);
        }
    }

    internal void Add(OutcomeSums other)
    {
        Add(
            [
                other.Outcomes, other.Successes, other.SuccessfulMillionths, other.Judged, other.Correct, other.Joined, other.JoinedSuccesses, other.JoinedSuccessfulMillionths,
                other.JoinedCorrectMillionths, other.ResolvedCostNanos, other.UnresolvedCostNanos, other.JudgedCostNanos, other.CorrectCostNanos, other.OwnFeatureCostNanos,
                other.Calls, other.Tokens, other.UnpricedCalls,
            ],
            other.Histogram is null ? [] : other.Histogram.ToBytes());
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : part / (double)whole;
}
