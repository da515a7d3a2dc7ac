using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>Reads a price table: one line per price, several model patterns in a line. The columns are described in docs/pricing.md; absent ones count as empty.</summary>
internal static class CatalogReader
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { DetectColumnCountChanges = true };

    private static readonly string[] Columns =
    [
        "provider", "host_scope", "models", "tier", .. TokenRate.All.Select(r => r.Column), "context_tiers", "batch", "flex", "priority",
        "search_per_1k", "requests_per_1k", "hours", "days", "currency", "usd_per_unit", "valid_from", "valid_to", "source", "note",
    ];

    /// <summary>All prices of a table; each pattern becomes a row of its own.</summary>
    /// <exception cref="FormatException">A line is no price; the message says which and why.</exception>
    public static IReadOnlyList<Price> Read(TextReader text)
    {
        using var csv = new CsvReader(text, Format);
        csv.Read();
        csv.ReadHeader();
        if (csv.HeaderRecord!.FirstOrDefault(name => !Columns.Contains(name)) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is no column of a price table. The columns are {string.Join(", ", Columns)}.");
        }

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
        var (from, to) = PriceWindow.ParseHours(Text(csv, "hours"));
        var currency = Text(csv, "currency") is { Length: > 0 } code ? code : Price.Usd;
        return new Price
        {
            Kind = PriceKind.Catalog,
            Provider = Text(csv, "provider"),
            HostScope = Text(csv, "host_scope").ToLowerInvariant(),
            ModelPattern = model,
            Match = match,
            Tier = Text(csv, "tier") is { Length: > 0 } tier ? Enum.Parse<ServiceTier>(tier, ignoreCase: true) : null,
            Rates = ReadRates(csv),
            ContextTiers = [.. Text(csv, "context_tiers").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ReadContextTier)],
            BatchFactorPpm = Factor(csv, "batch"),
            FlexFactorPpm = Factor(csv, "flex"),
            PriorityFactorPpm = Factor(csv, "priority"),
            SearchPer1K = Nanos(Text(csv, "search_per_1k")),
            RequestsPer1K = Nanos(Text(csv, "requests_per_1k")),
            DailyFromMinute = from,
            DailyToMinute = to,
            WeekDays = PriceWindow.ParseDays(Text(csv, "days")),
            Currency = currency,
            UsdPerUnitNanos = currency == Price.Usd ? null : Nanos(Text(csv, "usd_per_unit")) ?? throw new FormatException("usd_per_unit is empty."),
            ValidFromMicros = Day(Text(csv, "valid_from")) ?? throw new FormatException("valid_from is empty."),
            ValidToMicros = Day(Text(csv, "valid_to")),
            Source = Text(csv, "source"),
            Note = Text(csv, "note") is { Length: > 0 } note ? note : null,
        };
    }

    private static TokenRates ReadRates(CsvReader csv)
    {
        var rates = new TokenRates();
        foreach (var rate in TokenRate.All)
        {
            rate.Set(rates, Nanos(Text(csv, rate.Column)));
        }

        return rates;
    }

    private static (ModelMatch Match, string Model) ReadPattern(string pattern) => pattern switch
    {
        ['/', .. var regex, '/'] => (ModelMatch.Regex, regex),
        [.. var start, '*'] => (ModelMatch.Prefix, start),
        _ => (ModelMatch.Exact, pattern),
    };

    /// <summary>Reads one tier, e.g. <c>>=272000 input=20 output=75</c>.</summary>
    private static ContextTier ReadContextTier(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (tokens, isInclusive) = parts[0] switch
        {
            ['>', '=', .. var from] => (from, true),
            ['>', .. var above] => (above, false),
            _ => throw new FormatException($"'{parts[0]}' in context_tiers is neither >tokens nor >=tokens."),
        };
        var tier = new ContextTier { Threshold = int.Parse(tokens, CultureInfo.InvariantCulture), IsInclusive = isInclusive };
        foreach (var part in parts.Skip(1))
        {
            var rate = part.Split('=') is [var name, var usd] && Nanos(usd) is { } nanos && TokenRate.All.FirstOrDefault(r => r.Column == name) is { } known
                ? (Rate: known, Nanos: nanos)
                : throw new FormatException($"'{part}' in context_tiers is not rate=amount.");
            rate.Rate.Set(tier.Rates, rate.Nanos);
        }

        return tier;
    }

    private static string Text(CsvReader csv, string column) => csv.TryGetField<string>(column, out var text) ? text ?? "" : "";

    private static int? Factor(CsvReader csv, string column) => (int?)Scaled(Text(csv, column), 1_000_000);

    private static long? Nanos(string units) => Scaled(units, Money.NanosPerUsd);

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
