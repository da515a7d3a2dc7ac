using FinOps.Core.Anomalies;

namespace FinOps.Bench.Anomalies;

/// <summary>Distance from what is usual for the hour of working days or weekends and from the level of the last two days, in robust deviations of two weeks.</summary>
internal sealed class SeasonalView
{
    private const int CellDays = 28;
    private const int LevelDays = 2;
    private const int SpreadDays = 14;
    private const int FewestForLevel = 30;
    private const int FewestForSpread = 8;
    private const double LeastShare = 0.01;
    private const double LeastOfValue = 1e-6;
    private const double LeastOfAll = 1e-9;

    private readonly int perHour;
    private readonly OrderedWindow[] cells = new OrderedWindow[48];
    private readonly OrderedWindow all;
    private readonly OrderedWindow level;
    private readonly OrderedWindow spread;

    public SeasonalView(TimeSpan bucket)
    {
        perHour = Math.Max(1, (int)Math.Round(TimeSpan.FromHours(1) / bucket, MidpointRounding.ToEven));
        all = new OrderedWindow(CellDays * 24 * perHour);
        level = new OrderedWindow(Math.Max(FewestForLevel, LevelDays * 24 * perHour));
        spread = new OrderedWindow(SpreadDays * 24 * perHour);
    }

    public double Next(DateTime at, double value)
    {
        var cell = cells[at.Hour + (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 24 : 0)] ??= new OrderedWindow(CellDays * perHour);
        var above = value - Usual(cell, value);
        var rest = above - (level.Count < perHour ? 0 : level.Median);
        var z = spread.Count < FewestForSpread ? 0 : rest / Spread();
        cell.Add(value);
        all.Add(value);
        level.Add(above);
        spread.Add(Math.Abs(rest));
        return z;
    }

    /// <summary>The cell's median, drawn to that of all points as long as few days were seen.</summary>
    private double Usual(OrderedWindow cell, double value)
    {
        var days = cell.Count / (double)perHour;
        return all.Count == 0 ? value : cell.Count == 0 ? all.Median : ((days * cell.Median) + all.Median) / (days + 1);
    }

    /// <summary>By the median of the sizes, or half of what their highest tenth suggests, but not nothing for a series that repeats exactly.</summary>
    private double Spread() => Math.Max(
        Math.Max(Robust.MadToSigma * spread.Median, 0.5 * spread.Quantile(0.9) / 1.645),
        LeastOfAll + Math.Max(LeastShare * (all.Quantile(0.95) - all.Quantile(0.05)), LeastOfValue * Math.Abs(all.Median)));
}
