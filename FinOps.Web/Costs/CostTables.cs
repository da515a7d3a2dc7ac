using FinOps.Core.Access;
using FinOps.Core.Costs;

namespace FinOps.Web.Costs;

/// <summary>Asks <see cref="CostQueries"/> what pages and exports show, so that both always say the same.</summary>
public sealed class CostTables(CostQueries queries, KnownNames names, TimeProvider time)
{
    /// <summary>How many trends are worth reading at once; others come when their page of the table is opened.</summary>
    public const int TrendsAtOnce = 100;

    /// <summary>A breakdown with what each group was before, when the view compares.</summary>
    public async Task<CostTable> BreakDownAsync(CostDimension by, CostView view, TenantScope scope, CancellationToken cancellation, bool withLatency = false)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (period, previous) = (view.PeriodAt(now), view.PreviousAt(now));
        var current = await queries.RunAsync(view.Ask(period, by) with { WithLatency = withLatency }, scope, cancellation);
        var before = view.Compare ? await queries.RunAsync(view.Ask(previous, by), scope, cancellation) : null;
        var known = await names.GetAsync(scope, cancellation);
        var costsBefore = before?.Rows.ToDictionary(r => r.Keys[0], CostOf, StringComparer.Ordinal);
        var rows = current.Rows.ToList();
        var total = current.Total.EffectiveCostNanos;
        var groups = rows.Select(row => Group(row, known, costsBefore, total)).ToList();

        // What has stopped altogether is a change too.
        var seen = rows.Select(r => r.Keys[0]).ToHashSet(StringComparer.Ordinal);
        groups.AddRange((before?.Rows ?? []).Where(r => !seen.Contains(r.Keys[0])).Select(r =>
            Group(new CostRow(r.Keys, new CostMeasures()) { LayerCostNanos = r.LayerCostNanos is null ? null : 0, LayerTokens = r.LayerTokens is null ? null : 0 }, known, costsBefore, total)));
        return new(by, view, scope, period, previous, groups, current.Total) { Before = before?.Total, AsOfUtc = current.AsOfUtc };

        CostGroup Group(CostRow row, KnownNameLists lists, Dictionary<string, long>? earlier, long all)
        {
            var key = row.Keys[0];
            var tenant = by == CostDimension.Tenant ? lists.Tenant(key) : null;
            return new(key, tenant?.Name ?? NameOf(by, key), row.Measures)
            {
                CostNanos = CostOf(row),
                LayerTokens = row.LayerTokens,
                BeforeNanos = earlier is null ? null : earlier.GetValueOrDefault(key),
                Share = CostFormat.Share(CostOf(row), all),
                Tier = tenant?.Tier ?? "",
                IsDemo = tenant?.IsDemo ?? false,
            };
        }
    }

    /// <summary>Reads the daily costs of some groups of a breakdown into them.</summary>
    public async Task FillTrendsAsync(CostTable table, IReadOnlyList<CostGroup> groups, CancellationToken cancellation)
    {
        var missing = groups.Where(g => g.Trend is null).Take(TrendsAtOnce).ToList();
        if (missing.Count == 0 || table.Period.Days < 3 || !HasTrend(table.By))
        {
            return;
        }

        var view = table.View.WithFilter(table.By, [.. missing.Select(g => g.Key)]);
        var result = await queries.RunAsync(view.Ask(table.Period, CostDimension.Day, table.By), table.Scope, cancellation);
        var days = Times(table.Period, isHourly: false);
        var at = days.Select((d, i) => (Key: TimeKey(d, false), i)).ToDictionary(d => d.Key, d => d.i, StringComparer.Ordinal);
        var trends = missing.ToDictionary(g => g.Key, _ => new long[days.Count], StringComparer.Ordinal);
        foreach (var row in result.Rows)
        {
            if (at.TryGetValue(row.Keys[0], out var day) && trends.TryGetValue(row.Keys[1], out var trend))
            {
                trend[day] = CostOf(row);
            }
        }

        foreach (var group in missing)
        {
            group.Trend = trends[group.Key];
        }
    }

    /// <summary>Costs over time, split by a dimension. Up to two days are shown by the hour.</summary>
    public async Task<CostTimeline> OverTimeAsync(CostDimension by, CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var period = view.PeriodAt(time.GetUtcNow().UtcDateTime);
        var isHourly = period.Days <= 2;
        var result = await queries.RunAsync(view.Ask(period, isHourly ? CostDimension.Hour : CostDimension.Day, by), scope, cancellation);
        var known = await names.GetAsync(scope, cancellation);
        var times = Times(period, isHourly);
        var at = times.Select((t, i) => (Key: TimeKey(t, isHourly), i)).ToDictionary(t => t.Key, t => t.i, StringComparer.Ordinal);
        return new(by, times, TimelineSeries.Build(by, result.Rows, at, key => by == CostDimension.Tenant ? known.Tenant(key)?.Name ?? NameOf(by, key) : NameOf(by, key)), result.Total, result.AsOfUtc);
    }

    /// <summary>What the running month is expected to cost with a view's filters; null when too little is known.</summary>
    public async Task<SpendForecast?> ForecastAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var month = new DateOnly(now.Year, now.Month, 1);
        var from = month.AddDays(-31).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var result = await queries.RunAsync(view.Ask(new CostPeriod(from, now.Date.AddDays(1)), CostDimension.Day) with { ForReport = true }, scope, cancellation);
        var byDay = result.Rows.ToDictionary(r => DateOnly.ParseExact(r.Keys[0], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), r => r.Measures.EffectiveCostNanos);
        return byDay.Count == 0 ? null : SpendForecaster.Of(byDay, byDay.Keys.Min(), month, month.AddMonths(1), now);
    }

    /// <summary>Latency of all calls of a view; null where these filters leave no rollup that keeps it.</summary>
    public async Task<LatencyHistogram?> LatencyAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var period = view.PeriodAt(time.GetUtcNow().UtcDateTime);
        return (await queries.RunAsync(view.Ask(period) with { WithLatency = true }, scope, cancellation)).Total.Latency;
    }

    /// <summary>Average tokens of a request in each layer, at the given times.</summary>
    public async Task<IReadOnlyList<Charts.ChartSeries>> TokensPerRequestAsync(CostView view, TenantScope scope, IReadOnlyList<DateTime> times, CancellationToken cancellation)
    {
        var isHourly = times.Count > 1 && times[1] - times[0] < TimeSpan.FromDays(1);
        var period = view.PeriodAt(time.GetUtcNow().UtcDateTime);
        var result = await queries.RunAsync(view.Ask(period, isHourly ? CostDimension.Hour : CostDimension.Day), scope, cancellation);
        var at = result.Rows.ToDictionary(r => r.Keys[0], r => r.Measures, StringComparer.Ordinal);
        Charts.ChartSeries Of(string key, Func<CostMeasures, long> tokens) => new(key, NameOf(CostDimension.Layer, key),
            [.. times.Select(t => at.TryGetValue(TimeKey(t, isHourly), out var m) && m.Requests > 0 ? decimal.Divide(tokens(m), m.Requests) : (decimal?)null)]);
        Charts.ChartSeries[] all = [Of("prompt", m => m.PromptTokens), Of("tool", m => m.ToolTokens), Of("memory", m => m.MemoryTokens), Of("response", m => m.OutputTokens), Of("unsplit", m => m.UnsplitTokens)];
        return [.. all.Where(s => s.Values.Any(v => v > 0))];
    }

    /// <summary>What people read for a key.</summary>
    public static string NameOf(CostDimension by, string key) => key.Length == 0
        ? by == CostDimension.Tier ? "No tier" : CostGroup.NotReported
        : by is CostDimension.Layer or CostDimension.Status or CostDimension.Tier ? char.ToUpperInvariant(key[0]) + key[1..] : key;

    public static bool HasTrend(CostDimension by) => by is CostDimension.Tenant or CostDimension.Feature or CostDimension.Model or CostDimension.Environment;

    internal static long CostOf(CostRow row) => row.LayerCostNanos ?? row.Measures.EffectiveCostNanos;

    /// <summary>The hours or days of a period up to now; a period that lies ahead keeps its first.</summary>
    private List<DateTime> Times(CostPeriod period, bool isHourly)
    {
        var step = isHourly ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        var now = time.GetUtcNow().UtcDateTime;
        var times = new List<DateTime>();
        for (var t = period.FromUtc; t < period.ToUtc && (t <= now || times.Count == 0); t += step)
        {
            times.Add(t);
        }

        return times;
    }

    private static string TimeKey(DateTime at, bool isHourly) =>
        at.ToString(isHourly ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
