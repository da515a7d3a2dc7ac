using System.Globalization;

namespace FinOps.Core.Data;

/// <summary>Money is stored as whole nano-USD (10⁻⁹ USD) and shown as <see cref="decimal"/> USD.</summary>
public static class Money
{
    public const long NanosPerUsd = 1_000_000_000;

    /// <summary>Exact USD of so many nano-USD.</summary>
    public static decimal ToUsd(long nanos) => nanos / (decimal)NanosPerUsd;

    /// <summary>Nano-USD of a USD amount, half-even to the nano. Throws <see cref="OverflowException"/> beyond ±9.2 billion USD.</summary>
    public static long ToNanos(decimal usd) => checked((long)Math.Round(usd * NanosPerUsd, 0, MidpointRounding.ToEven));

    /// <summary>The exact decimal text, without an exponent or trailing zeros, e.g. <c>0.0135</c>.</summary>
    public static string ToExactText(long nanos) => ToUsd(nanos).ToString("0.#########", CultureInfo.InvariantCulture);
}
