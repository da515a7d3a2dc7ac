using FinOps.Core.Access;
using FinOps.Core.Costs;

namespace FinOps.Web.Tenants.Terms;

/// <summary>What tenants have cost lately, so that those who matter stand first.</summary>
public sealed class SpendOfTenants(CostQueries costs, TimeProvider time)
{
    private const int Days = 30;

    /// <summary>The effective cost of each tenant in the last 30 days, today included, in nano-USD by key.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Last30DaysAsync(TenantScope scope, CancellationToken cancellation)
    {
        var end = time.GetUtcNow().UtcDateTime.Date.AddDays(1);
        var result = await costs.RunAsync(new CostQuery(end.AddDays(-Days), end) { GroupBy = [CostDimension.Tenant] }, scope, cancellation);
        return result.Rows.ToDictionary(r => r.Keys[0], r => r.Measures.EffectiveCostNanos, StringComparer.Ordinal);
    }
}
