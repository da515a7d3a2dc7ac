using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>The prices of one model at one place, by time and service tier.</summary>
public sealed class ModelPrices
{
    private static readonly ServiceTier[] Tiers = Enum.GetValues<ServiceTier>();

    // By the number of the tier; tiers without rows of their own share one timeline.
    private readonly PriceTimeline[] timelines = new PriceTimeline[Tiers.Length];

    internal ModelPrices(IReadOnlyList<PriceStage> stages)
    {
        var prices = stages.SelectMany(s => s.Prices).Select(p => p.Period.Price).ToList();
        IsEmpty = stages.All(s => !s.IsKnown);
        PriceTimeline? shared = null;
        foreach (var tier in Tiers)
        {
            timelines[(int)tier] = prices.Exists(p => p.Tier == tier)
                ? PriceTimeline.Of(stages, tier)
                : shared ??= PriceTimeline.Of(stages, tier);
        }
    }

    /// <summary>True when no price names the model at all, at no place and no time.</summary>
    public bool IsEmpty { get; }

    /// <summary>The rows that price a call of a service tier at an instant, or why there are none.</summary>
    public UnpricedReason At(long occurredAtMicros, ServiceTier tier, out PriceChoice choice) => timelines[(int)tier].At(occurredAtMicros, out choice);

    /// <summary>The price of standard calls in force at an instant, or null with the reason.</summary>
    public Price? At(long occurredAtMicros, out UnpricedReason reason)
    {
        reason = At(occurredAtMicros, ServiceTier.Standard, out var choice);
        return choice.Price;
    }

    /// <summary>The history of a tier as steps, oldest first; gaps are steps without a price. Empty when no price names the model.</summary>
    public IReadOnlyList<PriceStep> Steps(ServiceTier tier = ServiceTier.Standard) => IsEmpty ? [] : timelines[(int)tier].History();
}
