using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Freemium;

/// <summary>
/// Finds the free users who cost more than they will ever bring in. Every run looks at all days anew and replaces what the last one found, in one transaction: so it needs no
/// order, catches up after any pause, and follows late calls, re-ratings and changed tiers.
/// </summary>
public sealed class FreemiumFinder
{
    private const int DaysAtOnce = 7;

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly CostQueries costs;
    private readonly CheapModels models;
    private readonly IOptions<FreemiumOptions> options;
    private readonly TimeProvider time;

    internal FreemiumFinder(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, CheapModels models, IOptions<FreemiumOptions> options, TimeProvider time) =>
        (this.contexts, this.costs, this.models, this.options, this.time) = (contexts, costs, models, options, time);

    /// <summary>Looks at all free users.</summary>
    /// <returns>How many of them passed their lifetime value.</returns>
    public async Task<int> FindAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var fold = new FreemiumFold(await ValuesAsync(cancellation));
        if (await costs.ExtentAsync(TenantScope.All, cancellation) is var (first, _))
        {
            for (var from = first.Date; from <= now.Date; from = from.AddDays(DaysAtOnce))
            {
                await AddAsync(fold, from, Earlier(from.AddDays(DaysAtOnce), now.Date.AddDays(1)), cancellation);
            }
        }

        var all = fold.Users();
        var passed = all.Where(u => u.PassedDay is not null).ToList();
        var cheap = passed.Count == 0 ? null : await models.ForAsync(passed, options.Value.CheapModel, now, cancellation);
        await StoreAsync(passed, all.Count, cheap, now, cancellation);
        return passed.Count;
    }

    /// <summary>The lifetime value of a user by the key of each free tenant, in nano-USD.</summary>
    private async Task<Dictionary<string, long>> ValuesAsync(CancellationToken cancellation)
    {
        var tiers = options.Value.TierKeys.ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var values = await context.Tiers.Where(t => tiers.Contains(t.Key) && t.LifetimeValueNanos != null).ToDictionaryAsync(t => t.Key, t => t.LifetimeValueNanos!.Value, cancellation);
        var known = values.Keys.ToList();
        var tenants = await (from t in context.Tenants
                             join d in context.Dimensions on t.Id equals d.Id
                             where known.Contains(t.Tier)
                             select new { d.Key, t.Tier }).ToListAsync(cancellation);
        return tenants.ToDictionary(t => t.Key, t => values[t.Tier], StringComparer.Ordinal);
    }

    private async Task AddAsync(FreemiumFold fold, DateTime from, DateTime to, CancellationToken cancellation)
    {
        var query = new CostQuery(from, to)
        {
            GroupBy = [CostDimension.Day, CostDimension.Tenant, CostDimension.User],
            Filters = [new CostFilter(CostDimension.Tier, options.Value.TierKeys)],
            ForReport = true,
        };
        foreach (var row in (await costs.RunAsync(query, TenantScope.All, cancellation)).Rows)
        {
            var day = DateTime.ParseExact(row.Keys[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            fold.Add(Instants.ToDay(Instants.ToMicros(day)), row.Keys[1], row.Keys[2], row.Measures);
        }
    }

    private async Task StoreAsync(List<FreemiumUse> passed, int users, CheapModel? cheap, DateTime now, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var tenants = await IdsAsync(context, DimensionKind.Tenant, passed.Select(p => p.Tenant), cancellation);
        var ids = await IdsAsync(context, DimensionKind.User, passed.Select(p => p.User), cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await context.FreemiumUsers.ExecuteDeleteAsync(cancellation);
        await context.FreemiumChecks.ExecuteDeleteAsync(cancellation);
        context.FreemiumUsers.AddRange(passed.Where(p => tenants.ContainsKey(p.Tenant) && (p.User.Length == 0 || ids.ContainsKey(p.User))).Select(p => new FreemiumUser
        {
            TenantId = tenants[p.Tenant],
            UserId = p.User.Length == 0 ? 0 : ids[p.User],
            FirstDay = p.FirstDay,
            PassedDay = p.PassedDay!.Value,
            LifetimeValueNanos = p.LifetimeValueNanos,
            CostNanos = p.CostNanos,
            Calls = p.Calls,
            CheapCostNanos = cheap?.CostOf(p) is { } cost && cost < p.CostNanos ? cost : null,
        }));
        context.FreemiumChecks.Add(new FreemiumCheck { ThroughDay = Instants.ToDay(Instants.ToMicros(now)), Users = users, CheapModel = cheap?.Name ?? "", AtMicros = Instants.ToMicros(now) });
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<Dictionary<string, int>> IdsAsync(FinOpsDbContext context, DimensionKind kind, IEnumerable<string> keys, CancellationToken cancellation)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var some in keys.Where(k => k.Length > 0).Distinct(StringComparer.Ordinal).Chunk(1_000))
        {
            foreach (var found in await context.Dimensions.Where(d => d.Kind == kind && some.Contains(d.Key)).Select(d => new { d.Id, d.Key }).ToListAsync(cancellation))
            {
                ids[found.Key] = found.Id;
            }
        }

        return ids;
    }

    private static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;
}
