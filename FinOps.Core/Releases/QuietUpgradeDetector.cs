namespace FinOps.Core.Releases;

/// <summary>
/// Finds the days at which a feature's models, or its cost per call, changed for good. A day begins a change when it differs from the week before it
/// by more than a threshold, and so do the next two days with calls (or the only one so far) and the week from it on.
/// </summary>
public static class QuietUpgradeDetector
{
    private const int DaysBefore = 7;
    private const int DaysToConfirm = 2;
    private const int FewestDaysBefore = 3;

    /// <summary>The changes of one feature, oldest first.</summary>
    /// <param name="days">Its use, in any order; days without calls are left out.</param>
    public static IReadOnlyList<UpgradeFinding> Find(IEnumerable<ModelDay> days, ReleaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(options);
        var byDay = days.Where(d => d.Calls > 0).GroupBy(d => d.Day).OrderBy(g => g.Key).Select(g => (Day: g.Key, Parts: g.ToList())).ToList();
        var starts = new List<(int At, int Since)>();
        var since = 0;
        for (var at = FewestDaysBefore; at < byDay.Count; at++)
        {
            if (at - since >= FewestDaysBefore && IsChange(byDay, since, at, options))
            {
                starts.Add((at, since));
                since = at;
            }
        }

        return [.. starts.Select((s, i) => Finding(byDay, s.Since, s.At, i + 1 < starts.Count ? starts[i + 1].At : byDay.Count, options))];
    }

    private static bool IsChange(List<(int Day, List<ModelDay> Parts)> days, int since, int at, ReleaseOptions options)
    {
        var before = Before(days, since, at);
        var last = days[Math.Min(at + DaysToConfirm, days.Count - 1)].Day;
        return at + 1 < days.Count && before.Calls >= options.MinCalls && Mix(days, at, d => d <= last).Calls >= options.MinCalls
            && Differs(before, Mix(days, at, d => d == days[at].Day), options) && Differs(before, Mix(days, at, d => d < days[at].Day + DaysBefore), options) && DiffersFromAny(days, at, before, Mix(days, at + 1, d => d <= last), options);
    }

    /// <summary>Also without any single one of the days before: the return from one odd day is no change.</summary>
    private static bool DiffersFromAny(List<(int Day, List<ModelDay> Parts)> days, int at, UsageMix before, UsageMix after, ReleaseOptions options)
    {
        var earlier = days[..at].FindAll(d => d.Day >= before.FromDay);
        return Differs(before, after, options) && earlier.TrueForAll(odd => Differs(Mix(earlier.FindAll(d => d.Day != odd.Day), 0, _ => true), after, options));
    }

    private static UpgradeFinding Finding(List<(int Day, List<ModelDay> Parts)> days, int since, int at, int until, ReleaseOptions options)
    {
        var end = until < days.Count ? days[until].Day : int.MaxValue;
        var (before, after) = (Before(days, since, at), Mix(days, at, d => d < days[at].Day + DaysBefore && d < end));
        var shift = ModelShift(before, after);
        return new UpgradeFinding(days[at].Day, before, after, shift, PriceShift(before, after)) { IsModelChange = shift * 100 >= options.ModelShiftPercent };
    }

    private static UsageMix Before(List<(int Day, List<ModelDay> Parts)> days, int since, int at)
    {
        var first = days.FindIndex(since, d => d.Day >= days[at].Day - DaysBefore);
        return Mix(days, Math.Min(first, at - FewestDaysBefore), d => d < days[at].Day);
    }

    private static bool Differs(UsageMix before, UsageMix after, ReleaseOptions options) =>
        ModelShift(before, after) * 100 >= options.ModelShiftPercent || Math.Abs(PriceShift(before, after) ?? 0) * 100 >= options.PriceShiftPercent;

    /// <summary>Half the sum of what the models' shares changed by: the part of the calls that moved.</summary>
    private static double ModelShift(UsageMix before, UsageMix after)
    {
        var was = before.Models.ToDictionary(m => m.Model, m => m.Share, StringComparer.Ordinal);
        var moved = after.Models.Sum(m => Math.Abs(m.Share - was.GetValueOrDefault(m.Model)));
        return (moved + before.Models.Where(m => after.Models.All(a => a.Model != m.Model)).Sum(m => m.Share)) / 2;
    }

    private static double? PriceShift(UsageMix before, UsageMix after) => before.IsPriced && after.IsPriced && before.CostNanos > 0
        ? (double)((after.CostPerCallNanos / before.CostPerCallNanos) - 1)
        : null;

    private static UsageMix Mix(List<(int Day, List<ModelDay> Parts)> days, int from, Func<int, bool> holds)
    {
        var taken = days.Skip(from).TakeWhile(d => holds(d.Day)).ToList();
        var parts = taken.SelectMany(d => d.Parts).ToList();
        var calls = parts.Sum(p => p.Calls);
        var models = parts.GroupBy(p => p.Model, StringComparer.Ordinal).Select(g => new ModelShare(g.Key, g.Sum(p => p.Calls) / (double)calls))
            .OrderByDescending(m => m.Share).ThenBy(m => m.Model, StringComparer.Ordinal).ToList();
        return new UsageMix(taken[0].Day, taken[^1].Day + 1, taken.Count, calls, parts.Sum(p => p.UnpricedCalls), parts.Sum(p => p.CostNanos), models);
    }
}
