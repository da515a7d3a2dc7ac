using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Claims;

/// <summary>A rule that a sender may have charged by.</summary>
/// <param name="Charge">The cost of a call by that rule in nano-USD; null where it charges like us or cannot charge.</param>
internal sealed record ClaimAlternative(ClaimFinding Finding, Func<ClaimedCall, long?> Charge)
{
    private static readonly ServiceTier[] Tiers = [ServiceTier.Standard, ServiceTier.Batch, ServiceTier.Flex, ServiceTier.Priority];

    /// <summary>All rules that are tried, the plainest first.</summary>
    /// <param name="others">Other prices of the model that the sender may know.</param>
    public static IEnumerable<ClaimAlternative> All(IReadOnlyList<Price> others)
    {
        yield return new(Of(ClaimCause.CacheAsInput), c => Total(c, WithoutCache(c.Usage)));
        yield return new(Of(ClaimCause.CacheAsInput), c => Total(c, c.Usage with { CacheReadTokens = 0, CacheReadAudioTokens = 0, CacheReadImageTokens = 0 }));
        yield return new(Of(ClaimCause.CacheAsInput), c => Total(c, c.Usage with { CacheWrite5mTokens = 0, CacheWrite1hTokens = 0 }));
        yield return new(Of(ClaimCause.CacheTwice), c => Total(c, WithoutCache(c.Usage)) + c.Ours.CacheReadNanos + c.Ours.CacheWriteNanos);
        yield return new(Of(ClaimCause.CacheTwice), c => Total(c, c.Usage with { CacheReadTokens = 0, CacheReadAudioTokens = 0, CacheReadImageTokens = 0 }) + c.Ours.CacheReadNanos);
        yield return new(Of(ClaimCause.ReasoningTwice), ReasoningTwice);
        foreach (var tier in Tiers)
        {
            yield return new(Of(ClaimCause.OtherTier) with { Tier = tier }, c => c.Usage.Tier == tier ? null : Total(c, c.Usage with { Tier = tier }));
        }

        yield return new(Of(ClaimCause.LongContextIgnored), c => c.Price.ContextTiers.Count == 0 ? null : Total(WithoutTiers(c.Price), c.Discount, c.Usage));
        foreach (var other in others)
        {
            yield return other.Tier is { } tier
                ? new(Of(ClaimCause.OtherTier) with { Tier = tier, OtherPrice = other }, c => Total(other, null, c.Usage with { Tier = tier }))
                : new(Of(ClaimCause.OtherPrice) with { OtherPrice = other }, c => Other(c, other));
            if (other.Tier is null)
            {
                yield return new(Of(ClaimCause.OtherTier) with { Tier = ServiceTier.Standard, OtherPrice = other }, c => c.Price.Tier is null ? null : Total(other, null, c.Usage with { Tier = ServiceTier.Standard }));
            }
        }
    }

    private static ClaimFinding Of(ClaimCause cause) => new(cause, 0, 0);

    private static UsageQuantities WithoutCache(UsageQuantities usage) =>
        usage with { CacheReadTokens = 0, CacheReadAudioTokens = 0, CacheReadImageTokens = 0, CacheWrite5mTokens = 0, CacheWrite1hTokens = 0 };

    private static long? ReasoningTwice(ClaimedCall call)
    {
        var output = (long)call.Usage.OutputTokens + call.Usage.ReasoningTokens;
        return call.Usage.ReasoningTokens == 0 || output > int.MaxValue ? null : Total(call, call.Usage with { OutputTokens = (int)output });
    }

    /// <summary>The same row without its discount is the list price.</summary>
    private static long? Other(ClaimedCall call, Price other) =>
        other.Id == call.Price.Id && call.Discount is null ? null : Total(other, null, call.Usage);

    private static Price WithoutTiers(Price price)
    {
        var flat = price.AsNew(null, 0, "");
        flat.ContextTiers = [];
        return flat;
    }

    private static long? Total(ClaimedCall call, in UsageQuantities usage) => Total(call.Price, call.Discount, usage);

    private static long? Total(Price price, Price? discount, in UsageQuantities usage) =>
        PriceCalculator.IsConsistent(usage) && PriceCalculator.Price(price, discount, usage, out var cost) == UnpricedReason.None ? cost.TotalNanos : null;
}
