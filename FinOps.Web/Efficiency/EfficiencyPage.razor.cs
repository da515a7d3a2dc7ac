using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Efficiency;
using FinOps.Web.Costs;
using FinOps.Web.Releases;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Efficiency;

/// <summary>Who gets how much out of the tokens paid for, and what is worth doing first?</summary>
public sealed partial class EfficiencyPage
{
    private const double GrowthThatCounts = 0.03;

    [Inject] private EfficiencyTables Tables { get; set; } = default!;

    protected override Task<EfficiencyData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation) => Tables.ReadAsync(view, scope, cancellation);

    private static string Answer(EfficiencyData data)
    {
        var best = data.League.Lines.Where(l => l.Advice.Count > 0).MaxBy(l => l.Advice[0].EffectNanos);
        var waste = $"{CostFormat.Usd(data.League.Total.WasteCostNanos)} ({CostFormat.Percent(CostFormat.Share(data.League.Total.WasteCostNanos, data.League.Total.EffectiveCostNanos))}) went into attempts that did not succeed.";
        return best is null ? waste : $"{waste} First thing to do: {CostTables.NameOf(data.League.By, best.Key)}, {Lower(AdviceText.Title(best.Advice[0]))}, worth {CostFormat.Usd(best.Advice[0].EffectNanos)}. {best.Advice[0].Because}";
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static double? CacheHit(CostMeasures m) => CostFormat.Share(m.CacheReadTokens, m.InputTokens);

    private static string Ratio(CostMeasures m) => m.InputTokens == 0 ? CostFormat.None : decimal.Divide(m.OutputTokens, m.InputTokens).ToString("0.000", CultureInfo.InvariantCulture);

    private static int Growing(EfficiencyData data) => data.League.Lines.Count(l => l.Growth is { PerWeek: >= GrowthThatCounts });

    private static string Trend(EfficiencyData data, string key) =>
        data.League.Lines.FirstOrDefault(l => l.Key == key)?.Growth is { } growth ? $"{ReleaseText.Signed(growth.PerWeek)} a week" : "";

    private static string GrowthSummary(EfficiencyData data) => data.League.Lines.Where(l => l.Growth is not null).MaxBy(l => l.Growth!.PerWeek) is { Growth: { PerWeek: > 0 } growth } most
        ? $"Fastest: {CostTables.NameOf(data.League.By, most.Key)}, {ReleaseText.Signed(growth.PerWeek)} a week, from {CostFormat.Count((long)growth.FirstTokensPerCall)} to {CostFormat.Count((long)growth.LastTokensPerCall)} tokens."
        : "No prompt grows.";

    private string? HrefOf(EfficiencyLine line) => Data!.League.By == CostDimension.Feature
        ? CostLinks.Feature(line.Key, View with { Group = null })
        : "/features" + (View with { Group = null }).WithFilter(CostDimension.Team, line.Key).ToQuery();
}
