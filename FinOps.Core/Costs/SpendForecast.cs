namespace FinOps.Core.Costs;

/// <summary>What a period is expected to cost when it is over. An estimate: figures that are booked never come from here.</summary>
/// <param name="SpentNanos">Cost so far.</param>
/// <param name="ExpectedNanos">Cost at the end of the period: so far, and what the days left are expected to bring.</param>
/// <param name="LowNanos">Four times out of five the cost will be at least this.</param>
/// <param name="HighNanos">Four times out of five the cost will be at most this.</param>
/// <param name="DaysSeen">Whole days that the expectation rests on.</param>
public sealed record SpendForecast(long SpentNanos, long ExpectedNanos, long LowNanos, long HighNanos, int DaysSeen)
{
    /// <summary>What is expected of each day that is left, in nano-USD; of today, only of what is left of it.</summary>
    public IReadOnlyList<(DateOnly Day, long Nanos)> Left { get; init; } = [];
}

/// <summary>
/// Expects of each day left what days of that weekday cost lately: the level of the last four weeks, times how that weekday differs from the
/// others. Today counts for what is left of it.
/// </summary>
public static class SpendForecaster
{
    /// <summary>Fewer whole days than this say nothing about a month.</summary>
    public const int FewestDays = 3;

    private const int Window = 28;
    private const decimal OneInFive = 1.2816m;

    /// <summary>Forecasts the period from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    /// <param name="costOfDay">Cost of past days in nano-USD, those before the period too; a day that is missing cost nothing.</param>
    /// <param name="firstDay">The first day with usage; earlier days do not count as days without cost.</param>
    /// <param name="now">The instant of the question.</param>
    /// <returns>Null when fewer than <see cref="FewestDays"/> whole days are known.</returns>
    public static SpendForecast? Of(IReadOnlyDictionary<DateOnly, long> costOfDay, DateOnly firstDay, DateOnly from, DateOnly to, DateTime now)
    {
        ArgumentNullException.ThrowIfNull(costOfDay);
        var today = DateOnly.FromDateTime(now);
        var known = Enumerable.Range(1, Window).Select(i => today.AddDays(-i)).Where(d => d >= firstDay).ToList();
        if (known.Count < FewestDays)
        {
            return null;
        }

        var expected = ByWeekday(known, costOfDay);
        var spread = Spread(known, costOfDay, expected);
        var spent = Days(from, to < today.AddDays(1) ? to : today.AddDays(1)).Sum(costOfDay.GetValueOrDefault);
        decimal left = 0, days = 0;
        var byDay = new List<(DateOnly, long)>();
        foreach (var day in Days(today > from ? today : from, to))
        {
            var share = day == today ? 1 - ((decimal)now.TimeOfDay.Ticks / TimeSpan.TicksPerDay) : 1;
            left += share * expected[(int)day.DayOfWeek];
            days += share;
            byDay.Add((day, Nanos(share * expected[(int)day.DayOfWeek])));
        }

        var total = spent + left;
        var range = OneInFive * spread * Root(days);
        return new SpendForecast(spent, Nanos(total), Nanos(Math.Max(spent, total - range)), Nanos(total + range), known.Count) { Left = byDay };
    }

    /// <summary>The expected cost of each weekday, Sunday first: with fewer than two weeks, all days are alike.</summary>
    private static decimal[] ByWeekday(List<DateOnly> known, IReadOnlyDictionary<DateOnly, long> costOfDay)
    {
        var mean = known.Average(d => (decimal)costOfDay.GetValueOrDefault(d));
        return [.. Enumerable.Range(0, 7).Select(weekday =>
        {
            var same = known.Where(d => (int)d.DayOfWeek == weekday).Select(d => (decimal)costOfDay.GetValueOrDefault(d)).ToList();
            return known.Count < 14 || same.Count == 0 ? mean : same.Average();
        })];
    }

    /// <summary>How far days lie from what was expected of them: the root of the mean square.</summary>
    private static decimal Spread(List<DateOnly> known, IReadOnlyDictionary<DateOnly, long> costOfDay, decimal[] expected) =>
        Root(known.Average(d =>
        {
            var miss = (costOfDay.GetValueOrDefault(d) - expected[(int)d.DayOfWeek]) / 1_000_000m;
            return miss * miss;
        })) * 1_000_000m;

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to)
    {
        for (var day = from; day < to; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private static decimal Root(decimal square) => (decimal)Math.Sqrt((double)square);

    private static long Nanos(decimal nanos) => (long)Math.Round(nanos, 0, MidpointRounding.ToEven);
}
