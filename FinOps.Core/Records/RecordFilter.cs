using System.Globalization;
using FinOps.Core.Costs;

namespace FinOps.Core.Records;

/// <summary>Which records to list. The period is half-open, of whole UTC days, at most <see cref="MostDays"/> of them.</summary>
/// <param name="From">First day.</param>
/// <param name="To">First day after it.</param>
public sealed record RecordFilter(DateOnly From, DateOnly To)
{
    public const int MostDays = 31;

    /// <summary>Filters as cost pages have them, so that a figure and its records agree.</summary>
    public IReadOnlyList<CostFilter> Filters { get; init; } = [];

    /// <summary>True for the calls that wait for a price.</summary>
    public bool IsUnpriced { get; init; }

    /// <summary>True for the calls whose sender claims another cost than ours.</summary>
    public bool HasOtherClaim { get; init; }

    /// <summary>True for the calls whose usage did not add up; see <see cref="Usage.UsageFlags"/>.</summary>
    public bool IsFlagged { get; init; }

    /// <summary>A request, parent request, trace, session or agent run id. A request id is found at any time, the others within the period.</summary>
    public string? Id { get; init; }

    public DateTime FromUtc => From.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    public DateTime ToUtc => To.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    public int Days => To.DayNumber - From.DayNumber;

    /// <summary>What makes the filter impossible, or null.</summary>
    public string? Fault => Days switch
    {
        <= 0 => "The period is empty: its first day must come before its end.",
        > MostDays => $"Choose at most {MostDays} days: single calls are read, not sums.",
        _ => null,
    };
}

/// <summary>Where a page of records ended: the next one goes on with what is older. Its text stands in addresses.</summary>
public readonly record struct RecordCursor(long Micros, long Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Micros}-{Id}");

    /// <summary>The cursor of an address; null when the text is none.</summary>
    public static RecordCursor? Parse(string? text)
    {
        var cut = text is { Length: > 1 } ? text.IndexOf('-', 1) : -1;
        return cut > 0
            && long.TryParse(text.AsSpan(0, cut), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros)
            && long.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new RecordCursor(micros, id)
            : null;
    }
}
