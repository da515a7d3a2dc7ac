using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Costs;
using FinOps.Web.Records;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Users;

/// <summary>Who causes the spend, and how few of them cause most of it?</summary>
public sealed partial class UsersPage
{
    private static readonly int[] Tops = [1, 5, 10];

    [Inject] private UserTables Tables { get; set; } = default!;

    protected override Task<UsersData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation) => Tables.ReadAsync(view, scope, cancellation);

    private static long Unnamed(UsersData data) => data.Ranking.Total.EffectiveCostNanos - data.Ranking.Skew.TotalNanos;

    private static string Answer(UsersData data) => data.Ranking.Skew is { Members: > 0 } skew
        ? $"{CostFormat.ExactCount(skew.Members)} {(skew.Members == 1 ? "user" : "users")} cost {CostFormat.Usd(skew.TotalNanos)}. {Skew(data)}"
        : "No call of this period names a user.";

    private static string Skew(UsersData data) => data.Ranking.Skew.ShareOfTop(1) is null
        ? "Their calls cost nothing so far."
        : $"The top 1 % cause {CostFormat.Percent(data.Ranking.Skew.ShareOfTop(1))} of it, the top 5 % {CostFormat.Percent(data.Ranking.Skew.ShareOfTop(5))}, the top 10 % {CostFormat.Percent(data.Ranking.Skew.ShareOfTop(10))}.";

    /// <summary>The calls behind the figure: the same tenant, user, period and filters.</summary>
    private string? HrefOf(UserLine line) => RecordLinks.List((View with { Group = null }).WithFilter(CostDimension.Tenant, line.Cost.Tenant).WithFilter(CostDimension.User, line.Cost.User));

    private static string Chip(bool isOn) => isOn ? "chip on" : "chip";
}
