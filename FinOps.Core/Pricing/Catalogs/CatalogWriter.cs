using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>Writes price rows in the catalog's own form, which <see cref="CatalogReader"/> reads back to the same rows.</summary>
public static class CatalogWriter
{
    /// <summary>Writes a table; neighboring rows that charge the same share a line.</summary>
    /// <param name="prices">The rows, in the order in which they shall stand.</param>
    /// <param name="undatedFromMicros">The start that rows without a date get.</param>
    public static void Write(TextWriter output, IEnumerable<Price> prices, long undatedFromMicros)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(prices);
        using var csv = new CsvWriter(output, CultureInfo.InvariantCulture, leaveOpen: true);
        WriteLine(csv, CatalogReader.Columns);
        var waiting = new List<Price>();
        foreach (var price in prices)
        {
            if (waiting.Count > 0 && !SharesLine(waiting[0], price))
            {
                WriteLine(csv, Cells(waiting, undatedFromMicros));
                waiting.Clear();
            }

            waiting.Add(price);
        }

        if (waiting.Count > 0)
        {
            WriteLine(csv, Cells(waiting, undatedFromMicros));
        }
    }

    /// <summary>A pattern as it stands in a table: <c>gpt-4o</c>, <c>gpt-4o-*</c> or <c>/gpt-4o-\d+/</c>.</summary>
    public static string PatternText(Price price)
    {
        ArgumentNullException.ThrowIfNull(price);
        var isPlain = !price.ModelPattern.Contains(' ', StringComparison.Ordinal) && !price.ModelPattern.EndsWith('*') && !price.ModelPattern.StartsWith('/');
        return price.Match switch
        {
            ModelMatch.Exact when isPlain => price.ModelPattern,
            ModelMatch.Prefix when isPlain => price.ModelPattern + "*",
            ModelMatch.Exact => $"/{Escaped(price.ModelPattern)}/",
            ModelMatch.Prefix => $"/{Escaped(price.ModelPattern)}.*/",
            ModelMatch.Regex => $"/{price.ModelPattern.Replace(" ", @"\x20", StringComparison.Ordinal)}/",
        };
    }

    private static string Escaped(string name) => Regex.Escape(name).Replace(@"\ ", @"\x20", StringComparison.Ordinal);

    private static bool SharesLine(Price one, Price other) =>
        one.Provider == other.Provider && one.ChargesLike(other) && one.Source == other.Source && one.Note == other.Note;

    private static IEnumerable<string> Cells(List<Price> prices, long undatedFromMicros)
    {
        var price = prices[0];
        var from = price.ValidFromMicros == PriceFile.Undated ? undatedFromMicros : price.ValidFromMicros;
        return
        [
            price.Provider, price.HostScope, string.Join(' ', prices.Select(PatternText)), price.Tier?.ToString().ToLowerInvariant() ?? "",
            .. TokenRate.All.Select(r => Units(r.Of(price.Rates))),
            string.Join("; ", price.ContextTiers.OrderBy(t => t.Threshold).Select(TierText)),
            Factor(price.BatchFactorPpm), Factor(price.FlexFactorPpm), Factor(price.PriorityFactorPpm), Units(price.SearchPer1K), Units(price.RequestsPer1K),
            PriceWindow.HoursText(price.DailyFromMinute, price.DailyToMinute), PriceWindow.DaysText(price.WeekDays),
            price.Currency == Price.Usd ? "" : price.Currency, Units(price.UsdPerUnitNanos),
            DayText(from), price.ValidToMicros is { } to ? DayText(to) : "", price.Source, price.Note ?? "",
        ];
    }

    private static string TierText(ContextTier tier) =>
        $"{(tier.IsInclusive ? ">=" : ">")}{tier.Threshold.ToString(CultureInfo.InvariantCulture)} "
        + string.Join(' ', TokenRate.All.Where(r => r.Of(tier.Rates) is not null).Select(r => $"{r.Column}={Units(r.Of(tier.Rates))}"));

    private static string Units(long? nanos) => nanos is { } known ? Money.ToExactText(known) : "";

    private static string Factor(int? ppm) => ppm is { } known ? (known / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture) : "";

    /// <summary>A day, or an instant where the price begins within one.</summary>
    private static string DayText(long micros)
    {
        var at = Instants.ToUtc(micros);
        return at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
    }

    private static void WriteLine(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(Csv.Inert(cell)); // the reader takes the mark off again
        }

        csv.NextRecord();
    }
}
