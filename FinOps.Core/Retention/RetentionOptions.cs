using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Retention;

/// <summary>Settings under <c>Retention</c>: what is removed after a time. Totals are never affected.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Single records are kept for at least so many days, then removed week by week while all totals stay; 0 keeps them for ever.</summary>
    [Range(0, 36_500)]
    public int RawRecordDays { get; set; }

    /// <summary>True to remove records of closed months only, because removed records cannot be rated again.</summary>
    public bool OnlyClosedMonths { get; set; } = true;

    /// <summary>Rows of posts over HTTP without faulty lines are removed from the list of imports after so many days; 0 keeps them for ever.</summary>
    [Range(0, 36_500)]
    public int ApiImportDays { get; set; }
}
