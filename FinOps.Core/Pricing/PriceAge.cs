using System.Globalization;
using System.Text.RegularExpressions;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>Tells when a price was last known to be right.</summary>
public static partial class PriceAge
{
    /// <summary>
    /// The instant in microseconds: the edition of the list that the price comes from, where its source names one, else the time at which a
    /// person stored the row; and not before the price itself began.
    /// </summary>
    public static long CheckedAtMicros(Price price)
    {
        ArgumentNullException.ThrowIfNull(price);
        var listed = Edition().Matches(price.Source).Select(m => DayOf(m.Value)).OfType<long>().DefaultIfEmpty(long.MinValue).Max();
        var known = listed == long.MinValue || price.CreatedBy != PriceCatalog.Author ? Math.Max(listed, price.CreatedAtMicros) : listed;
        return Math.Max(known, price.ValidFromMicros);
    }

    private static long? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? Instants.ToMicros(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
            : null;

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d\b", RegexOptions.CultureInvariant)]
    private static partial Regex Edition();
}
