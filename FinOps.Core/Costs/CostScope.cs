using FinOps.Core.Access;

namespace FinOps.Core.Costs;

/// <summary>Whether a question names only tenants that are there for who asks.</summary>
public static class CostScope
{
    /// <summary>False when a filter names a tenant that is not in scope; such a question is answered as one about a tenant that does not exist.</summary>
    public static bool IsIn(this IEnumerable<CostFilter> filters, TenantScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.IsAll || filters.Where(f => f.Dimension == CostDimension.Tenant).SelectMany(f => f.Values).All(scope.Allows);
    }
}
