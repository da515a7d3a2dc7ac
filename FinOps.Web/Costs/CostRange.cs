using System.Globalization;

namespace FinOps.Web.Costs;

/// <summary>The periods a person can pick. All days are UTC days.</summary>
public enum RangePreset
{
    Today,
    Last7Days,
    Last30Days,
    MonthToDate,
    LastMonth,
    Last90Days,
    Custom,
}

/// <summary>A half-open period of whole UTC days, or of the days so far.</summary>
/// <param name="FromUtc">First instant.</param>
/// <param name="ToUtc">First instant after it.</param>
public readonly record struct CostPeriod(DateTime FromUtc, DateTime ToUtc)
{
    /// <summary>The period within a sentence: <c>on Oct 1, 2026</c>, <c>in Oct 1 – Oct 31, 2026</c>.</summary>
    public string Phrase => (FromUtc.Date == ToUtc.AddTicks(-1).Date ? "on " : "in ") + Text;

    public int Days => Math.Max(1, (int)Math.Ceiling((ToUtc - FromUtc).TotalDays));

    /// <summary>The period as people write it, e.g. <c>Oct 1 – Oct 31, 2026</c>; where it ends within a day, with that hour.</summary>
    public string Text
    {
        get
        {
            var last = ToUtc.AddTicks(-1);
            var until = ToUtc.TimeOfDay == TimeSpan.Zero ? "" : ToUtc.ToString("', until 'HH:mm", CultureInfo.InvariantCulture);
            if (FromUtc.Date == last.Date)
            {
                return FromUtc.ToString("MMM d, yyyy", CultureInfo.InvariantCulture) + until;
            }

            var start = FromUtc.ToString(FromUtc.Year == last.Year ? "MMM d" : "MMM d, yyyy", CultureInfo.InvariantCulture);
            return $"{start} – {last.ToString("MMM d, yyyy", CultureInfo.InvariantCulture)}{until}";
        }
    }
}

/// <summary>Names of presets in addresses and on buttons, and what they mean at a given time.</summary>
public static class CostRange
{
    public static readonly IReadOnlyList<(RangePreset Preset, string Key, string Text)> All =
    [
        (RangePreset.Today, "today", "Today"),
        (RangePreset.Last7Days, "7d", "Last 7 days"),
        (RangePreset.Last30Days, "30d", "Last 30 days"),
        (RangePreset.MonthToDate, "mtd", "Month to date"),
        (RangePreset.LastMonth, "last-month", "Last month"),
        (RangePreset.Last90Days, "90d", "Last 90 days"),
        (RangePreset.Custom, "custom", "Custom"),
    ];

    public static string KeyOf(RangePreset preset) => All.First(r => r.Preset == preset).Key;

    public static string TextOf(RangePreset preset) => All.First(r => r.Preset == preset).Text;

    /// <summary>The preset of a key from an address; null when there is no such preset.</summary>
    public static RangePreset? Parse(string? key) =>
        All.Where(r => string.Equals(r.Key, key, StringComparison.OrdinalIgnoreCase)).Select(r => (RangePreset?)r.Preset).FirstOrDefault();

    /// <summary>The whole days that a preset covers now. <see cref="RangePreset.Custom"/> needs <paramref name="from"/> and <paramref name="to"/> (both inclusive).</summary>
    public static CostPeriod Resolve(RangePreset preset, DateOnly? from, DateOnly? to, DateTime nowUtc)
    {
        var today = DateTime.SpecifyKind(nowUtc.Date, DateTimeKind.Utc);
        var tomorrow = today.AddDays(1);
        var month = new DateTime(today.Year, today.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return preset switch
        {
            RangePreset.Today => new(today, tomorrow),
            RangePreset.Last7Days => new(tomorrow.AddDays(-7), tomorrow),
            RangePreset.Last30Days => new(tomorrow.AddDays(-30), tomorrow),
            RangePreset.MonthToDate => new(month, tomorrow),
            RangePreset.LastMonth => new(month.AddMonths(-1), month),
            RangePreset.Last90Days => new(tomorrow.AddDays(-90), tomorrow),
            RangePreset.Custom => new(Start(from ?? DateOnly.FromDateTime(today.AddDays(-29))), Start(to ?? DateOnly.FromDateTime(today)).AddDays(1)),
        };
    }

    /// <summary>
    /// The period to compare with. A month to date compares with the same days of the month before; a period still running
    /// compares with one of the same elapsed hours, so that half a day is never set against a whole one.
    /// </summary>
    public static CostPeriod Previous(RangePreset preset, CostPeriod period, DateTime nowUtc)
    {
        var end = period.ToUtc;
        if (end > nowUtc && nowUtc >= period.FromUtc)
        {
            var hour = new DateTime(nowUtc.Year, nowUtc.Month, nowUtc.Day, nowUtc.Hour, 0, 0, DateTimeKind.Utc).AddHours(1);
            end = hour < end ? hour : end;
        }

        if (preset == RangePreset.LastMonth)
        {
            return new(period.FromUtc.AddMonths(-1), period.FromUtc);
        }

        if (preset == RangePreset.MonthToDate)
        {
            var start = period.FromUtc.AddMonths(-1);
            var same = start + (end - period.FromUtc);
            return new(start, same < period.FromUtc ? same : period.FromUtc);
        }

        var length = period.ToUtc - period.FromUtc;
        return new(period.FromUtc - length, end - length);
    }

    private static DateTime Start(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
