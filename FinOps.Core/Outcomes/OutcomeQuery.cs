using FinOps.Core.Costs;

namespace FinOps.Core.Outcomes;

/// <summary>A question about outcomes of one type. The period is half-open, in whole UTC days; an outcome counts on its own day, whenever its work was done.</summary>
public sealed record OutcomeQuery(string TypeKey, DateOnly From, DateOnly To)
{
    /// <summary>Day, feature, tenant, tier or model; null for the total alone.</summary>
    public CostDimension? GroupBy { get; init; }

    /// <summary>Filters by feature, tenant, tier, model or provider.</summary>
    public IReadOnlyList<CostFilter> Filters { get; init; } = [];
}

/// <summary>One group of outcomes. The empty key means "not reported", for a model that nothing joins.</summary>
public sealed record OutcomeGroup(string Key, OutcomeSums Sums);

/// <summary>The answer to an <see cref="OutcomeQuery"/>.</summary>
/// <param name="Rows">By day in the order of time, else the dearest first.</param>
public sealed record OutcomeResult(OutcomeQuery Query, OutcomeType Type, IReadOnlyList<OutcomeGroup> Rows, OutcomeSums Total)
{
    /// <summary>When the newest day was worked out; null when none was.</summary>
    public DateTime? DerivedAtUtc { get; init; }

    /// <summary>Days of the period with outcomes that are not worked out yet and are missing here.</summary>
    public int WaitingDays { get; init; }
}

/// <summary>A type of outcomes and how many there are of it.</summary>
public sealed record OutcomeTypeUse(OutcomeType Type, long Outcomes);
