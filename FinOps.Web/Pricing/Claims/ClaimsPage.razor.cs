using FinOps.Core.Access;
using FinOps.Web.Charts;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Pricing.Claims;

/// <summary>Do senders' own figures agree with ours, and if not, why?</summary>
public sealed partial class ClaimsPage
{
    private const int LinesAtOnce = 8;

    [Inject] private ClaimTables Tables { get; set; } = default!;

    protected override Task<ClaimsData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation) => Tables.ReadAsync(view, scope, cancellation);

    private static string Answer(ClaimsData data)
    {
        var drifting = data.Models.Count(m => m.Sums.IsFlagged);
        return drifting == 0 && data.Flagged == 0
            ? $"Senders and we agree within 1 % on every model and day: {CostFormat.Usd(data.ClaimedNanos)} claimed, {CostFormat.Usd(data.OursNanos)} computed."
            : $"The claims of {drifting} of {data.Models.Count} {(data.Models.Count == 1 ? "model" : "models")} drift by more than 1 %; altogether senders claim {Against(data.ClaimedNanos - data.OursNanos)} {CostFormat.Usd(data.OursNanos)} that we compute.";
    }

    private static string Against(long difference) => difference == 0 ? "exactly the" : $"{CostFormat.Usd(Math.Abs(difference))} {(difference > 0 ? "more" : "less")} than the";

    private static List<DateTime> Times(ClaimsData data) =>
        [.. data.Days.Select(d => d.Sums.Day).Distinct().Order().Select(d => d.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))];

    private static List<ChartSeries> Lines(ClaimsData data)
    {
        var times = Times(data);
        return times.Count < 2 ? [] :
        [
            .. data.Models.Take(LinesAtOnce).Select(model =>
            {
                var byDay = data.Days.Where(d => d.Sums.Model == model.Sums.Model && d.Sums.Provider == model.Sums.Provider).ToDictionary(d => d.Sums.Day, d => d.Sums.Share);
                return new ChartSeries($"{model.Sums.Provider} {model.Sums.Model}", model.Sums.Model,
                    [.. times.Select(t => byDay.GetValueOrDefault(DateOnly.FromDateTime(t)) is { } share && double.IsFinite(share) ? (decimal?)share : null)]);
            }),
        ];
    }

    private async Task ExplainAsync(IReadOnlyList<ClaimLine> shown) => await Tables.ExplainAsync(shown, await ScopeAsync(), CancellationToken.None);
}
