using System.Globalization;
using CsvHelper;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>Reads the cells of a price table; whatever is wrong is said with the column and what it should hold.</summary>
internal static class CatalogFields
{
    private const long PpmPerOne = 1_000_000;

    public static string Text(CsvReader csv, string column, int maxLength)
    {
        var text = Text(csv, column);
        return text.Length <= maxLength ? text : throw new FormatException($"{column} is longer than {maxLength} characters.");
    }

    public static string Text(CsvReader csv, string column) => csv.TryGetField<string>(column, out var text) ? Csv.Original(text?.Trim() ?? "") : "";

    /// <summary>An amount of money in nano-units; null where the cell is empty.</summary>
    public static long? Nanos(string text, string column) => Scaled(text, column, Money.NanosPerUsd, PriceDraftCheck.MaxUsd, "an amount such as 0.15");

    public static int? Ppm(CsvReader csv, string column) => (int?)Scaled(Text(csv, column), column, PpmPerOne, PriceDraftCheck.MaxFactor, "a factor such as 0.5");

    public static ServiceTier? Tier(string text) =>
        text.Length == 0 ? null
        : Enum.TryParse<ServiceTier>(text, ignoreCase: true, out var tier) && Enum.IsDefined(tier) ? tier
        : throw new FormatException($"tier '{text}' is none of {string.Join(", ", Enum.GetNames<ServiceTier>().Select(n => n.ToLowerInvariant()))}.");

    public static (ModelMatch Match, string Model) Pattern(string pattern)
    {
        var (match, model) = pattern switch
        {
            ['/', _, .., '/'] => (ModelMatch.Regex, pattern[1..^1]),
            [_, .., '*'] => (ModelMatch.Prefix, pattern[..^1]),
            _ => (ModelMatch.Exact, pattern),
        };
        return model.Length > 256 ? throw new FormatException("models holds a pattern of more than 256 characters.")
            : match == ModelMatch.Regex && !ModelPattern.TryCompile(model, out _, out var fault) ? throw new FormatException($"models holds a regular expression that cannot be used: {fault}")
            : (match, model);
    }

    /// <summary>Reads one tier of input sizes, e.g. <c>&gt;=272000 input=20 output=75</c>.</summary>
    public static ContextTier ContextTier(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (tokens, isInclusive) = parts[0] switch
        {
            ['>', '=', .. var from] => (from, true),
            ['>', .. var above] => (above, false),
            _ => throw new FormatException($"context_tiers: '{parts[0]}' is neither >tokens nor >=tokens."),
        };
        if (!int.TryParse(tokens, NumberStyles.None, CultureInfo.InvariantCulture, out var threshold) || threshold == 0)
        {
            throw new FormatException($"context_tiers: '{tokens}' is no number of tokens.");
        }

        var tier = new ContextTier { Threshold = threshold, IsInclusive = isInclusive };
        foreach (var part in parts.Skip(1))
        {
            var rate = part.Split('=') is [var name, var usd] && TokenRate.All.FirstOrDefault(r => r.Column == name) is { } known && Nanos(usd, "context_tiers") is { } nanos
                ? (Rate: known, Nanos: nanos)
                : throw new FormatException($"context_tiers: '{part}' is not rate=amount.");
            rate.Rate.Set(tier.Rates, rate.Nanos);
        }

        return tier;
    }

    /// <summary>A UTC day or instant in microseconds; null where the cell is empty.</summary>
    public static long? Day(CsvReader csv, string column)
    {
        var text = Text(csv, column);
        return text.Length == 0 ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? Instants.ToMicros(at)
            : throw new FormatException($"{column} '{text}' is no day such as 2026-08-31.");
    }

    private static long? Scaled(string text, string column, long scale, decimal max, string example)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > max)
        {
            throw new FormatException($"{column} '{text}' is not {example}, from 0 to {max.ToString("#,0", CultureInfo.InvariantCulture)}.");
        }

        var scaled = value * scale;
        return decimal.IsInteger(scaled) ? (long)scaled : throw new FormatException($"{column} '{text}' has more digits than are kept.");
    }
}
