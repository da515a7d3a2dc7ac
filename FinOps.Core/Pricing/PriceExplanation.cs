using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>Why one call costs what it costs, or why it has no price. Its sum is the calculator's cost, always.</summary>
public sealed record PriceExplanation
{
    /// <summary>Every exclusive bucket and fee of the call; empty without a price, but for a fee that was reported with it.</summary>
    public required IReadOnlyList<PriceCharge> Charges { get; init; }

    /// <summary>The sum of the charges in nano-USD.</summary>
    public required long TotalNanos { get; init; }

    /// <summary>The same cost as records keep it.</summary>
    public required UsageCost Cost { get; init; }

    /// <summary>Why there is no price; <see cref="UnpricedReason.None"/> for a priced call.</summary>
    public required UnpricedReason Reason { get; init; }

    /// <summary>What is missing, in one sentence; null for a priced call.</summary>
    public string? Message { get; init; }

    /// <summary>What to do about it; null for a priced call.</summary>
    public string? Cure { get; init; }

    /// <summary>The row whose rates are used, or whose rates are lacking; null when no row applies.</summary>
    public Price? Price { get; init; }

    /// <summary>When <see cref="Price"/> really ends: its own end, or the start of what superseded it; null while it is open.</summary>
    public long? PriceEndMicros { get; init; }

    /// <summary>The contract that takes something off.</summary>
    public Price? Discount { get; init; }

    /// <summary>The mapping that led from the reported name to the model.</summary>
    public ModelMapping? Mapping { get; init; }

    /// <summary>The rates beyond a threshold that this request passed; null for the standard rates.</summary>
    public ContextTier? ContextTier { get; init; }

    /// <summary>The service tier of the call.</summary>
    public ServiceTier Tier { get; init; }

    /// <summary>The factor that the service tier put on the token rates; 1 without one.</summary>
    public decimal TierFactor { get; init; } = 1m;

    /// <summary>The rules that were used, in plain words, in the order in which they took effect.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Prices a call as it would be priced on import and tells why.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The counts contradict each other; see <see cref="PriceCalculator.IsConsistent"/>.</exception>
    public static PriceExplanation Of(PriceSnapshot prices, PricedCall call)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(call);
        var reason = prices.For(call.Provider, call.Model, call.HostScope).At(call.OccurredAtMicros, call.Usage.Tier, out var choice);
        return choice.Price is null ? PriceExplanationBuilder.Unpriced(call, choice, reason) : By(prices, choice, call);
    }

    /// <summary>Explains the cost of a call by rows that were chosen already, such as those that are stamped on a record.</summary>
    /// <exception cref="ArgumentException">The choice has no price.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The counts contradict each other; see <see cref="PriceCalculator.IsConsistent"/>.</exception>
    public static PriceExplanation By(PriceSnapshot prices, PriceChoice choice, PricedCall call)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(call);
        return choice.Price is { } price
            ? PriceExplanationBuilder.Of(call, choice) with { PriceEndMicros = prices.EndOf(price) }
            : throw new ArgumentException("There is no price to explain by.", nameof(choice));
    }

    /// <summary>Explains a call whose provider reported no usage.</summary>
    public static PriceExplanation WithoutUsage(PricedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return PriceExplanationBuilder.Unpriced(call, default, UnpricedReason.NoUsage);
    }
}

/// <summary>A call whose price is asked for.</summary>
/// <param name="Provider">As reported.</param>
/// <param name="Model">As reported.</param>
/// <param name="HostScope">As reported; empty where nothing was said.</param>
public sealed record PricedCall(string Provider, string Model, string HostScope, long OccurredAtMicros, UsageQuantities Usage);

/// <summary>One line of an explanation: a count at a rate.</summary>
/// <param name="Kind">What is charged, as the HTTP API names it, e.g. <c>cache_read</c>.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Count">Tokens, searches or calls; 1 for a fee that was reported with the call.</param>
/// <param name="Unit">How many of them the rate is for: 1,000,000 tokens, 1,000 searches or calls, 1 reported fee.</param>
/// <param name="ListRateNanos">The rate of the price row in nano-units of its currency.</param>
/// <param name="RateUsd">USD per <paramref name="Unit"/> after tier factor, discount and currency.</param>
/// <param name="CostNanos">Count times rate, rounded once, half-even.</param>
/// <param name="Note">The rule that found the rate where the row does not list it; null otherwise.</param>
public sealed record PriceCharge(string Kind, string Label, long Count, long Unit, long ListRateNanos, decimal RateUsd, long CostNanos, string? Note)
{
    /// <summary>Whether tokens are charged; fees otherwise.</summary>
    public bool IsTokens => Unit == PriceCalculator.TokensPerRate;
}
