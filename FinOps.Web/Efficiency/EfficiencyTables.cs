using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Efficiency;
using FinOps.Core.Releases;
using FinOps.Web.Charts;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Efficiency;

/// <summary>What the page about efficiency shows.</summary>
/// <param name="Upgrades">Changes of features, quiet and explained.</param>
public sealed record EfficiencyData(EfficiencyLeague League, IReadOnlyList<QuietUpgrade> Upgrades, CostView View, CostPeriod Period, CostPeriod Previous);

/// <summary>Asks for the league, for the page and for its export.</summary>
public sealed class EfficiencyTables(EfficiencyQueries efficiency, ReleaseQueries releases, TimeProvider time)
{
    public static readonly IReadOnlyList<(CostDimension Dimension, string Text)> Leagues = [(CostDimension.Feature, "Features"), (CostDimension.Team, "Teams")];

    public static CostDimension By(CostView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return GroupSwitch.Resolve(view, Leagues, CostDimension.Feature);
    }

    public async Task<EfficiencyData> ReadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(view);
        var now = time.GetUtcNow().UtcDateTime;
        var (period, previous) = (view.PeriodAt(now), view.PreviousAt(now));
        var league = await efficiency.LeagueAsync(By(view), view.Ask(period), view.Compare ? view.Ask(previous) : null, scope, cancellation);
        var wanted = view.ValuesOf(CostDimension.Feature);
        var upgrades = (await releases.UpgradesAsync(null, scope, cancellation)).Where(u => wanted.Count == 0 || wanted.Contains(u.Feature));
        return new(league, [.. upgrades], view, period, previous);
    }

    public static IReadOnlyList<TableColumn<EfficiencyLine>> Columns(CostDimension by, bool compare) =>
    [
        new(CostView.KeyOf(by), by.ToString(), ColumnKind.Text, l => CostTables.NameOf(by, l.Key)),
        new("todo", "What to do", ColumnKind.Text, l => l.Advice.Count == 0 ? null : AdviceText.Title(l.Advice[0])) { Explanation = "The step with the largest effect, from the row's own figures.", Href = l => l.Advice.Count == 0 ? null : AdviceText.Evidence(by, l, l.Advice[0]) },
        new("effect", "Worth", ColumnKind.Usd, l => l.Advice.Count == 0 ? null : l.Advice[0].EffectNanos) { Explanation = "What that step would save in the period." },
        new("spend", "Spend", ColumnKind.Usd, l => l.Now.EffectiveCostNanos),
        new("per-call", "Cost / request", ColumnKind.UsdPerUnit, l => CostFormat.PerUnit(l.Now.EffectiveCostNanos, l.Now.Requests)) { Explanation = "Spend divided by requests." },
        .. Changes(compare),
        new("ratio", "Output / input", ColumnKind.Number, l => Rounded(l.TokenRatio)) { Explanation = "Token efficiency: output tokens for each input token." },
        new("cache-hit", "Cache hit", ColumnKind.Percent, l => CostFormat.Share(l.Now.CacheReadTokens, l.Now.InputTokens)) { Explanation = "Input tokens read from a cache, of all input tokens." },
        new("waste", "Waste", ColumnKind.Usd, l => l.Now.WasteCostNanos) { Explanation = "Spend on attempts that did not succeed: retries, fallbacks, time-outs, errors." },
        new("waste-share", "Waste share", ColumnKind.Percent, l => CostFormat.Share(l.Now.WasteCostNanos, l.Now.EffectiveCostNanos)) { Explanation = "Waste, of the spend." },
        new("growth", "Growth / week", ColumnKind.Percent, l => l.Growth?.PerWeek) { Explanation = "By how much the input of a request grows in a week, over the eight weeks up to the end of the period." },
        new("errors", "Errors", ColumnKind.Percent, l => CostFormat.Share(l.Now.Errors, l.Now.Requests)) { Explanation = "Requests that failed or timed out." },
        new("why", "Because", ColumnKind.Text, l => l.Advice.Count == 0 ? null : l.Advice[0].Because) { IsExtra = true },
        new("retry-waste", "Retry waste", ColumnKind.Usd, l => l.Waste?.RetryNanos) { Explanation = "Spend on attempts that were made again. Not kept beside the tenant.", IsExtra = true },
        new("fallback-waste", "Fallback waste", ColumnKind.Usd, l => l.Waste?.FallbackNanos) { Explanation = "Spend on attempts after which another model was asked. Not kept beside the tenant.", IsExtra = true },
        new("failed-waste", "Errors and time-outs", ColumnKind.Usd, l => l.Waste?.FailedNanos) { Explanation = "Spend on attempts that failed for good. Not kept beside the tenant.", IsExtra = true },
        new("abandoned", "Unread output", ColumnKind.Usd, l => l.Abandoned?.CostNanos) { Explanation = "Cost of what was generated after the reader had left, where senders report it." },
        new("abandoned-tokens", "Unread tokens", ColumnKind.Count, l => l.Abandoned?.Tokens) { Explanation = "Output tokens behind the one at which the stream was broken off.", IsExtra = true },
        new("requests", "Requests", ColumnKind.Count, l => l.Now.Requests) { IsExtra = true },
        new("input", "Input / request", ColumnKind.Count, l => l.Now.Requests == 0 ? null : l.Now.InputTokens / l.Now.Requests) { IsExtra = true, Explanation = "Input tokens of a request on average." },
        new("output", "Output / request", ColumnKind.Count, l => l.Now.Requests == 0 ? null : l.Now.OutputTokens / l.Now.Requests) { IsExtra = true, Explanation = "Output tokens of a request on average." },
    ];

    /// <summary>Input tokens of a request by day for the features or teams whose prompts grow fastest.</summary>
    public static (IReadOnlyList<DateTime> Times, IReadOnlyList<ChartSeries> Series) GrowthLines(EfficiencyLeague league)
    {
        ArgumentNullException.ThrowIfNull(league);
        var growing = league.Lines.Where(l => l.Growth is { PerWeek: > 0 }).OrderByDescending(l => l.Growth!.PerWeek).Take(5).ToList();
        if (growing.Count == 0)
        {
            return ([], []);
        }

        var (first, last) = (growing.Min(l => l.Days[0].Day), growing.Max(l => l.Days[^1].Day));
        var times = Enumerable.Range(first, last - first + 1).Select(d => DateTime.UnixEpoch.AddDays(d)).ToList();
        return (times, [.. growing.Select(l =>
        {
            var perCall = l.Days.Where(d => d.Requests > 0).ToDictionary(d => d.Day, d => decimal.Divide(d.InputTokens, d.Requests));
            return new ChartSeries(l.Key, CostTables.NameOf(league.By, l.Key), [.. Enumerable.Range(first, last - first + 1).Select(d => perCall.TryGetValue(d, out var tokens) ? decimal.Round(tokens, MidpointRounding.ToEven) : (decimal?)null)]);
        })]);
    }

    private static IEnumerable<TableColumn<EfficiencyLine>> Changes(bool compare)
    {
        if (compare)
        {
            yield return new("per-call-change", "Cost change", ColumnKind.Percent, l => l.CostPerCallChange) { Explanation = "Change of the cost of a request against the period before." };
            yield return new("change", "Spend change", ColumnKind.Change, l => l.Before is { } before ? new CostChange(l.Now.EffectiveCostNanos, before.EffectiveCostNanos) : null) { Explanation = "Against the period before.", IsExtra = true };
            yield return new("ratio-before", "Output / input before", ColumnKind.Number, l => Rounded(l.TokenRatioBefore)) { Explanation = "Token efficiency in the period before.", IsExtra = true };
        }
    }

    private static decimal? Rounded(decimal? ratio) => ratio is { } r ? decimal.Round(r, 4, MidpointRounding.ToEven) : null;
}
