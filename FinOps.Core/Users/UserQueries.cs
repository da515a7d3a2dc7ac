using FinOps.Core.Access;
using FinOps.Core.Costs;

namespace FinOps.Core.Users;

/// <summary>Ranks users by what they cost.</summary>
public sealed class UserQueries(CostQueries costs)
{
    /// <summary>The users of a period, dearest first.</summary>
    /// <param name="query">Period and filters; what it groups by is ignored.</param>
    /// <param name="scope">Whose usage may count.</param>
    /// <exception cref="ArgumentException">The question cannot be asked; the message says why.</exception>
    public async Task<UserRanking> RankAsync(CostQuery query, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var result = await costs.RunAsync(query with { GroupBy = [CostDimension.Tenant, CostDimension.User], ForReport = true, WithLatency = false }, scope, cancellation);
        var total = result.Total.EffectiveCostNanos;
        var rows = new List<UserCost>(result.Rows.Count);
        decimal sum = 0;
        foreach (var row in result.Rows.Where(r => r.Keys[1].Length > 0))
        {
            sum += row.Measures.EffectiveCostNanos;
            rows.Add(Of(row, rows.Count + 1, total, sum));
        }

        rows.AddRange(result.Rows.Where(r => r.Keys[1].Length == 0).Select(r => Of(r, null, total, 0)));
        var skew = CostSkew.Of(rows.Where(r => r.Rank is not null).Select(r => r.CostNanos));
        return new UserRanking(rows, result.Total, skew, result.AsOfUtc) { AnsweredBy = result.AnsweredBy };
    }

    private static UserCost Of(CostRow row, int? rank, long total, decimal sum) => new(rank, row.Keys[0], row.Keys[1], row.Measures)
    {
        Share = total == 0 ? null : (double)((decimal)row.Measures.EffectiveCostNanos / total),
        Cumulative = total == 0 || rank is null ? null : (double)(sum / total),
    };
}
