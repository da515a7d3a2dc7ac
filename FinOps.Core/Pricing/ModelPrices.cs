using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>A stretch of time with one price; null where no price is in force.</summary>
public sealed record PriceStep(long FromMicros, long ToMicros, Price? Price);

/// <summary>The prices of one model, by time.</summary>
public sealed class ModelPrices
{
    internal static readonly ModelPrices None = new([], []);

    // starts[i] is where prices[i] begins; it ends where the next one begins.
    private readonly long[] starts;
    private readonly Price?[] prices;

    private ModelPrices(long[] starts, Price?[] prices)
    {
        this.starts = starts;
        this.prices = prices;
    }

    /// <summary>True when no price names the model at all.</summary>
    public bool IsEmpty => starts.Length == 0;

    /// <summary>The price in force at an instant, or null with the reason.</summary>
    public Price? At(long occurredAtMicros, out UnpricedReason reason)
    {
        var index = starts.Length - 1;
        // The newest price is nearly always the one, and there are few steps.
        while (index >= 0 && starts[index] > occurredAtMicros)
        {
            index--;
        }

        var price = index < 0 ? null : prices[index];
        reason = price is not null ? UnpricedReason.None
            : IsEmpty ? UnpricedReason.UnknownModel
            : UnpricedReason.NoPriceAtTime;
        return price;
    }

    /// <summary>The history as steps, oldest first; gaps are steps without a price.</summary>
    public IReadOnlyList<PriceStep> Steps() =>
        [.. starts.Select((start, i) => new PriceStep(start, i + 1 < starts.Length ? starts[i + 1] : long.MaxValue, prices[i]))];

    internal static ModelPrices Of(IReadOnlyList<PricePeriod> periods)
    {
        var edges = periods.Where(p => p.Price.ValidFromMicros < p.EndMicros)
            .SelectMany(p => new[] { p.Price.ValidFromMicros, p.EndMicros })
            .Where(edge => edge != long.MaxValue)
            .Distinct()
            .Order();
        var starts = new List<long>();
        var prices = new List<Price?>();
        foreach (var edge in edges)
        {
            var inForce = InForce(periods, edge);
            if (starts.Count == 0 || !ReferenceEquals(prices[^1], inForce))
            {
                starts.Add(edge);
                prices.Add(inForce);
            }
        }

        // A model whose every row was replaced before it began is still a known model.
        return starts.Count == 0 ? new ModelPrices([long.MinValue], [null]) : new ModelPrices([.. starts], [.. prices]);
    }

    private static Price? InForce(IReadOnlyList<PricePeriod> periods, long micros) => periods
        .Where(p => p.Covers(micros))
        .Select(p => p.Price)
        .OrderByDescending(p => p.Kind)
        .ThenByDescending(p => p.ValidFromMicros)
        .ThenByDescending(p => p.Id)
        .FirstOrDefault();
}
