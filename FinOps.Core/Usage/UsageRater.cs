using System.Runtime.CompilerServices;
using FinOps.Core.Data;
using FinOps.Core.Layers;
using FinOps.Core.Pricing;

namespace FinOps.Core.Usage;

/// <summary>Names, prices and splits the reports of a batch. Not thread-safe: one rater for each import.</summary>
internal sealed class UsageRater(PriceSnapshot prices)
{
    private readonly NameTable names = new();
    private readonly Dictionary<int, ModelPrices> pricesByModelSlot = [];

    public void Rate(RatedBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            Rate(batch, ref batch.Reports[i], ref batch.Rated[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rate(RatedBatch batch, ref UsageReport report, ref RatedUsage rated)
    {
        rated = default;
        var provider = batch.Text(report.Provider);
        var modelSlot = 0;
        for (var i = 0; i < DimensionTexts.Count; i++)
        {
            var kind = (DimensionKind)(i + 1);
            var slot = names.SlotOf(kind, kind == DimensionKind.Model ? provider : default, batch.Text(report.Names[i]), batch.NewNames);
            rated.Names[i] = slot == 0 ? null : names.At(slot);
            modelSlot = kind == DimensionKind.Model ? slot : modelSlot;
        }

        var quantities = new UsageQuantities(
            report.InputTokens, report.CacheReadTokens, report.CacheWrite5mTokens, report.CacheWrite1hTokens, report.OutputTokens,
            report.SearchRequests, report.ToolFeesNanos, ServiceTiers.Of(batch.Text(report.ServiceTier), report.IsBatch))
        {
            ReasoningTokens = report.ReasoningTokens,
            InputAudioTokens = report.InputAudioTokens,
            CacheReadAudioTokens = report.CacheReadAudioTokens,
            InputImageTokens = report.InputImageTokens,
            CacheReadImageTokens = report.CacheReadImageTokens,
            OutputAudioTokens = report.OutputAudioTokens,
            OutputImageTokens = report.OutputImageTokens,
        };
        var price = PricesOf(modelSlot).At(report.OccurredAtMicros, out rated.Reason);
        if (price is not null)
        {
            rated.Reason = PriceCalculator.Price(price, quantities, out rated.Cost);
            rated.PriceId = rated.Reason == UnpricedReason.None ? price.Id : 0;
        }

        if ((report.Flags & UsageFlags.UsageMissing) != 0)
        {
            (rated.Reason, rated.PriceId) = (UnpricedReason.NoUsage, 0);
        }

        if (rated.Reason != UnpricedReason.None)
        {
            rated.Cost = UsageCost.Unpriced(report.ToolFeesNanos);
        }

        rated.LayerTokens = new LayerTokens(report.PromptTokens, report.ToolTokens, report.MemoryTokens,
            report.InputTokens - report.PromptTokens - report.ToolTokens - report.MemoryTokens);
        rated.LayerCost = LayerAllocator.Allocate(rated.LayerTokens, quantities, rated.Cost);
    }

    private ModelPrices PricesOf(int modelSlot)
    {
        if (!pricesByModelSlot.TryGetValue(modelSlot, out var found))
        {
            var model = names.At(modelSlot);
            found = prices.For(model.Parent, model.Key);
            pricesByModelSlot[modelSlot] = found;
        }

        return found;
    }
}
