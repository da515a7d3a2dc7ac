namespace FinOps.Core.Anomalies;

/// <inheritdoc cref="DailyDetector"/>
internal sealed class DailyBaseline : LogBaseline
{
    /// <summary>Spend of days is never trusted to vary by less: prices, holidays and clocks move it by as much.</summary>
    private const double LeastSigma = 0.10;

    /// <summary>How much less precise a robust mean is than a mean, on normal values.</summary>
    private const double CenterVariance = 1.05;

    private const int LevelDays = 21;
    private const int Half = 7;
    private const int Weekdays = 7;

    private readonly double level;
    private readonly double levelVariance;
    private readonly double sigma;
    private readonly double[] weekday = new double[Weekdays];
    private readonly double[] weekdayVariance = new double[Weekdays];
    private readonly MonthPeaks peaks;

    public DailyBaseline(DayWindow days, int? levelFrom)
        : base(days.Floor, Math.Max(3, (int)(days.Learned - EstimatedFrom(days.Learned))))
    {
        var rest = new double[days.Count];
        TakeOutLevel(days, rest);
        SetWeekdays(days, rest, SpreadOf(days, rest, null));
        TakeOutLevel(days, rest);
        peaks = new MonthPeaks(days.First, rest, days.Uses, SpreadOf(days, rest, null));
        sigma = Math.Max(LeastSigma, SpreadOf(days, rest, peaks));
        (level, levelVariance) = LevelOf(days, levelFrom);
    }

    protected override (double Center, double Sigma) At(int bucket)
    {
        var day = DayWindow.Weekday(bucket);
        var peak = peaks.Of(bucket);
        return (weekday[day] + level + peak, sigma * Math.Sqrt(1 + weekdayVariance[day] + levelVariance + (peak > 0 ? MonthPeaks.Variance : 0)));
    }

    /// <summary>A factor for each weekday, and a level for each fifteen days.</summary>
    private static double EstimatedFrom(int learned) => Weekdays + (learned / (2.0 * Half + 1));

    /// <summary>What the level of the fifteen days around each day and its weekday leave to explain.</summary>
    private void TakeOutLevel(DayWindow days, double[] rest)
    {
        var plain = new double[days.Count];
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = days.Y[i] - weekday[days.WeekdayOf(i)];
        }

        const int Width = (2 * Half) + 1;
        Span<double> around = stackalloc double[Width];
        double last = 0;
        for (var i = 0; i < plain.Length; i++)
        {
            var from = Math.Clamp(i - Half, 0, Math.Max(0, plain.Length - Width));
            var count = Gather(days, plain, from, Math.Min(plain.Length, from + Width), around);
            last = count == 0 ? last : Robust.Median(around[..count]);
            rest[i] = plain[i] - last;
        }
    }

    /// <summary>Adds to each weekday's factor what is left of its days, and draws it to that of all working days, or all of the weekend, as far as chance alone would explain it.</summary>
    private void SetWeekdays(DayWindow days, double[] rest, double spread)
    {
        Span<int> seen = stackalloc int[Weekdays];
        Span<double> of = stackalloc double[days.Count];
        for (var w = 0; w < Weekdays; w++)
        {
            for (var i = 0; i < days.Count; i++)
            {
                if (days.IsLearned(i) && days.WeekdayOf(i) == w)
                {
                    of[seen[w]++] = rest[i];
                }
            }

            weekday[w] += seen[w] == 0 ? 0 : Robust.Center(of[..seen[w]], spread);
        }

        DrawTogether(seen, spread);
    }

    private void DrawTogether(ReadOnlySpan<int> seen, double spread)
    {
        Span<double> center = stackalloc double[Weekdays];
        Span<int> group = stackalloc int[Weekdays];
        double differ = 0;
        for (var w = 0; w < Weekdays; w++)
        {
            for (var other = 0; other < Weekdays; other++)
            {
                if (DayWindow.IsWeekend(other) == DayWindow.IsWeekend(w))
                {
                    (center[w], group[w]) = (center[w] + (seen[other] * weekday[other]), group[w] + seen[other]);
                }
            }

            center[w] /= Math.Max(1, group[w]);
            differ += seen[w] * (weekday[w] - center[w]) * (weekday[w] - center[w]) / (Weekdays - 2);
        }

        var trust = differ > 0 ? Math.Max(0, 1 - (CenterVariance * spread * spread / differ)) : 0;
        for (var w = 0; w < Weekdays; w++)
        {
            weekday[w] = center[w] + (seen[w] == 0 ? 0 : trust * (weekday[w] - center[w]));
            weekdayVariance[w] = CenterVariance * ((1.0 / Math.Max(1, group[w])) + (trust / Math.Max(1, seen[w])));
        }
    }

    private static double SpreadOf(DayWindow days, double[] rest, MonthPeaks? peaks)
    {
        Span<double> of = stackalloc double[rest.Length];
        var count = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            if (days.IsLearned(i) && peaks?.IsRepeated(days.First + i) != true)
            {
                of[count++] = rest[i];
            }
        }

        return count == 0 ? 0 : Robust.Sigma(of[..count], Math.Min(EstimatedFrom(count), count / 2.0));
    }

    /// <summary>The level of the last days, and its variance in those of one day.</summary>
    private (double Level, double Variance) LevelOf(DayWindow days, int? levelFrom)
    {
        Span<double> last = stackalloc double[LevelDays];
        var count = 0;
        for (var i = days.Count - 1; i >= 0 && count < LevelDays && (count == 0 || days.First + i >= levelFrom.GetValueOrDefault(int.MinValue)); i--)
        {
            if (days.IsLearned(i) && !peaks.IsRepeated(days.First + i))
            {
                last[count++] = days.Y[i] - weekday[days.WeekdayOf(i)];
            }
        }

        return (Robust.Center(last[..count], sigma), CenterVariance / Math.Max(1, count));
    }

    private static int Gather(DayWindow days, double[] plain, int from, int to, Span<double> into)
    {
        var count = 0;
        for (var i = from; i < to; i++)
        {
            if (days.IsLearned(i))
            {
                into[count++] = plain[i];
            }
        }

        return count;
    }
}
