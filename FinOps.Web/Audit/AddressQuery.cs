using System.Globalization;
using System.Text;

namespace FinOps.Web.Audit;

/// <summary>What searches write into the address and read from it.</summary>
internal static class AddressQuery
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The query part of an address; empty, or beginning with a question mark. Parts without a value are left out, and so is the first page.</summary>
    public static string Write(IEnumerable<(string Name, string? Value)> parts, int page)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parts.Append(("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null)))
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return text.ToString();
    }

    /// <summary>A day; null where the text is none.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string? DayText(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>The first instant of a day.</summary>
    public static DateTime? Begin(DateOnly? day) => day?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>The first instant after a day; null for the last day that there is.</summary>
    public static DateTime? End(DateOnly? day) => day < DateOnly.MaxValue ? Begin(day.Value.AddDays(1)) : null;
}
