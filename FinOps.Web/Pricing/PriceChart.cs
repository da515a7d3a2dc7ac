using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Web.Charts;

namespace FinOps.Web.Pricing;

/// <summary>A price history as a picture: one stepped line for each rate, and a mark where a new price began.</summary>
public sealed record PriceChart(IReadOnlyList<DateTime> Times, IReadOnlyList<ChartSeries> Series, IReadOnlyList<ChartMark> Marks)
{
    public static readonly PriceChart Empty = new([], [], []);

    /// <summary>The steps up to now; what is to come stands in the tables.</summary>
    public static PriceChart Of(IReadOnlyList<PriceStep> steps, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(steps);

        // A step that begins before all times, such as a mapping's first, has no place on an axis.
        var shown = steps.Where(s => s.FromMicros > 0 && s.FromMicros < nowMicros).ToList();
        if (shown.TrueForAll(s => s.Price is null))
        {
            return Empty;
        }

        var times = shown.Select(s => Instants.ToUtc(s.FromMicros)).Append(Instants.ToUtc(nowMicros)).ToList();
        var points = shown.Append(shown[^1]).ToList();
        var series = from rate in TokenRate.All
                     where shown.Exists(s => s.Price is not null && rate.Of(s.Price.Rates) is not null)
                     select new ChartSeries(rate.Name, rate.Label, [.. points.Select(s => s.Price is { } p ? p.ToUsd(rate.Of(p.Rates)) : null)]);
        return new PriceChart(times, [.. series], [.. shown.Where(s => s.Price is not null).Select(s => new ChartMark(Instants.ToUtc(s.FromMicros), $"no. {s.Price!.Id}"))]);
    }
}
