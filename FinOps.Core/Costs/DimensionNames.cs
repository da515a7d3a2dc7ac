using System.Collections.Concurrent;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Costs;

/// <summary>Translates between names and ids of dimensions. Names never change, so they are remembered. It knows the names of all tenants: only readers in Core ask it, for rows that are in scope.</summary>
public sealed class DimensionNames(IDbContextFactory<FinOpsDbContext> contexts)
{
    private const int MostRemembered = 200_000;
    private const int IdsPerQuery = 1_000;
    private readonly ConcurrentDictionary<int, (string Parent, string Key)> known = new();

    /// <summary>The names of some ids. Ids that were removed meanwhile are missing.</summary>
    public async Task<IReadOnlyDictionary<int, (string Parent, string Key)>> NamesOfAsync(IReadOnlyCollection<int> ids, CancellationToken cancellation)
    {
        var missing = ids.Where(id => !known.ContainsKey(id)).ToList();
        if (known.Count + missing.Count > MostRemembered)
        {
            known.Clear();
            missing = [.. ids];
        }

        foreach (var chunk in missing.Chunk(IdsPerQuery))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            foreach (var d in await context.Dimensions.AsNoTracking().Where(d => chunk.Contains(d.Id)).ToListAsync(cancellation))
            {
                known[d.Id] = (d.Parent, d.Key);
            }
        }

        return known;
    }

    /// <summary>The ids of some keys of a kind; a model key stands for that model at every provider.</summary>
    public async Task<List<int>> IdsOfAsync(DimensionKind kind, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Dimensions.Where(d => d.Kind == kind && keys.Contains(d.Key)).Select(d => d.Id).ToListAsync(cancellation);
    }

    /// <summary>The ids of all models of some providers.</summary>
    public async Task<List<int>> ModelIdsOfProvidersAsync(IReadOnlyCollection<string> providers, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Dimensions.Where(d => d.Kind == DimensionKind.Model && providers.Contains(d.Parent)).Select(d => d.Id).ToListAsync(cancellation);
    }

    /// <summary>The tier of each tenant that has one.</summary>
    public async Task<Dictionary<int, string>> TiersAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Tenants.Where(t => t.Tier != "").ToDictionaryAsync(t => t.Id, t => t.Tier, cancellation);
    }
}
