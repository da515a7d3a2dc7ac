namespace FinOps.Core.Tenants;

/// <summary>What plans cost at which day.</summary>
public sealed class PlanTerms
{
    private readonly Dictionary<int, PlanPrice[]> byPlan;

    /// <summary>The prices of any plans, in any order.</summary>
    public PlanTerms(IEnumerable<PlanPrice> prices) => byPlan = prices
        .GroupBy(p => p.PlanId)
        .ToDictionary(g => g.Key, g => g.GroupBy(p => p.ValidFrom).Select(same => same.MaxBy(p => p.Id)!).OrderBy(p => p.ValidFrom).ToArray());

    /// <summary>The price of a plan in force on a day; null before its first one.</summary>
    public PlanPrice? At(int? planId, DateOnly day) =>
        planId is { } id && byPlan.TryGetValue(id, out var prices) ? prices.LastOrDefault(p => p.ValidFrom <= day) : null;

    /// <summary>A contract's fee of a whole month, as of a day, in nano-USD; null when neither it nor its plan names one.</summary>
    public long? MonthlyFee(Contract contract, DateOnly day) => contract.MonthlyFeeNanos ?? At(contract.PlanId, day)?.MonthlyFeeNanos;

    /// <summary>A contract's included usage of a whole month, as of a day, in nano-USD; null when none was agreed.</summary>
    public long? IncludedUsage(Contract contract, DateOnly day) => contract.IncludedUsageNanos ?? At(contract.PlanId, day)?.IncludedUsageNanos;
}
