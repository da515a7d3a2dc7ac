using System.Linq.Expressions;
using FinOps.Core.Costs;
using FinOps.Core.Usage;

namespace FinOps.Core.Records;

/// <summary>Narrows records to a filter.</summary>
internal static class RecordMatch
{
    /// <param name="records">The records of some hours.</param>
    /// <param name="filter">What else must hold.</param>
    /// <param name="wanted">The filter's dimensions as stored ids.</param>
    public static IQueryable<UsageRecord> Matching(this IQueryable<UsageRecord> records, RecordFilter filter, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> wanted)
    {
        records = records.With(wanted);
        if (filter.IsUnpriced)
        {
            records = records.Where(r => r.PriceId == null);
        }

        if (filter.IsFlagged)
        {
            records = records.Where(r => r.UsageFlags != UsageFlags.None);
        }

        return filter.HasOtherClaim
            ? records.Where(r => r.ClaimedCostNanos != null && r.PriceId != null
                && r.ClaimedCostNanos != r.InputCostNanos + r.CacheReadCostNanos + r.CacheWriteCostNanos + r.OutputCostNanos + r.FeeCostNanos)
            : records;
    }

    /// <summary>Narrows records to stored ids, such as those of the tenants in scope.</summary>
    public static IQueryable<UsageRecord> With(this IQueryable<UsageRecord> records, IReadOnlyList<(CubeKeys Key, IReadOnlyList<int> Ids)> wanted) =>
        wanted.Aggregate(records, (narrowed, one) => narrowed.Where(IsAnyOf(one.Key, one.Ids)));

    private static Expression<Func<UsageRecord, bool>> IsAnyOf(CubeKeys key, IReadOnlyList<int> ids) => key switch
    {
        CubeKeys.Tenant => r => ids.Contains(r.TenantId),
        CubeKeys.Feature => r => ids.Contains(r.FeatureId),
        CubeKeys.Model => r => ids.Contains(r.ModelId),
        CubeKeys.User => r => ids.Contains(r.UserId),
        CubeKeys.Team => r => ids.Contains(r.TeamId),
        CubeKeys.Route => r => ids.Contains(r.RouteId),
        CubeKeys.Task => r => ids.Contains(r.TaskId),
        CubeKeys.Environment => r => ids.Contains(r.EnvironmentId),
        CubeKeys.Status => IsStatus(ids),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Not one dimension."),
    };

    private static Expression<Func<UsageRecord, bool>> IsStatus(IReadOnlyList<int> ids)
    {
        var statuses = ids.Select(id => (UsageStatus)id).ToList();
        return r => statuses.Contains(r.Status);
    }
}
