using System.Globalization;
using FinOps.Core.Data;

namespace FinOps.Web.Costs;

/// <summary>How figures are written: precision that fits the size; the exact figure stands in tooltips and exports.</summary>
public static class CostFormat
{
    public const string None = "–";
    private const string Minus = "−";

    /// <summary>Nano-USD as people read it: <c>$0.0135</c>, <c>$12.40</c>, <c>$48.2k</c>.</summary>
    public static string Usd(long nanos) => Usd(Money.ToUsd(nanos));

    /// <inheritdoc cref="Usd(long)"/>
    public static string Usd(decimal usd)
    {
        var size = Math.Abs(usd);
        var text = size switch
        {
            0 => "0",
            < 0.000000001m => "0",
            < 0.001m => Significant(size),
            < 1m => Write(size, "0.0000"),
            < 10_000m => Write(size, "#,##0.00"),
            < 1_000_000m => Write(size / 1_000m, "#,##0.0") + "k",
            < 1_000_000_000m => Write(size / 1_000_000m, "#,##0.00") + "M",
            _ => Write(size / 1_000_000_000m, "#,##0.00") + "B",
        };
        return (usd < 0 ? Minus : "") + "$" + text;
    }

    /// <summary>The exact amount, e.g. <c>$48,213.000000013</c>.</summary>
    public static string ExactUsd(long nanos)
    {
        var usd = Money.ToUsd(nanos);
        return (usd < 0 ? Minus : "") + "$" + Write(Math.Abs(usd), "#,##0.00#######");
    }

    /// <summary>A share of one as a percentage with one decimal; a dash where there is nothing to divide by.</summary>
    public static string Percent(double? share) => share is { } s && double.IsFinite(s) ? (s < 0 ? Minus : "") + Write(Math.Abs((decimal)s * 100), "#,##0.0") + " %" : None;

    /// <summary>A percentage that never rounds up to 100: 99.97 % missing nothing is a lie.</summary>
    public static string Coverage(double? share)
    {
        if (share is not { } s || !double.IsFinite(s))
        {
            return None;
        }

        var shown = s < 1 ? Math.Min(99.9m, Math.Floor((decimal)s * 1000) / 10) : 100m;
        return Write(shown, shown == 100m ? "0" : "0.0") + " %";
    }

    /// <summary>A count: exact to 9,999, then short.</summary>
    public static string Count(long count) => Math.Abs(count) switch
    {
        < 10_000 => count.ToString("#,##0", CultureInfo.InvariantCulture),
        < 1_000_000 => Write(count / 1_000m, "#,##0.0") + "k",
        < 1_000_000_000 => Write(count / 1_000_000m, "#,##0.00") + "M",
        _ => Write(count / 1_000_000_000m, "#,##0.00") + "B",
    };

    public static string ExactCount(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>A duration of a call: <c>840 ms</c>, <c>2.4 s</c>.</summary>
    public static string Milliseconds(double? ms) => ms switch
    {
        null => None,
        < 1_000 => Write((decimal)ms.Value, "0") + " ms",
        < 60_000 => Write((decimal)ms.Value / 1_000m, "0.0") + " s",
        < 3_600_000 => Write((decimal)ms.Value / 60_000m, "0.0") + " min",
        _ => Write((decimal)ms.Value / 3_600_000m, "#,##0.0") + " h",
    };

    /// <summary>Nano-USD divided by a count, as USD; null where there is nothing to divide by.</summary>
    public static decimal? PerUnit(long nanos, long units) => units == 0 ? null : Money.ToUsd(nanos) / units;

    public static double? Share(long part, long whole) => whole == 0 ? null : part / (double)whole;

    /// <summary>The change from one amount to another, as a share of the first; null where the first is nothing.</summary>
    public static double? Change(decimal now, decimal before) => before == 0 ? null : (double)((now - before) / Math.Abs(before));

    public static string Day(DateOnly day) => day.ToString("MMM d", CultureInfo.InvariantCulture);

    private static string Write(decimal value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Significant(decimal size)
    {
        var decimals = 3;
        for (var probe = size; probe < 0.1m && decimals < 9; probe *= 10)
        {
            decimals++;
        }

        return Write(size, "0." + new string('#', decimals));
    }
}
