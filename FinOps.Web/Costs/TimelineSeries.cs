using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Web.Charts;

namespace FinOps.Web.Costs;

/// <summary>Turns the rows of a question grouped by time and a dimension into the series of a chart.</summary>
public static class TimelineSeries
{
    private static readonly string[] LayerOrder = ["prompt", "tool", "memory", "response", "unsplit"];

    /// <param name="rows">Their first key is the time, their second the group.</param>
    /// <param name="at">Which point of the chart a time is.</param>
    /// <param name="nameOf">What people read for a key.</param>
    public static IReadOnlyList<ChartSeries> Build(CostDimension by, IEnumerable<CostRow> rows, IReadOnlyDictionary<string, int> at, Func<string, string> nameOf)
    {
        var byKey = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!at.TryGetValue(row.Keys[0], out var point))
            {
                continue;
            }

            if (!byKey.TryGetValue(row.Keys[1], out var values))
            {
                byKey[row.Keys[1]] = values = new long[at.Count];
            }

            values[point] += CostTables.CostOf(row);
        }

        var ordered = by == CostDimension.Layer
            ? byKey.OrderBy(k => Array.IndexOf(LayerOrder, k.Key)).ToList()
            : byKey.OrderByDescending(k => k.Value.Sum()).ThenBy(k => k.Key, StringComparer.Ordinal).ToList();
        var named = ordered.Count > ChartColors.Distinct + 1 ? ChartColors.Distinct : ordered.Count;
        var series = ordered.Take(named).Select(k => new ChartSeries(k.Key, nameOf(k.Key), Usd(k.Value))).ToList();
        if (ordered.Count > named)
        {
            var rest = new long[at.Count];
            foreach (var (_, values) in ordered.Skip(named))
            {
                for (var i = 0; i < rest.Length; i++)
                {
                    rest[i] += values[i];
                }
            }

            series.Add(new ChartSeries("", $"{ordered.Count - named} others", Usd(rest)) { IsOther = true });
        }

        return series;
    }

    /// <summary>
    /// A timeline of days up to today, led on to the end of the month by what is expected of its days as a dashed line. The same where it is by the hour, or
    /// does not reach today.
    /// </summary>
    public static CostTimeline WithForecast(CostTimeline timeline, SpendForecast? forecast)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        if (forecast is not { Left: [var today, ..] } || timeline.IsHourly || timeline.Times.Count < 2 || DateOnly.FromDateTime(timeline.Times[^1]) != today.Day)
        {
            return timeline;
        }

        var spent = timeline.Series.Sum(s => s.Values[^1] ?? 0);
        var ahead = forecast.Left.Skip(1).ToList();
        var expected = Enumerable.Repeat((decimal?)null, timeline.Times.Count - 1).Append(spent + Money.ToUsd(today.Nanos)).Concat(ahead.Select(d => (decimal?)Money.ToUsd(d.Nanos)));
        return timeline with
        {
            Times = [.. timeline.Times, .. ahead.Select(d => d.Day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))],
            Series = [.. timeline.Series.Select(s => s with { Values = [.. s.Values, .. ahead.Select(_ => (decimal?)null)] }), new ChartSeries(ForecastKey, "Expected", [.. expected]) { IsDashed = true, IsOther = true }],
        };
    }

    /// <summary>The key of the dashed line.</summary>
    public const string ForecastKey = "\0expected";

    /// <summary>Each value as a share of all series at its point.</summary>
    public static IReadOnlyList<ChartSeries> AsShares(IReadOnlyList<ChartSeries> series)
    {
        var points = series.Count == 0 ? 0 : series.Max(s => s.Values.Count);
        var totals = Enumerable.Range(0, points).Select(i => series.Sum(s => s.Values[i] ?? 0)).ToList();
        return [.. series.Select(s => s with { Values = [.. s.Values.Select((v, i) => totals[i] == 0 ? null : v / totals[i])] })];
    }

    private static List<decimal?> Usd(long[] nanos) => [.. nanos.Select(n => (decimal?)Money.ToUsd(n))];
}
