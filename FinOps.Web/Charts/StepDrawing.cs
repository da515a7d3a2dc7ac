using System.Globalization;
using System.Net;
using Plotly.Blazor;
using Plotly.Blazor.LayoutLib;
using Plotly.Blazor.LayoutLib.ShapeLib;
using Plotly.Blazor.Traces;
using Plotly.Blazor.Traces.ScatterLib.LineLib;

namespace FinOps.Web.Charts;

/// <summary>Turns lines into steps, with a vertical line at each marked moment and ticks that tell the year.</summary>
internal static class StepDrawing
{
    public static void Apply(Plotly.Blazor.Layout layout, IEnumerable<ITrace> traces, IReadOnlyList<DateTime> times, IReadOnlyList<ChartMark> marks, bool isDark)
    {
        foreach (var line in traces.OfType<Scatter>())
        {
            line.Line.Shape = ShapeEnum.Hv;
        }

        var axis = layout.XAxis[0];
        axis.HoverFormat = "%b %-d, %Y";
        axis.TickFormat = times[^1] - times[0] > TimeSpan.FromDays(300) ? "%b %Y" : "%b %-d, %Y";
        axis.NTicks = 6;
        layout.Margin.T = 24; // room for what the marks say
        layout.Shapes = [.. marks.Select(mark => Vertical(mark, isDark ? "#98A2B3" : "#5B6472"))];
    }

    private static Shape Vertical(ChartMark mark, string color)
    {
        var x = mark.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new Shape
        {
            Type = Plotly.Blazor.LayoutLib.ShapeLib.TypeEnum.Line,
            XRef = "x",
            YRef = "paper",
            X0 = x,
            X1 = x,
            Y0 = 0,
            Y1 = 1,
            Line = new Plotly.Blazor.LayoutLib.ShapeLib.Line { Color = color, Width = 1, Dash = "dot" },
            Label = new Label
            {
                Text = WebUtility.HtmlEncode(mark.Text),
                TextPosition = Plotly.Blazor.LayoutLib.ShapeLib.LabelLib.TextPositionEnum.End,
                TextAngle = 0,
                XAnchor = Plotly.Blazor.LayoutLib.ShapeLib.LabelLib.XAnchorEnum.Left, // centered, the first would be cut off at the edge
                Font = new Plotly.Blazor.LayoutLib.ShapeLib.LabelLib.Font { Color = color, Size = 11 },
            },
        };
    }
}
