using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>Prices one call with one price row; pure, exact, and free of allocations.</summary>
public static class PriceCalculator
{
    /// <summary>Cost per bucket, or the reason why there is none (then the cost is all zero).</summary>
    public static UnpricedReason Price(Price price, in UsageQuantities usage, out UsageCost cost)
    {
        ArgumentNullException.ThrowIfNull(price);
        throw new NotSupportedException();
    }
}
