using FinOps.Core.Costs;
using FinOps.Core.Layers;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>The new figures of one record that was unpriced; all zero but the reported fee while it still is.</summary>
internal sealed record RepricedRecord(UsageRecord Old, int? PriceId, int? DiscountPriceId, UnpricedReason Reason, UsageCost Cost, LayerCost Layers)
{
    public long AddedNanos => Cost.TotalNanos - Old.EffectiveCostNanos;
}

/// <summary>What becomes of a batch of unpriced records, computed in memory.</summary>
internal sealed class RepricedBatch
{
    private RepricedBatch(IReadOnlyList<RepricedRecord> changes, (long Micros, long Id)? last)
    {
        Changes = changes;
        Last = last;
    }

    /// <summary>Records that have a price now, or another reason why not.</summary>
    public IReadOnlyList<RepricedRecord> Changes { get; }

    /// <summary>Where the next batch goes on; null at the end.</summary>
    public (long Micros, long Id)? Last { get; }

    public int Priced => Changes.Count(c => c.PriceId is not null);

    public long CostNanos => Changes.Sum(c => c.AddedNanos);

    /// <param name="pricesAt">The prices of the records' model at a host scope.</param>
    public static RepricedBatch Of(IReadOnlyList<UsageRecord> records, Func<string, ModelPrices> pricesAt, bool isLast) => new(
        [.. records.Select(r => Reprice(r, pricesAt(r.HostScope ?? ""))).Where(c => c.PriceId is not null || c.Reason != c.Old.UnpricedReason)],
        isLast ? null : (records[^1].OccurredAtMicros, records[^1].Id));

    /// <summary>The rollup cells that change, and by how much.</summary>
    public IEnumerable<(Cube Cube, CellKey Key, long[] Measures)> Cells()
    {
        var rollups = new RollupBuilder();
        foreach (var change in Changes.Where(c => c.PriceId is not null))
        {
            rollups.Add(new RollupEntry { Hour = change.Old.OccurredHour, Key = KeyOf(change.Old), LatencyMs = -1, Measures = DeltaOf(change) });
        }

        rollups.Fold();
        foreach (var (cube, cells) in rollups.Results)
        {
            foreach (var cell in cells.InOrder())
            {
                yield return (cube, cells.KeyOf(cell), cells.ValuesOf(cell).ToArray());
            }
        }
    }

    /// <summary>The imports that brought the records: how many are priced now, and what that adds.</summary>
    public IEnumerable<(int ImportFileId, int Priced, long CostNanos)> Files() => Changes
        .Where(c => c.PriceId is not null && c.Old.ImportFileId != 0)
        .GroupBy(c => c.Old.ImportFileId)
        .Select(g => (g.Key, g.Count(), g.Sum(c => c.AddedNanos)));

    private static RepricedRecord Reprice(UsageRecord record, ModelPrices prices)
    {
        // An unpriced record's only cost is the fee that was reported with it.
        var usage = RecordQuantities.Of(record, record.FeeCostNanos);
        var reason = prices.At(record.OccurredAtMicros, usage.Tier, out var choice);
        var cost = default(UsageCost);
        if (choice.Price is { } price)
        {
            reason = PriceCalculator.Price(price, choice.Discount, usage, out cost);
        }

        if (reason != UnpricedReason.None)
        {
            cost = UsageCost.Unpriced(usage.ToolFeesNanos);
        }

        var layers = LayerAllocator.Allocate(
            new LayerTokens(record.PromptTokens, record.ToolTokens, record.MemoryTokens, record.UnsplitTokens), usage, cost);
        return reason == UnpricedReason.None
            ? new RepricedRecord(record, choice.Price!.Id, choice.Discount?.Id, reason, cost, layers)
            : new RepricedRecord(record, null, null, reason, cost, layers);
    }

    private static CellKey KeyOf(UsageRecord r) => new(
        0, r.TenantId, r.FeatureId, r.ModelId, r.UserId, r.TeamId, r.RouteId, r.TaskId, r.EnvironmentId, (int)r.Status);

    private static long[] DeltaOf(RepricedRecord change)
    {
        var (old, cost, layers) = (change.Old, change.Cost, change.Layers);
        var m = new long[Measures.Count];
        m[(int)Measure.UnpricedRequests] = -1;
        m[(int)Measure.InputCostNanos] = cost.InputNanos - old.InputCostNanos;
        m[(int)Measure.CacheReadCostNanos] = cost.CacheReadNanos - old.CacheReadCostNanos;
        m[(int)Measure.CacheWriteCostNanos] = cost.CacheWriteNanos - old.CacheWriteCostNanos;
        m[(int)Measure.OutputCostNanos] = cost.OutputNanos - old.OutputCostNanos;
        m[(int)Measure.FeeCostNanos] = cost.FeeNanos - old.FeeCostNanos;
        m[(int)Measure.PromptCostNanos] = layers.PromptNanos - old.PromptCostNanos;
        m[(int)Measure.ToolCostNanos] = layers.ToolNanos - old.ToolCostNanos;
        m[(int)Measure.MemoryCostNanos] = layers.MemoryNanos - old.MemoryCostNanos;
        m[(int)Measure.UnsplitCostNanos] = layers.UnsplitNanos - old.UnsplitCostNanos;
        m[(int)Measure.WasteCostNanos] = old.Status == UsageStatus.Success ? 0 : change.AddedNanos;
        m[(int)Measure.ClaimedRequestsCostNanos] = old.ClaimedCostNanos is null ? 0 : change.AddedNanos;
        return m;
    }
}
