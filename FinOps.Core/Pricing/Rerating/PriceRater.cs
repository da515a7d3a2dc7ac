using System.Runtime.InteropServices;
using FinOps.Core.Layers;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Rates records with the price that is in force at their time by today's book.</summary>
/// <param name="prices">Today's book.</param>
/// <param name="models">Provider and model by the model's id.</param>
internal sealed class PriceRater(PriceSnapshot prices, IReadOnlyDictionary<int, (string Provider, string Model)> models) : IRecordRater
{
    private readonly Dictionary<int, Price> byId = prices.Prices.ToDictionary(p => p.Id);
    private readonly Dictionary<(int ModelId, string HostScope), ModelPrices> byModel = [];

    public void Rate(ref RerateRow row, bool isMonthClosed)
    {
        if (row.Old.Reason == UnpricedReason.NoUsage)
        {
            // There is nothing to charge for; a price cannot help.
            row.New = row.Old;
            return;
        }

        var usage = row.Usage with { ToolFeesNanos = ReportedFees(row) };
        ref var now = ref row.New;
        now = default;
        now.Reason = PricesOf(row.Key.Model, row.HostScope).At(row.OccurredAtMicros, usage.Tier, out var choice);
        if (choice.Price is { } price)
        {
            now.Reason = PriceCalculator.Price(price, choice.Discount, usage, out now.Cost);
        }

        if (now.Reason == UnpricedReason.None)
        {
            (now.PriceId, now.DiscountPriceId) = (choice.Price!.Id, choice.Discount?.Id ?? 0);
        }
        else
        {
            now.Cost = UsageCost.Unpriced(usage.ToolFeesNanos);
        }

        now.Layers = LayerAllocator.Allocate(row.Tokens, usage, now.Cost);
        now.CorrectionNanos = row.Old.CorrectionNanos + (isMonthClosed ? row.DeltaNanos : 0);
    }

    /// <summary>The tool fees that came with the call. A record keeps all its fees in one sum, so those that its old price charged are taken off again.</summary>
    private long ReportedFees(in RerateRow row)
    {
        var fees = row.Old.Cost.FeeNanos;
        if (fees == 0 || row.Old.PriceId == 0 || !byId.TryGetValue(row.Old.PriceId, out var old))
        {
            return fees;
        }

        // Less than its own price charges can only be left by an older way of counting; then nothing came with the call.
        var discount = row.Old.DiscountPriceId == 0 ? null : byId.GetValueOrDefault(row.Old.DiscountPriceId);
        return Math.Max(0, fees - PriceCalculator.OwnFeesOf(old, discount, row.Usage.SearchRequests));
    }

    private ModelPrices PricesOf(int modelId, string hostScope)
    {
        ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(byModel, (modelId, hostScope), out _);
        if (found is null)
        {
            var (provider, model) = models.GetValueOrDefault(modelId, ("", ""));
            found = prices.For(provider, model, hostScope);
        }

        return found;
    }
}
