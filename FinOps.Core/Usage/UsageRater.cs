using System.Runtime.CompilerServices;
using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Layers;
using FinOps.Core.Pricing;

namespace FinOps.Core.Usage;

/// <summary>Names, prices and splits the reports of a batch. Not thread-safe: one rater for each import.</summary>
internal sealed class UsageRater(PriceSnapshot prices)
{
    // Places come from logs; a flood of made-up ones must not fill the memory.
    private const int MaxScopes = 1_000;

    private readonly NameTable names = new();
    private readonly Dictionary<int, ModelPrices> pricesByModelSlot = [];
    private readonly Dictionary<string, Dictionary<int, ModelPrices>> pricesByScope = [];
    private PriceSnapshot prices = prices;

    /// <summary>How many names it remembers.</summary>
    public int Names => names.Count;

    /// <summary>Prices the batches from now on by another book.</summary>
    public void Use(PriceSnapshot newest)
    {
        if (!ReferenceEquals(newest, prices))
        {
            prices = newest;
            pricesByModelSlot.Clear();
            pricesByScope.Clear();
        }
    }

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

        var quantities = QuantitiesOf(batch, report);
        Price(PricesOf(modelSlot, batch.Text(report.HostScope)), report, quantities, ref rated);
        if (rated.Reason != UnpricedReason.None)
        {
            rated.Cost = UsageCost.Unpriced(report.ToolFeesNanos);
        }

        rated.LayerTokens = new LayerTokens(report.PromptTokens, report.ToolTokens, report.MemoryTokens,
            report.InputTokens - report.PromptTokens - report.ToolTokens - report.MemoryTokens);
        rated.LayerCost = LayerAllocator.Allocate(rated.LayerTokens, quantities, rated.Cost);
    }

    private static UsageQuantities QuantitiesOf(RatedBatch batch, in UsageReport report) => new(
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Price(ModelPrices prices, in UsageReport report, in UsageQuantities quantities, ref RatedUsage rated)
    {
        if ((report.Flags & UsageFlags.UsageMissing) != 0)
        {
            rated.Reason = UnpricedReason.NoUsage;
            return;
        }

        rated.Reason = prices.At(report.OccurredAtMicros, quantities.Tier, out var choice);
        if (choice.Price is not { } price)
        {
            return;
        }

        rated.Reason = PriceCalculator.Price(price, choice.Discount, quantities, out rated.Cost);
        if (rated.Reason == UnpricedReason.None)
        {
            rated.PriceId = price.Id;
            rated.DiscountPriceId = choice.Discount?.Id ?? 0;
        }
    }

    private ModelPrices PricesOf(int modelSlot, ReadOnlySpan<byte> hostScope)
    {
        if (hostScope.IsEmpty)
        {
            return PricesOf(pricesByModelSlot, modelSlot, "");
        }

        Span<char> text = stackalloc char[hostScope.Length];
        text = text[..Encoding.UTF8.GetChars(hostScope, text)];
        var known = pricesByScope.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(text, out var ofScope))
        {
            ofScope = [];
            if (pricesByScope.Count < MaxScopes)
            {
                known[text] = ofScope;
            }
        }

        return ofScope.TryGetValue(modelSlot, out var found) ? found : PricesOf(ofScope, modelSlot, text.ToString());
    }

    private ModelPrices PricesOf(Dictionary<int, ModelPrices> known, int modelSlot, string hostScope)
    {
        if (!known.TryGetValue(modelSlot, out var found))
        {
            var model = names.At(modelSlot);
            found = prices.For(model.Parent, model.Key, hostScope);
            known[modelSlot] = found;
        }

        return found;
    }
}
