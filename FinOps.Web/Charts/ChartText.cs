using System.Globalization;
using FinOps.Core.Data;
using FinOps.Web.Costs;

namespace FinOps.Web.Charts;

/// <summary>Writes the values and the times of charts.</summary>
public static class ChartText
{
    /// <summary>A value as the hover shows it: exact.</summary>
    public static string Exact(decimal? value, ChartUnit unit) => value is not { } v ? CostFormat.None : unit switch
    {
        ChartUnit.Usd => CostFormat.ExactUsd(Money.ToNanos(v)),
        ChartUnit.Count => CostFormat.ExactCount((long)v),
        ChartUnit.Percent => CostFormat.Percent((double)v),
        ChartUnit.Milliseconds => CostFormat.Milliseconds((double)v),
    };

    /// <summary>A value as labels show it: short.</summary>
    public static string Short(decimal? value, ChartUnit unit) => value is not { } v ? CostFormat.None : unit switch
    {
        ChartUnit.Usd => CostFormat.Usd(v),
        ChartUnit.Count => CostFormat.Count((long)v),
        ChartUnit.Percent => CostFormat.Percent((double)v),
        ChartUnit.Milliseconds => CostFormat.Milliseconds((double)v),
    };

    public static string At(DateTime at, bool isHourly) => at.ToString(isHourly ? "MMM d HH:mm" : "MMM d", CultureInfo.InvariantCulture);

    /// <summary>A day with its year, for histories.</summary>
    public static string Day(DateTime at) => at.ToString("MMM d, yyyy", CultureInfo.InvariantCulture);

    public static string UnitText(ChartUnit unit) => unit switch
    {
        ChartUnit.Usd => "US dollars",
        ChartUnit.Count => "Count",
        ChartUnit.Percent => "Percent",
        ChartUnit.Milliseconds => "Milliseconds",
    };
}
