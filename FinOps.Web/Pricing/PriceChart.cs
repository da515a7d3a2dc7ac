using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Web.Charts;

namespace FinOps.Web.Pricing;

/// <summary>A price history as a picture: one stepped line for each rate, and a mark where a new price began.</summary>
public sealed record PriceChart(IReadOnlyList<DateTime> Times, IReadOnlyList<ChartSeries> Series, IReadOnlyList<ChartMark> Marks)
{
    public static readonly PriceChart Empty = new([], [], []);

    /// <summary>What the picture leaves out: prices of certain hours and days; null when there are none.</summary>
    public string? Note { get; init; }

    /// <summary>What stands in place of an empty picture.</summary>
    public string EmptyText => Note is null ? "No price was in force up to now." : "Only prices of certain hours were in force up to now.";

    /// <summary>The steps up to now; what is to come stands in the tables.</summary>
    public static PriceChart Of(IReadOnlyList<PriceStep> steps, long nowMicros)
    {
        ArgumentNullException.ThrowIfNull(steps);

        // A step that begins before all times, such as a mapping's first, has no place on an axis.
        var shown = steps.Where(s => s.FromMicros > 0 && s.FromMicros < nowMicros).ToList();
        if (shown.TrueForAll(s => s.Price is null))
        {
            return Empty with { Note = NoteOn(shown) };
        }

        var times = shown.Select(s => Instants.ToUtc(s.FromMicros)).Append(Instants.ToUtc(nowMicros)).ToList();
        var points = shown.Append(shown[^1]).ToList();
        var series = from rate in TokenRate.All
                     where shown.Exists(s => s.Price is not null && rate.Of(s.Price.Rates) is not null)
                     select new ChartSeries(rate.Name, rate.Label, [.. points.Select(s => s.Price is { } p ? p.ToUsd(rate.Of(p.Rates)) : null)]);
        return new PriceChart(times, [.. series], [.. shown.Where((s, i) => s.Price is not null && (i == 0 || shown[i - 1].Price != s.Price)).Select(s => new ChartMark(Instants.ToUtc(s.FromMicros), $"no. {s.Price!.Id}"))])
        {
            Note = NoteOn(shown),
        };
    }

    /// <summary>The newest prices of certain hours, each with its figures: a line that jumps every few hours could not be read.</summary>
    private static string? NoteOn(IReadOnlyList<PriceStep> shown)
    {
        if (shown.LastOrDefault(s => s.Windowed.Count > 0) is not { } step)
        {
            return null;
        }

        var prices = step.Windowed.OrderBy(p => p.DailyFromMinute).GroupBy(p => (Input: p.ToUsd(p.Rates.InputPer1M), Output: p.ToUsd(p.Rates.OutputPer1M))).Select(g =>
            $"{string.Join(" and ", g.Select(PriceWindow.Describe))}: {PriceText.Rate(g.First(), g.First().Rates.InputPer1M)} in, {PriceText.Rate(g.First(), g.First().Rates.OutputPer1M)} out");
        return $"The lines show the price outside of special hours. {(step == shown[^1] ? "Since" : "From")} {PriceText.Day(step.FromMicros)} other prices count at times: {string.Join("; ", prices)}.";
    }
}
