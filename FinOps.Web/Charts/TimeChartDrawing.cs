using System.Globalization;
using System.Net;
using Plotly.Blazor;
using Plotly.Blazor.ConfigLib;
using Plotly.Blazor.LayoutLib;
using Plotly.Blazor.Traces;
using Plotly.Blazor.Traces.ScatterLib;

namespace FinOps.Web.Charts;

/// <summary>Translates series into Plotly's terms: no frame, a faint grid, thin bars, exact values on hover.</summary>
internal static class TimeChartDrawing
{
    /// <summary>Below so many dollars the axis shows cents.</summary>
    private const decimal Small = 5;

    /// <summary>Gray at an eighth, which reads on both themes.</summary>
    private const string BandColor = "rgba(128,134,150,0.18)";
    private const string Fonts = "'Inter Variable', system-ui, sans-serif";

    public static Config Config() => new()
    {
        DisplayLogo = false,
        Responsive = true,
        DisplayModeBar = DisplayModeBarEnum.False,
        ShowTips = false,
    };

    public static string ColorOf(IReadOnlyList<ChartSeries> series, int index, ChartPalette palette, bool isDark)
    {
        var one = series[index];
        if (one.IsOther)
        {
            return ChartColors.Other(isDark);
        }

        return (palette == ChartPalette.Layers ? ChartColors.OfLayer(one.Key, isDark) : null) ?? ChartColors.Of(index, isDark);
    }

    /// <summary>Tells whether anything that is drawn has changed.</summary>
    public static string Fingerprint(IReadOnlyList<DateTime> times, IReadOnlyList<ChartSeries> series, bool isDark, ChartUnit unit)
    {
        var hash = new HashCode();
        foreach (var time in times)
        {
            hash.Add(time);
        }

        foreach (var one in series)
        {
            hash.Add(one.Key);
            hash.Add(one.Name);
            foreach (var value in one.Values)
            {
                hash.Add(value);
            }
        }

        return $"{hash.ToHashCode()}:{times.Count}:{series.Count}:{isDark}:{unit}";
    }

    /// <summary>Everything that is drawn but the values: while it stays the same, a drawing only needs the values that changed.</summary>
    public static string ShapeOf(IReadOnlyList<DateTime> times, IReadOnlyList<ChartSeries> series, ChartUnit unit, ChartPalette palette, bool isStacked, bool isDark)
    {
        var names = string.Join('\u001f', series.Select(s => $"{s.Key}\u001e{s.Name}\u001e{s.IsDashed}\u001e{s.IsOther}\u001e{s.Values.Count}"));
        return string.Create(CultureInfo.InvariantCulture, $"{times[0]:O} {times[^1]:O} {times.Count} {unit} {palette} {isStacked} {isDark} {Largest(series, isStacked) < Small} {names}");
    }

    /// <summary>The points that differ between two states of one shape: trace, place, value and text of each.</summary>
    public static IEnumerable<object?[]> Changes(IReadOnlyList<ChartSeries> before, IReadOnlyList<ChartSeries> now, ChartUnit unit)
    {
        for (var trace = 0; trace < now.Count; trace++)
        {
            for (var at = 0; at < now[trace].Values.Count; at++)
            {
                if (now[trace].Values[at] != before[trace].Values[at])
                {
                    yield return [trace, at, now[trace].Values[at], ChartText.Exact(now[trace].Values[at], unit)];
                }
            }
        }
    }

    public static IList<ITrace> Traces(IReadOnlyList<DateTime> times, IReadOnlyList<ChartSeries> series, ChartUnit unit, ChartPalette palette, bool isStacked, bool isDark)
    {
        var x = times.Select(t => (object)t.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).ToList();
        return [.. series.Select<ChartSeries, ITrace>((one, i) => isStacked && !one.IsDashed
            ? Bar(one, x, unit, ColorOf(series, i, palette, isDark))
            : Line(one, x, unit, ColorOf(series, i, palette, isDark)))];
    }

    public static Plotly.Blazor.Layout Layout(IReadOnlyList<DateTime> times, IReadOnlyList<ChartSeries> series, ChartUnit unit, bool isStacked, bool isHourly, bool isDark)
    {
        var ink = isDark ? "#F2F4F7" : "#101828";
        var muted = isDark ? "#98A2B3" : "#5B6472";
        var grid = isDark ? "#263046" : "#E4E7EC";
        var surface = isDark ? "#131A2A" : "#FFFFFF";
        return new Plotly.Blazor.Layout
        {
            AutoSize = true,
            BarMode = BarModeEnum.Stack,
            BarGap = times.Count > 45 ? 0.12m : 0.22m,
            ShowLegend = false,
            DragMode = DragModeEnum.False,
            HoverMode = HoverModeEnum.XUnified,
            PaperBgColor = "rgba(0,0,0,0)",
            PlotBgColor = "rgba(0,0,0,0)",
            Font = new Font { Family = Fonts, Size = 12, Color = ink },
            HoverLabel = new Plotly.Blazor.LayoutLib.HoverLabel { BgColor = surface, BorderColor = grid, NameLength = 32, Font = new Plotly.Blazor.LayoutLib.HoverLabelLib.Font { Family = Fonts, Size = 12, Color = ink } },
            Margin = new Margin { L = 56, R = 8, T = 8, B = 28, AutoExpand = true },
            XAxis = [new XAxis
            {
                Type = Plotly.Blazor.LayoutLib.XAxisLib.TypeEnum.Date,
                TickFormat = isHourly ? "%H:%M" : "%b %-d",
                HoverFormat = isHourly ? "%b %-d %H:%M UTC" : "%a, %b %-d, %Y",
                SpikeColor = muted,
                SpikeThickness = 1,
                SpikeDash = "solid",
                NTicks = 10,
                ShowGrid = false,
                ZeroLine = false,
                FixedRange = true,
                TickFont = new Plotly.Blazor.LayoutLib.XAxisLib.TickFont { Color = muted, Size = 12 },
            }],
            YAxis = [new YAxis
            {
                RangeMode = Plotly.Blazor.LayoutLib.YAxisLib.RangeModeEnum.ToZero,
                Range = unit == ChartUnit.Percent && isStacked ? [0, 1] : null,
                TickFormat = unit switch { ChartUnit.Percent => ".0%", ChartUnit.Usd => Largest(series, isStacked) < Small ? "$.3~f" : "$.3~s", ChartUnit.Count or ChartUnit.Milliseconds => ".3~s" },
                TickSuffix = unit == ChartUnit.Milliseconds ? " ms" : "",
                NTicks = 5,
                GridColor = grid,
                ZeroLine = true,
                ZeroLineColor = grid,
                FixedRange = true,
                TickFont = new Plotly.Blazor.LayoutLib.YAxisLib.TickFont { Color = muted, Size = 12 },
            }],
        };
    }

    private static Bar Bar(ChartSeries one, List<object> x, ChartUnit unit, string color) => new()
    {
        Name = Inert(one.Name),
        X = x,
        Y = Values(one),
        CustomData = Texts(one, unit),
        HoverTemplate = "%{customdata}",
        Marker = new Plotly.Blazor.Traces.BarLib.Marker { Color = color },
    };

    private static Scatter Line(ChartSeries one, List<object> x, ChartUnit unit, string color) => new()
    {
        Name = Inert(one.Name),
        X = x,
        Y = Values(one),
        CustomData = Texts(one, unit),
        HoverTemplate = "%{customdata}",
        Mode = x.Count == 1 ? ModeFlag.Markers : ModeFlag.Lines,
        Line = new Line { Color = color, Width = one.Band == BandEdge.None ? 2 : 0, Dash = one.IsDashed ? "dash" : "solid" },
        Fill = one.Band == BandEdge.High ? FillEnum.ToNextY : null,
        FillColor = one.Band == BandEdge.High ? BandColor : null,
    };

    private static List<object> Values(ChartSeries one) => [.. one.Values.Select(v => (object)v!)];

    private static List<object> Texts(ChartSeries one, ChartUnit unit) => [.. one.Values.Select(v => (object)ChartText.Exact(v, unit))];

    /// <summary>Plotly reads a little HTML in names; what users reported stays text.</summary>
    private static string Inert(string name) => WebUtility.HtmlEncode(name);

    private static decimal Largest(IReadOnlyList<ChartSeries> series, bool isStacked)
    {
        var points = series.Max(s => s.Values.Count);
        var perPoint = Enumerable.Range(0, points).Select(i => series.Select(s => i < s.Values.Count ? s.Values[i] ?? 0 : 0));
        return perPoint.Select(v => isStacked ? v.Sum() : v.Max()).DefaultIfEmpty().Max();
    }
}
