namespace FinOps.Core.Anomalies;

/// <summary>When spend runs away so fast that calls should become cheaper at once.</summary>
/// <param name="AbovePercent">The rate, in percent of the baseline, above which the guard comes on.</param>
/// <param name="Minutes">For how long.</param>
/// <param name="LeastExcessNanos">Less than this above baseline in these minutes is never too fast, in nano-USD.</param>
/// <param name="CalmPercent">The rate below which it goes off again.</param>
/// <param name="CalmMinutes">For how long.</param>
public sealed record CostRateRule(
    int AbovePercent = 300, int Minutes = 5, long LeastExcessNanos = 1_000_000_000, int CalmPercent = 150, int CalmMinutes = 10)
{
    /// <summary>Above 300 % for five minutes, from 1 USD on.</summary>
    public static readonly CostRateRule Default = new();
}

/// <summary>What the last minutes say.</summary>
/// <param name="IsOn">Whether calls should be made cheaper.</param>
/// <param name="NanosPerHour">What the last minutes would spend in an hour, in nano-USD.</param>
/// <param name="BaselineNanosPerHour">What an hour usually spends.</param>
public readonly record struct CostRate(bool IsOn, long NanosPerHour, long BaselineNanosPerHour)
{
    /// <summary>What an hour spends beyond the baseline, in nano-USD; negative when it spends less.</summary>
    public long ExcessPerHourNanos => NanosPerHour - BaselineNanosPerHour;
}

/// <summary>Compares the last minutes with what is usual; needs a day of history at most. Pure: the same minutes say the same.</summary>
public static class CostRateGuard
{
    /// <summary>What an hour usually spends, in nano-USD: what the hourly baseline expects, else the mean since the first spend within the last day; null before an hour has passed.</summary>
    /// <param name="expected">A score of the current hour, whatever it has spent so far.</param>
    /// <param name="lastDayNanos">Spend of the last whole hours, up to 24, without those in which the guard was on.</param>
    public static long? BaselinePerHour(in AnomalyScore expected, ReadOnlySpan<long> lastDayNanos)
    {
        if (expected.IsScored)
        {
            return expected.ExpectedNanos;
        }

        Int128 sum = 0;
        foreach (var hour in lastDayNanos)
        {
            sum += Math.Max(0, hour);
        }

        return lastDayNanos.IsEmpty ? null : (long)(sum / lastDayNanos.Length);
    }

    /// <summary>
    /// Whether the guard is on after the last minutes. It comes on when they spend faster than allowed, even without the dearest of them, so that
    /// one call is no runaway; it goes off when they are calm.
    /// </summary>
    /// <param name="wasOn">Whether it was on a minute ago.</param>
    /// <param name="minutes">Spend of the last whole minutes in nano-USD, oldest first: as many as the rule's longer span, or all there are.</param>
    /// <param name="baselineNanosPerHour">What an hour usually spends, from before it came on.</param>
    public static CostRate Read(bool wasOn, ReadOnlySpan<long> minutes, long baselineNanosPerHour, CostRateRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var last = minutes[^Math.Min(rule.Minutes, minutes.Length)..];
        var (sum, dearest) = Sum(last);
        var rate = last.IsEmpty ? 0 : (long)Int128.Min(long.MaxValue, sum * 60 / last.Length);
        var baseline = Math.Max(0, baselineNanosPerHour);
        var isOn = wasOn ? !IsCalm(minutes, baseline, rule) : last.Length >= rule.Minutes
            && (sum * 60) - ((Int128)baseline * last.Length) >= (Int128)Math.Max(1, rule.LeastExcessNanos) * 60
            && IsAbove(sum, last.Length, baseline, rule.AbovePercent)
            && IsAbove(sum - dearest, last.Length - 1, baseline, rule.AbovePercent);
        return new CostRate(isOn, rate, baseline);
    }

    private static bool IsCalm(ReadOnlySpan<long> minutes, long baseline, CostRateRule rule)
    {
        var last = minutes[^Math.Min(rule.CalmMinutes, minutes.Length)..];
        var (sum, _) = Sum(last);
        return last.Length >= rule.CalmMinutes && (!IsAbove(sum, last.Length, baseline, rule.CalmPercent)
            || (sum * 60) - ((Int128)baseline * last.Length) < (Int128)Math.Max(1, rule.LeastExcessNanos) * 60);
    }

    /// <summary>Whether so much in so many minutes is above a share of what they usually spend.</summary>
    private static bool IsAbove(Int128 sum, int minutes, long baselinePerHour, int percent) =>
        sum * 60 * 100 > (Int128)baselinePerHour * minutes * percent;

    private static (Int128 Sum, long Dearest) Sum(ReadOnlySpan<long> minutes)
    {
        Int128 sum = 0;
        long dearest = 0;
        foreach (var minute in minutes)
        {
            sum += Math.Max(0, minute);
            dearest = Math.Max(dearest, minute);
        }

        return (sum, dearest);
    }
}
