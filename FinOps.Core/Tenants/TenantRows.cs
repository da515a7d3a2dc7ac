using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Tenants;

/// <summary>What the editors of tenants share: ids of keys, and saving without losing somebody else's change.</summary>
internal static class TenantRows
{
    /// <summary>The id of a tenant's key; a key that no usage has named yet is stored.</summary>
    public static async Task<int> IdAsync(FinOpsDbContext context, string key, long nowMicros, CancellationToken cancellation)
    {
        if (await FindIdAsync(context, key, cancellation) is { } id)
        {
            return id;
        }

        var name = new Dimension { Kind = DimensionKind.Tenant, Key = key, FirstSeenAtMicros = nowMicros };
        context.Dimensions.Add(name);
        await context.SaveChangesAsync(cancellation);
        return name.Id;
    }

    /// <summary>The id of a tenant's key; null when neither usage nor people have named it.</summary>
    public static Task<int?> FindIdAsync(FinOpsDbContext context, string key, CancellationToken cancellation) =>
        context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "" && d.Key == key).Select(d => (int?)d.Id).SingleOrDefaultAsync(cancellation);

    /// <summary>The key of a tenant's id; null when there is none.</summary>
    public static Task<string?> FindKeyAsync(FinOpsDbContext context, int id, CancellationToken cancellation) =>
        context.Dimensions.Where(d => d.Id == id && d.Kind == DimensionKind.Tenant).Select(d => d.Key).SingleOrDefaultAsync(cancellation);

    /// <summary>Stages a change in a transaction of its own and commits it when it is good.</summary>
    public static async Task<TenantEdit> CommitAsync(
        IDbContextFactory<FinOpsDbContext> contexts, Func<FinOpsDbContext, Task<TenantEdit>> stage, TimeProvider time, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        try
        {
            var edit = await stage(context);
            if (edit is TenantEdit.Saved)
            {
                await transaction.CommitAsync(cancellation);
            }

            return edit;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new TenantEdit.Conflict("somebody else", time.GetUtcNow().UtcDateTime);
        }
    }

    /// <summary>Saves what is staged; the id is known afterwards.</summary>
    public static async Task<TenantEdit> SaveAsync(FinOpsDbContext context, Func<int> id, CancellationToken cancellation)
    {
        await context.SaveChangesAsync(cancellation);
        return new TenantEdit.Saved(id());
    }
}
