using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>From the keys of tenants to the ids of their dimensions and back.</summary>
internal static class TenantKeys
{
    /// <summary>The id of a tenant's key; null when neither usage nor people have named it.</summary>
    public static Task<int?> FindAsync(FinOpsDbContext context, string key, CancellationToken cancellation) =>
        context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "" && d.Key == key).Select(d => (int?)d.Id).SingleOrDefaultAsync(cancellation);

    /// <summary>The key of a tenant's id; null when there is none.</summary>
    public static Task<string?> FindAsync(FinOpsDbContext context, int id, CancellationToken cancellation) =>
        context.Dimensions.Where(d => d.Id == id && d.Kind == DimensionKind.Tenant).Select(d => d.Key).SingleOrDefaultAsync(cancellation);
}
