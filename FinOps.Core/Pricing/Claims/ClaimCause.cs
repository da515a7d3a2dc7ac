namespace FinOps.Core.Pricing.Claims;

/// <summary>Why senders claim another cost than ours, from the plainest reason to none.</summary>
public enum ClaimCause
{
    /// <summary>The claims are our costs, rounded.</summary>
    Rounding,

    /// <summary>Cache reads and writes were charged as plain input.</summary>
    CacheAsInput,

    /// <summary>Cache tokens were charged as cache and once more as plain input, which they are part of.</summary>
    CacheTwice,

    /// <summary>Reasoning was added to the output, which it is part of.</summary>
    ReasoningTwice,

    /// <summary>Another service tier was charged than the one returned.</summary>
    OtherTier,

    /// <summary>The standard rates were charged for a request beyond the long-context threshold.</summary>
    LongContextIgnored,

    /// <summary>Another price of the model was charged: an old or a future one, or the list price instead of the contract.</summary>
    OtherPrice,

    /// <summary>Every claim is ours times the same number: a markup, a currency, or rates of another source.</summary>
    ConstantFactor,

    /// <summary>We have no price for these calls yet, so there is nothing to compare with.</summary>
    Unpriced,

    /// <summary>No rule that was tried gives these claims.</summary>
    Unknown,
}

/// <summary>What explains the claims of a sample.</summary>
/// <param name="Matched">How many of the differing claims the cause reproduces.</param>
/// <param name="Sampled">How many differing claims were looked at.</param>
public sealed record ClaimFinding(ClaimCause Cause, int Matched, int Sampled)
{
    /// <summary>The price that reproduces the claims.</summary>
    public Price? OtherPrice { get; init; }

    /// <summary>The tier that was charged.</summary>
    public ServiceTier? Tier { get; init; }

    /// <summary>What our costs are multiplied by.</summary>
    public decimal? Factor { get; init; }

    /// <summary>What claims are rounded to, in nano-USD.</summary>
    public long? RoundedToNanos { get; init; }
}

/// <summary>A call with a claim, and the price that we charged.</summary>
public sealed record ClaimedCall(UsageQuantities Usage, Price Price, Price? Discount, UsageCost Ours, long ClaimedNanos);
