using System.Collections.Concurrent;
using FinOps.Core.Data;
using FinOps.Core.Enforcement.Ledger;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>What a call is held for.</summary>
/// <param name="Hold">The worst case by class of tokens.</param>
/// <param name="PriceId">The price of the dearest model; 0 for none.</param>
/// <param name="IsPriced">False when a model has no price.</param>
/// <param name="OutputTokens">The output that it is held for.</param>
internal sealed record HoldSize(HoldByClass Hold, long PriceId, bool IsPriced, int OutputTokens);

/// <summary>Says what calls cost at most before they are made, and what they cost afterwards, by the prices in force.</summary>
internal sealed class HoldSizer(LedgerOptions options)
{
    private readonly ConcurrentDictionary<(PriceSnapshot, string), string[]> providers = new();

    /// <summary>The dearest way a call may go: any of its models, nothing from the cache, no discount.</summary>
    public HoldSize Size(PriceSnapshot prices, OutputHistory history, AdmissionCall call, long nowMicros)
    {
        var models = call.FallbackModels.Select(f => Split("", f)).Prepend(Split(call.Provider, call.Model)).ToList();
        var output = call.Estimate.MaxOutput ?? models.Max(m => history.Of(call.Feature, m.Model)) ?? options.DefaultMaxOutputTokens;
        var usage = new UsageQuantities(call.Estimate.Input, 0, call.Estimate.CacheWrite, 0, output, 0, 0, ServiceTier.Standard);
        var isPriced = true;
        (UsageCost Cost, long PriceId) dearest = default;
        foreach (var (provider, model) in models)
        {
            var found = ProvidersOf(prices, provider, model).Select(p => PriceAt(prices, p, model, usage, nowMicros, isFull: true)).Where(p => p is not null).ToList();
            isPriced &= found.Count > 0;
            foreach (var candidate in found.Count > 0 ? found : [(Unpriced(usage), 0)])
            {
                dearest = candidate!.Value.Cost.TotalNanos > dearest.Cost.TotalNanos ? candidate.Value : dearest;
            }
        }

        var cost = dearest.Cost;
        return new HoldSize(new HoldByClass(cost.InputNanos, cost.CacheReadNanos, cost.CacheWriteNanos, cost.OutputNanos, cost.FeeNanos), dearest.PriceId, isPriced, output);
    }

    /// <summary>What a try cost, in nano-USD; a model without a price at the careful rates.</summary>
    public long Cost(PriceSnapshot prices, string provider, string model, in UsageQuantities usage, long nowMicros)
    {
        foreach (var candidate in ProvidersOf(prices, provider, model))
        {
            if (PriceAt(prices, candidate, model, usage, nowMicros, isFull: false) is { } priced)
            {
                return priced.Cost.TotalNanos;
            }
        }

        return Unpriced(usage).TotalNanos;
    }

    /// <summary>Who serves a model: as told, or whoever has a price for it.</summary>
    public string ProviderOf(PriceSnapshot prices, string provider, string model) => ProvidersOf(prices, provider, model).FirstOrDefault("unknown");

    /// <summary>Takes <c>provider/model</c> apart when no provider is told.</summary>
    public static (string Provider, string Model) Split(string provider, string model) =>
        provider.Length == 0 && model.IndexOf('/', StringComparison.Ordinal) is > 0 and var cut ? (model[..cut], model[(cut + 1)..]) : (provider, model);

    private static (UsageCost Cost, long PriceId)? PriceAt(PriceSnapshot prices, string provider, string model, in UsageQuantities usage, long nowMicros, bool isFull)
    {
        var reason = prices.For(provider, model).At(nowMicros, usage.Tier, out var choice);
        if (reason != UnpricedReason.None || choice.Price is null)
        {
            return null;
        }

        return PriceCalculator.Price(choice.Price, isFull ? null : choice.Discount, usage, out var cost) == UnpricedReason.None ? (cost, choice.Price.Id) : null;
    }

    private UsageCost Unpriced(in UsageQuantities usage) => new(
        Money.ToNanos(Math.Min(options.UnpricedInputPer1M * usage.InputTokens / 1_000_000m, 1_000_000_000m)), 0, 0,
        Money.ToNanos(Math.Min(options.UnpricedOutputPer1M * usage.OutputTokens / 1_000_000m, 1_000_000_000m)), 0);

    private string[] ProvidersOf(PriceSnapshot prices, string provider, string model)
    {
        if (provider.Length > 0)
        {
            return [provider];
        }

        if (providers.Count > 10_000)
        {
            providers.Clear();
        }

        return providers.GetOrAdd((prices, model), _ => [.. prices.Prices.Select(p => p.Provider).Distinct(StringComparer.Ordinal).Where(p => prices.Knows(p, model))]);
    }
}
