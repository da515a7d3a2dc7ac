using System.Runtime.CompilerServices;

namespace FinOps.Core.Pricing;

/// <summary>
/// What a rate is multiplied by until it is USD: a service tier's factor, what a discount leaves, and the currency. Arithmetic is exact,
/// with one rounding, half-even, at the end.
/// </summary>
/// <param name="FactorPpm">The service tier's factor in millionths.</param>
/// <param name="KeepPpm">What a discount leaves, in millionths.</param>
/// <param name="UsdPerUnitNanos">Nano-USD for one unit of the currency.</param>
internal readonly record struct PriceTerms(long FactorPpm, long KeepPpm, long UsdPerUnitNanos)
{
    public const long Neutral = 1_000_000;
    private const long NanosPerUnit = 1_000_000_000;

    private bool IsUsdInFull => KeepPpm == Neutral && UsdPerUnitNanos == NanosPerUnit;

    public static PriceTerms Of(Price price, Price? discount, long factorPpm) =>
        new(factorPpm, Neutral - (discount?.DiscountPpm ?? 0), price.UsdPerUnitNanos ?? NanosPerUnit);

    /// <summary>The same without the tier's factor, which fees do not take.</summary>
    public PriceTerms ForFees() => this with { FactorPpm = Neutral };

    /// <summary>USD for what a rate of the row is for, to 28 digits; for showing, not for charging.</summary>
    public decimal RateUsd(long rate) =>
        Data.Money.ToUsd(rate) * (FactorPpm / (decimal)Neutral) * (KeepPpm / (decimal)Neutral) * (UsdPerUnitNanos / (decimal)NanosPerUnit);

    /// <summary>Nano-USD for a count at a rate per <paramref name="unit"/> of them; none of the three is negative.</summary>
    /// <exception cref="OverflowException">The cost is beyond 9.2 billion USD.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Charge(long count, long rate, long unit)
    {
        // The product of most calls fits 64 bits, and the unit is a constant to divide by.
        if (FactorPpm == Neutral && IsUsdInFull && Math.BigMul(count, rate, out var product) == 0 && product >= 0)
        {
            var quotient = product / unit;
            var rest = product - (quotient * unit);
            return rest > unit / 2 || (rest == unit / 2 && (quotient & 1) == 1) ? quotient + 1 : quotient;
        }

        return ChargeAtTerms(count, rate, unit);
    }

    private long ChargeAtTerms(long count, long rate, long unit)
    {
        if (!IsUsdInFull)
        {
            return ChargeWide(count, rate, unit);
        }

        if (FactorPpm == Neutral)
        {
            return Divide(count, rate, unit);
        }

        // A factor that leaves a whole rate, as list prices do, needs no wide arithmetic.
        return Math.BigMul(rate, FactorPpm, out var scaled) == 0 && scaled >= 0 && scaled % Neutral == 0
            ? Divide(count, scaled / Neutral, unit)
            : ChargeWide(count, rate, unit);
    }

    private static long Divide(long count, long rate, long unit)
    {
        if (Math.BigMul(count, rate, out var product) != 0 || product < 0)
        {
            return DivideWide((UInt128)count * (UInt128)rate, (UInt128)unit);
        }

        var (quotient, rest) = Math.DivRem(product, unit);
        var half = unit / 2;
        return rest > half || (rest == half && (quotient & 1) == 1) ? quotient + 1 : quotient;
    }

    private static long DivideWide(UInt128 product, UInt128 unit)
    {
        var (quotient, rest) = UInt128.DivRem(product, unit);
        return Rounded(quotient, rest, unit);
    }

    private static long Rounded(UInt128 quotient, UInt128 rest, UInt128 unit)
    {
        var half = unit / 2;
        return checked((long)(rest > half || (rest == half && UInt128.IsOddInteger(quotient)) ? quotient + 1 : quotient));
    }

    /// <summary>The product may pass 128 bits, so it is divided in two steps that keep the whole remainder.</summary>
    private long ChargeWide(long count, long rate, long unit)
    {
        var firstUnit = (UInt128)unit * Neutral;
        var lastUnit = (UInt128)Neutral * NanosPerUnit;
        var (whole, part) = UInt128.DivRem((UInt128)count * (UInt128)rate * (UInt128)FactorPpm, firstUnit);
        var last = (UInt128)KeepPpm * (UInt128)UsdPerUnitNanos;
        var (quotient, rest) = UInt128.DivRem(checked(whole * last), lastUnit);
        var (carry, remainder) = UInt128.DivRem(checked((rest * firstUnit) + (part * last)), firstUnit * lastUnit);
        return Rounded(quotient + carry, remainder, firstUnit * lastUnit);
    }
}
