using FinOps.Core.Access;
using FinOps.Core.Users;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Users;

/// <summary>A user as the page and its export list them.</summary>
/// <param name="TenantName">What people call the tenant.</param>
public sealed record UserLine(UserCost Cost, string TenantName, string Tier)
{
    public string Name => Cost.User.Length == 0 ? "No user reported" : Cost.User;
}

/// <summary>What the page about users shows.</summary>
/// <param name="Tiers">The tiers that tenants in scope have.</param>
public sealed record UsersData(UserRanking Ranking, IReadOnlyList<UserLine> Lines, IReadOnlyList<string> Tiers, CostPeriod Period);

/// <summary>Asks for the ranking of users, for the page and for its export.</summary>
public sealed class UserTables(UserQueries users, KnownNames names, TimeProvider time)
{
    public static IReadOnlyList<TableColumn<UserLine>> Columns { get; } =
    [
        new("user", "User", ColumnKind.Text, l => l.Name),
        new("rank", "Rank", ColumnKind.Count, l => (long?)l.Cost.Rank) { Explanation = "1 is the dearest user of the period." },
        new("tenant", "Tenant", ColumnKind.Text, l => l.TenantName) { Href = l => l.Cost.Tenant.Length == 0 ? null : CostLinks.Tenant(l.Cost.Tenant) },
        new("tier", "Tier", ColumnKind.Text, l => l.Tier.Length == 0 ? null : l.Tier),
        new("spend", "Spend", ColumnKind.Usd, l => l.Cost.CostNanos) { Explanation = "All calls of the user at the price in force when they were made." },
        new("share", "Share", ColumnKind.Share, l => l.Cost.Share) { Explanation = "Part of the spend of all calls, those without a user included." },
        new("cumulative", "Cumulative", ColumnKind.Percent, l => l.Cost.Cumulative) { Explanation = "Share of this user and all dearer ones together." },
        new("requests", "Requests", ColumnKind.Count, l => l.Cost.Measures.Requests) { Explanation = "Calls to models, failed attempts included." },
        new("per-request", "Cost / request", ColumnKind.UsdPerUnit, l => CostFormat.PerUnit(l.Cost.CostNanos, l.Cost.Measures.Requests)) { Explanation = "Spend divided by requests." },
        new("errors", "Errors", ColumnKind.Percent, l => CostFormat.Share(l.Cost.Measures.Errors, l.Cost.Measures.Requests)) { Explanation = "Requests that failed or timed out.", IsExtra = true },
        new("retries", "Retries", ColumnKind.Percent, l => CostFormat.Share(l.Cost.Measures.Retries, l.Cost.Measures.Requests)) { Explanation = "Requests that were made again.", IsExtra = true },
        new("input", "Input tokens", ColumnKind.Count, l => l.Cost.Measures.InputTokens) { IsExtra = true },
        new("output", "Output tokens", ColumnKind.Count, l => l.Cost.Measures.OutputTokens) { IsExtra = true },
        new("unpriced", "Unpriced", ColumnKind.Count, l => l.Cost.Measures.UnpricedRequests) { Explanation = "Requests without a price.", IsExtra = true },
    ];

    public async Task<UsersData> ReadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var period = view.PeriodAt(time.GetUtcNow().UtcDateTime);
        var ranking = await users.RankAsync(view.Ask(period), scope, cancellation);
        var known = await names.GetAsync(scope, cancellation);
        return new(ranking, [.. ranking.Rows.Select(Line)], [.. known.Tenants.Select(t => t.Tier).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], period);

        UserLine Line(UserCost cost) => known.Tenant(cost.Tenant) is { } tenant ? new(cost, tenant.Name, tenant.Tier) : new(cost, CostGroup.NotReported, "");
    }
}
