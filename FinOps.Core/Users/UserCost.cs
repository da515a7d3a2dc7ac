using FinOps.Core.Costs;

namespace FinOps.Core.Users;

/// <summary>What one user of one tenant cost. The same user id at two tenants is two users.</summary>
/// <param name="Rank">1 for the dearest; null for the calls of a tenant that name no user.</param>
/// <param name="Tenant">The tenant's key; empty where none was reported.</param>
/// <param name="User">The user's id; empty for the calls that name none.</param>
public sealed record UserCost(int? Rank, string Tenant, string User, CostMeasures Measures)
{
    public long CostNanos => Measures.EffectiveCostNanos;

    /// <summary>Share of the cost of all calls of the question, those without a user included.</summary>
    public required double? Share { get; init; }

    /// <summary>Share of this user and all dearer ones together; null without a rank.</summary>
    public required double? Cumulative { get; init; }
}

/// <summary>All users of a question by falling cost, then the calls without a user.</summary>
/// <param name="Rows">They add up to the total.</param>
/// <param name="Total">All calls of the question.</param>
/// <param name="Skew">Of the named users.</param>
public sealed record UserRanking(IReadOnlyList<UserCost> Rows, CostMeasures Total, CostSkew Skew, DateTime? AsOfUtc)
{
    /// <summary>Which rollup answered, or <c>records</c>.</summary>
    public string AnsweredBy { get; init; } = "";
}
