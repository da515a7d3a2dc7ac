using System.Globalization;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Plotly.Blazor;
using Plotly.Blazor.Interop;

namespace FinOps.Web.Charts;

/// <summary>The frame that <see cref="StackedBars"/> and <see cref="Lines"/> share: legend, drawing, summary and table. Plotly's script loads with the first one shown.</summary>
public sealed partial class TimeChart(PageScheme scheme, IJSRuntime js) : IDisposable
{
    private readonly string id = "chart-" + Guid.NewGuid().ToString("N")[..8];
    private readonly Config config = TimeChartDrawing.Config();
    private Plotly.Blazor.Layout layout = new();
    private IList<ITrace> traces = [];
    private PlotlyChart? chart;
    private bool isReady;
    private bool isPlotted;
    private bool isStale;
    private bool isTableOpen;
    private string drawn = "";
    private string shape = "";
    private IReadOnlyList<ChartSeries> shown = [];
    private List<object?[]> changes = [];

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>One sentence for those who do not see the drawing.</summary>
    [Parameter] public string? Summary { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<DateTime> Times { get; set; } = [];

    [Parameter, EditorRequired] public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    [Parameter] public ChartUnit Unit { get; set; }

    [Parameter] public ChartPalette Palette { get; set; }

    [Parameter] public bool IsStacked { get; set; }

    /// <summary>True where a value holds until the next point, as prices do.</summary>
    [Parameter] public bool IsStepped { get; set; }

    /// <summary>Moments to mark with vertical lines.</summary>
    [Parameter] public IReadOnlyList<ChartMark> Marks { get; set; } = [];

    [Parameter] public int Height { get; set; } = 280;

    [Parameter] public string EmptyText { get; set; } = "Nothing in this period.";

    /// <summary>What stands behind a series' name in the legend, such as its total.</summary>
    [Parameter] public Func<ChartSeries, string>? LegendValue { get; set; }

    [Parameter] public EventCallback<ChartPick> OnPick { get; set; }

    private bool IsEmpty => Times.Count == 0 || Series.Count == 0 || Series.All(s => s.Values.All(v => v is null or 0));

    private bool IsHourly => Times.Count > 1 && Times[1] - Times[0] < TimeSpan.FromDays(1) && !IsStepped;

    private string HeightStyle => string.Create(CultureInfo.InvariantCulture, $"height:{Height}px");

    protected override void OnInitialized() => scheme.Changed += OnSchemeChanged;

    protected override void OnParametersSet() => Redraw();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (isStale && isPlotted && chart is not null)
        {
            isStale = false;
            changes = [];
            await chart.React();
        }
        else if (changes.Count > 0 && isPlotted)
        {
            // Mostly the last day alone has changed: a few numbers instead of the whole drawing.
            var points = changes;
            changes = [];
            await js.InvokeVoidAsync("finops.setPoints", id, points);
        }
    }

    /// <summary>The table is made when somebody opens it; a page without a circuit, which cannot make it later, has it from the start.</summary>
    private bool HasTable => isTableOpen || !RendererInfo.IsInteractive;

    public void Dispose() => scheme.Changed -= OnSchemeChanged;

    private string SwatchStyle(int index) =>
        $"--light:{TimeChartDrawing.ColorOf(Series, index, Palette, false)};--dark:{TimeChartDrawing.ColorOf(Series, index, Palette, true)}";

    private void OnSchemeChanged() => _ = InvokeAsync(() =>
    {
        Redraw();
        StateHasChanged();
    });

    private void Redraw()
    {
        if (!scheme.IsKnown || IsEmpty)
        {
            (isReady, isPlotted, drawn) = (false, false, "");
            return;
        }

        var now = TimeChartDrawing.Fingerprint(Times, Series, scheme.IsDark, Unit) + string.Join('|', Marks);
        if (now == drawn)
        {
            return;
        }

        drawn = now;
        var newShape = TimeChartDrawing.ShapeOf(Times, Series, Unit, Palette, IsStacked, scheme.IsDark) + string.Join('|', Marks);
        if (newShape == shape && isPlotted && !isStale && !IsStepped)
        {
            changes.AddRange(TimeChartDrawing.Changes(shown, Series, Unit));
            shown = Series;
            return;
        }

        (shape, shown) = (newShape, Series);
        layout = TimeChartDrawing.Layout(Times, Series, Unit, IsStacked, IsHourly, scheme.IsDark);
        traces = TimeChartDrawing.Traces(Times, Series, Unit, Palette, IsStacked, scheme.IsDark);
        if (IsStepped)
        {
            StepDrawing.Apply(layout, traces, Times, Marks, scheme.IsDark);
        }

        isStale = isReady;
        isReady = true;
    }

    private void OnPlotted() => _ = InvokeAsync(async () =>
    {
        var first = !isPlotted;
        isPlotted = true;
        if (first && OnPick.HasDelegate && chart is not null)
        {
            await chart.SubscribeClickEvent();
        }
    });

    private void OnClicked(IEnumerable<EventDataPoint> points) => _ = InvokeAsync(async () =>
    {
        if (points.FirstOrDefault() is not { } point || point.TraceIndex < 0 || point.TraceIndex >= Series.Count)
        {
            return;
        }

        if (DateTime.TryParse(point.X?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            await OnPick.InvokeAsync(new ChartPick(Series[point.TraceIndex].Key, at));
        }
    });
}
