using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace FinOps.Core.Pricing;

/// <summary>Reads a price table: one line per price, several model patterns in a line. The columns are described in docs/pricing.md; absent ones count as empty.</summary>
internal static class CatalogReader
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { DetectColumnCountChanges = true };

    /// <summary>The columns of a price table in the order in which it is written.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "provider", "host_scope", "models", "tier", .. TokenRate.All.Select(r => r.Column), "context_tiers", "batch", "flex", "priority",
        "search_per_1k", "requests_per_1k", "hours", "days", "currency", "usd_per_unit", "valid_from", "valid_to", "source", "note",
    ];

    /// <summary>All prices of a table; each pattern becomes a row of its own.</summary>
    /// <exception cref="FormatException">A line is no price; the message says which and why.</exception>
    public static IReadOnlyList<Price> Read(TextReader text)
    {
        using var csv = new CsvReader(text, Format);
        ReadHeader(csv);
        var prices = new List<Price>();
        while (Next(csv))
        {
            try
            {
                prices.AddRange(ReadLine(csv));
            }
            catch (FormatException fault)
            {
                throw Fault(csv, fault.Message);
            }
        }

        return prices;
    }

    private static void ReadHeader(CsvReader csv)
    {
        if (!Next(csv) || !csv.ReadHeader())
        {
            throw new FormatException("The price table is empty.");
        }

        if (csv.HeaderRecord!.FirstOrDefault(name => !Columns.Contains(name)) is { } unknown)
        {
            throw Fault(csv, $"'{(unknown.Length <= 40 ? unknown : unknown[..37] + "...")}' is no column of a price table. The columns are {string.Join(", ", Columns)}.");
        }

        if (new[] { "provider", "models", "valid_from" }.FirstOrDefault(name => !csv.HeaderRecord!.Contains(name)) is { } missing)
        {
            throw Fault(csv, $"The column {missing} is missing.");
        }

        if (csv.HeaderRecord!.GroupBy(name => name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw Fault(csv, $"The column {twice.Key} stands there twice.");
        }
    }

    private static bool Next(CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvHelperException)
        {
            throw Fault(csv, "The line has not as many cells as the header, or a quotation mark does not end.");
        }
    }

    private static FormatException Fault(CsvReader csv, string message) => new($"Line {csv.Parser.RawRow} of the price table: {message}");

    private static IEnumerable<Price> ReadLine(CsvReader csv)
    {
        var line = ReadPrice(csv);
        if (line.ValidToMicros <= line.ValidFromMicros)
        {
            throw new FormatException("valid_to is not after valid_from.");
        }

        var patterns = CatalogFields.Text(csv, "models").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return patterns.Length == 0 ? throw new FormatException("models is empty.") : patterns.Select(pattern => WithPattern(line, pattern));
    }

    private static Price WithPattern(Price line, string pattern)
    {
        var price = line.AsNew(null, 0, "");
        (price.Match, price.ModelPattern) = CatalogFields.Pattern(pattern);
        return price;
    }

    private static Price ReadPrice(CsvReader csv)
    {
        var (from, to) = PriceWindow.ParseHours(CatalogFields.Text(csv, "hours"));
        var currency = CatalogFields.Text(csv, "currency", 3) is { Length: > 0 } code ? code : Price.Usd;
        return new Price
        {
            Kind = PriceKind.Catalog,
            Provider = CatalogFields.Text(csv, "provider", 128) is { Length: > 0 } provider ? provider : throw new FormatException("provider is empty."),
            HostScope = CatalogFields.Text(csv, "host_scope", 128).ToLowerInvariant(),
            Tier = CatalogFields.Tier(CatalogFields.Text(csv, "tier")),
            Rates = ReadRates(csv),
            ContextTiers = ReadContextTiers(csv),
            BatchFactorPpm = CatalogFields.Ppm(csv, "batch"),
            FlexFactorPpm = CatalogFields.Ppm(csv, "flex"),
            PriorityFactorPpm = CatalogFields.Ppm(csv, "priority"),
            SearchPer1K = Nanos(csv, "search_per_1k"),
            RequestsPer1K = Nanos(csv, "requests_per_1k"),
            DailyFromMinute = from,
            DailyToMinute = to,
            WeekDays = PriceWindow.ParseDays(CatalogFields.Text(csv, "days")),
            Currency = currency,
            UsdPerUnitNanos = currency == Price.Usd ? null : Nanos(csv, "usd_per_unit") is > 0 and var rate ? rate : throw new FormatException("usd_per_unit is empty: say how many USD one unit of the currency is."),
            ValidFromMicros = CatalogFields.Day(csv, "valid_from") ?? throw new FormatException("valid_from is empty."),
            ValidToMicros = CatalogFields.Day(csv, "valid_to"),
            Source = CatalogFields.Text(csv, "source", 512),
            Note = CatalogFields.Text(csv, "note", 1024) is { Length: > 0 } note ? note : null,
        };
    }

    private static TokenRates ReadRates(CsvReader csv)
    {
        var rates = new TokenRates();
        foreach (var rate in TokenRate.All)
        {
            rate.Set(rates, Nanos(csv, rate.Column));
        }

        return rates;
    }

    private static List<ContextTier> ReadContextTiers(CsvReader csv)
    {
        var tiers = CatalogFields.Text(csv, "context_tiers")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(CatalogFields.ContextTier)
            .OrderBy(t => t.Threshold)
            .ToList();
        return tiers.Select(t => t.Threshold).Distinct().Count() == tiers.Count ? tiers : throw new FormatException("context_tiers lists a threshold twice.");
    }

    private static long? Nanos(CsvReader csv, string column) => CatalogFields.Nanos(CatalogFields.Text(csv, column), column);
}
