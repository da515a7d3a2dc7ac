using FinOps.Core.Costs;

namespace FinOps.Core.Margins;

/// <summary>Days and months of margins; all UTC.</summary>
internal static class MarginPeriods
{
    /// <summary>The question for the costs of whole days, measures for reports only.</summary>
    public static CostQuery Ask(DateOnly from, DateOnly to) => new(Start(from), Start(to)) { ForReport = true };

    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>Terms are shown as they are today, or at the end of a period that is over.</summary>
    public static DateOnly TermsDay(DateOnly from, DateOnly to, DateOnly today) => today < from ? from : today < to ? today : to.AddDays(-1);

    private static DateTime Start(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
