using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>Reads the catalog's price table: one line per price, several model patterns in a line. The columns are described in docs/pricing.md.</summary>
internal static class CatalogReader
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { DetectColumnCountChanges = true };

    /// <summary>All prices of a table; each pattern becomes a row of its own.</summary>
    /// <exception cref="FormatException">A line is no price; the message says which and why.</exception>
    public static IReadOnlyList<Price> Read(TextReader text)
    {
        using var csv = new CsvReader(text, Format);
        csv.Read();
        csv.ReadHeader();
        var prices = new List<Price>();
        while (csv.Read())
        {
            try
            {
                prices.AddRange(ReadLine(csv));
            }
            catch (Exception e) when (e is FormatException or OverflowException or CsvHelperException)
            {
                throw new FormatException($"Line {csv.Parser.Row} of the price table: {e.Message}", e);
            }
        }

        return prices;
    }

    private static IEnumerable<Price> ReadLine(CsvReader csv) =>
        Text(csv, "models").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pattern => ReadPrice(csv, pattern));

    private static Price ReadPrice(CsvReader csv, string pattern)
    {
        var (match, model) = ReadPattern(pattern);
        var (threshold, isInclusive) = ReadThreshold(Text(csv, "long_when"));
        return new Price
        {
            Kind = PriceKind.Catalog,
            Provider = Text(csv, "provider"),
            ModelPattern = model,
            Match = match,
            Rates = ReadRates(csv, ""),
            LongContextThreshold = threshold,
            IsLongContextInclusive = isInclusive,
            LongRates = ReadRates(csv, "long_"),
            BatchFactorPpm = Factor(csv, "batch"),
            FlexFactorPpm = Factor(csv, "flex"),
            PriorityFactorPpm = Factor(csv, "priority"),
            SearchPer1K = Usd(csv, "search_per_1k"),
            ValidFromMicros = Day(Text(csv, "valid_from")) ?? throw new FormatException("valid_from is empty."),
            ValidToMicros = Day(Text(csv, "valid_to")),
            Source = Text(csv, "source"),
            Note = Text(csv, "note") is { Length: > 0 } note ? note : null,
        };
    }

    private static TokenRates ReadRates(CsvReader csv, string prefix) => new()
    {
        InputPer1M = Usd(csv, prefix + "input"),
        CacheReadPer1M = Usd(csv, prefix + "cache_read"),
        CacheWrite5mPer1M = Usd(csv, prefix + "cache_write_5m"),
        CacheWrite1hPer1M = Usd(csv, prefix + "cache_write_1h"),
        OutputPer1M = Usd(csv, prefix + "output"),
    };

    private static (ModelMatch Match, string Model) ReadPattern(string pattern) => pattern switch
    {
        ['/', .. var regex, '/'] => (ModelMatch.Regex, regex),
        [.. var start, '*'] => (ModelMatch.Prefix, start),
        _ => (ModelMatch.Exact, pattern),
    };

    private static (int? Threshold, bool IsInclusive) ReadThreshold(string text) => text switch
    {
        "" => (null, false),
        ['>', '=', .. var tokens] => (int.Parse(tokens, CultureInfo.InvariantCulture), true),
        ['>', .. var tokens] => (int.Parse(tokens, CultureInfo.InvariantCulture), false),
        _ => throw new FormatException($"long_when '{text}' is neither >tokens nor >=tokens."),
    };

    private static string Text(CsvReader csv, string column) => csv.GetField(column) ?? "";

    private static long? Usd(CsvReader csv, string column) => Scaled(Text(csv, column), Money.NanosPerUsd);

    private static int? Factor(CsvReader csv, string column) => (int?)Scaled(Text(csv, column), 1_000_000);

    private static long? Scaled(string text, long scale)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var scaled = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * scale;
        return decimal.IsInteger(scaled) ? (long)scaled : throw new FormatException($"{text} has more digits than are kept.");
    }

    private static long? Day(string text) => text.Length == 0
        ? null
        : Instants.ToMicros(DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
}
