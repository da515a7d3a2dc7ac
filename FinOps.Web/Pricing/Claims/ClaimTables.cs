using FinOps.Core.Access;
using FinOps.Core.Pricing.Claims;
using FinOps.Web.Costs;

namespace FinOps.Web.Pricing.Claims;

/// <summary>Reads what the claims page and its download show.</summary>
public sealed class ClaimTables(ClaimQueries claims, TimeProvider time)
{
    /// <summary>How many causes are looked for at once; a download does not wait for more.</summary>
    private const int CausesAtOnce = 100;

    public async Task<ClaimsData> ReadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var period = view.PeriodAt(time.GetUtcNow().UtcDateTime);
        var days = await claims.DaysAsync(period.FromUtc, period.ToUtc, view.Ask(period).Filters, scope, cancellation);
        var whole = view with { Group = null };
        return new ClaimsData(
            [.. days.GroupBy(d => (d.Provider, d.Model)).Select(g => Sum([.. g], whole)).OrderByDescending(l => Math.Abs(l.Sums.DifferenceNanos)).ThenBy(l => l.Sums.Model, StringComparer.Ordinal)],
            [.. days.Select(d => new ClaimLine(d, d, whole.WithDay(d.Day)))],
            period,
            days.Count > 0);
    }

    /// <summary>Looks for the causes of lines that are flagged and do not have one yet.</summary>
    public async Task ExplainAsync(IEnumerable<ClaimLine> lines, TenantScope scope, CancellationToken cancellation)
    {
        foreach (var line in lines.Where(l => l.Sums.IsFlagged && l.Finding is null).Take(CausesAtOnce))
        {
            line.Finding = await claims.CauseAsync(line.Worst, line.View.Ask(default).Filters, scope, cancellation);
        }
    }

    private static ClaimLine Sum(IReadOnlyList<ClaimDay> days, CostView view)
    {
        var worst = days.MaxBy(d => Math.Abs(d.DifferenceNanos))!;
        var sums = new ClaimDay(worst.Day, worst.Provider, worst.Model, days.Sum(d => d.Requests), days.Sum(d => d.Unpriced), days.Sum(d => d.ClaimedNanos), days.Sum(d => d.OursNanos));
        return new ClaimLine(sums, worst, view);
    }
}
