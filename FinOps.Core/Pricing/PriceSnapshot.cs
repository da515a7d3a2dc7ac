using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>An immutable set of prices. Look-ups by model are cached; use from any thread.</summary>
public sealed class PriceSnapshot(IReadOnlyList<Price> prices)
{
    /// <summary>All prices of the snapshot.</summary>
    public IReadOnlyList<Price> Prices { get; } = prices;

    /// <summary>The prices of one provider and model over time; never null, possibly empty.</summary>
    public ModelPrices For(string provider, string model) => throw new NotSupportedException();
}

/// <summary>The prices of one model, by time.</summary>
public sealed class ModelPrices
{
    /// <summary>The price in force at an instant, or null with the reason.</summary>
    public Price? At(long occurredAtMicros, out UnpricedReason reason) => throw new NotSupportedException();
}
