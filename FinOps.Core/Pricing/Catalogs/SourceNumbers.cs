using System.Globalization;
using System.Text.Json;
using FinOps.Core.Data;

namespace FinOps.Core.Pricing;

/// <summary>Reads money and counts from JSON number tokens as decimals, never through binary floating point.</summary>
internal static class SourceNumbers
{
    private const decimal TokensPer1M = 1_000_000m;

    /// <summary>The exact value of a number, or of a text that holds one; null otherwise.</summary>
    public static decimal? Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetDecimal(out var value) => value,
        JsonValueKind.String when decimal.TryParse(element.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    /// <summary>
    /// Nano-USD per unit of a USD amount, half-even; null where it is no sensible price: below zero, above 10,000 USD, or so small that it would become free.
    /// Lists made by programs carry noise beyond the 15th digit, so rounding to the nano-USD is right here.
    /// </summary>
    public static long? Nanos(decimal? usd)
    {
        if (usd is not { } amount || amount < 0 || amount > PriceDraftCheck.MaxUsd)
        {
            return null;
        }

        var nanos = Money.ToNanos(amount);
        return nanos == 0 && amount != 0 ? null : nanos;
    }

    /// <summary>Nano-USD per million of a price per token; null as in <see cref="Nanos"/>.</summary>
    public static long? NanosPer1M(decimal? usdPerToken) => usdPerToken is { } perToken && perToken <= PriceDraftCheck.MaxUsd ? Nanos(perToken * TokensPer1M) : null;
}
