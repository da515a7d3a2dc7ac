using FinOps.Core.Layers;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Claims;
using FinOps.Core.Usage;

namespace FinOps.Core.Records;

/// <summary>The names of a call's dimensions, as reported; empty where they were not.</summary>
public sealed record RecordNames(string Tenant, string Feature, string Provider, string Model, string User, string Team, string Route, string Task, string Environment);

/// <summary>Everything that is known of one call.</summary>
/// <param name="Record">The call as stored.</param>
/// <param name="ImportName">The import that brought it; null when it is gone.</param>
public sealed record RecordDetail(UsageRecord Record, RecordNames Names, string? ImportName)
{
    /// <summary>What was charged for: the call as its price sees it.</summary>
    public required PricedCall Call { get; init; }

    /// <summary>Why the call costs what it costs by the price that is stamped on it, or why it has none; null when its counts contradict each other.</summary>
    public required PriceExplanation? Why { get; init; }

    /// <summary>What the call would cost by today's price book, where that is another price or another cost.</summary>
    public required PriceExplanation? Today { get; init; }

    /// <summary>How the stored cost fell to the layers.</summary>
    public required IReadOnlyList<LayerSplitRow> Layers { get; init; }

    /// <summary>Why the sender's claim differs; null when nothing is claimed or nothing differs.</summary>
    public required ClaimFinding? ClaimFinding { get; init; }

    /// <summary>The cost as stored, by bucket.</summary>
    public UsageCost Cost => CostOf(Record);

    public bool IsPriced => Record.UnpricedReason == UnpricedReason.None;

    /// <summary>False when the stored cost is not what its price gives today: it was computed by an older version of the rules, and a re-rating will renew it.</summary>
    public bool IsExplained => !IsPriced || (Why is not null && Why.Cost == Cost);

    /// <summary>False when the stored split over layers is not what the rules give today.</summary>
    public bool IsSplitExplained => (Record.PromptCostNanos, Record.ToolCostNanos, Record.MemoryCostNanos, Record.UnsplitCostNanos)
        == (Layers.Sum(l => l.Prompt.Nanos), Layers.Sum(l => l.Tool.Nanos), Layers.Sum(l => l.Memory.Nanos), Layers.Sum(l => l.Unsplit.Nanos));

    /// <summary>True when the call waits for a price that has come meanwhile; it will be picked up by itself.</summary>
    public bool IsPriceComing => !IsPriced && Today is { Reason: UnpricedReason.None };

    /// <summary>What the sender claims minus what we computed; null where one of them is missing.</summary>
    public long? ClaimDifferenceNanos => IsPriced ? Record.ClaimedCostNanos - Record.EffectiveCostNanos : null;

    internal static UsageCost CostOf(UsageRecord record) =>
        new(record.InputCostNanos, record.CacheReadCostNanos, record.CacheWriteCostNanos, record.OutputCostNanos, record.FeeCostNanos);
}
