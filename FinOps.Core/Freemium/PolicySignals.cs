using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Freemium;

/// <summary>That a free user costs more than they will ever bring in: what policies may act on.</summary>
/// <param name="User">Empty where the tenant counts as one user.</param>
public sealed record FreemiumSignal(string Tenant, string TenantName, string Tier, string User, FreemiumUser Use)
{
    public DateOnly FirstDate => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(Use.FirstDay));

    public DateOnly PassedDate => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(Use.PassedDay));

    /// <summary>On which day of use the value was passed: 1 is the first.</summary>
    public int PassedAfterDays => Use.PassedDay - Use.FirstDay + 1;

    /// <summary>Cost of the 30 days above the lifetime value, in nano-USD.</summary>
    public long OverNanos => Use.CostNanos - Use.LifetimeValueNanos;

    /// <summary>What the cheap model would have saved, in nano-USD; null where nothing is cheaper.</summary>
    public long? SavingNanos => Use.CostNanos - Use.CheapCostNanos;
}

/// <summary>The signals and where they come from.</summary>
/// <param name="Check">The last look; null before the first one.</param>
/// <param name="MissingValue">The free tiers for which nobody said what a user brings in.</param>
public sealed record FreemiumSignals(IReadOnlyList<FreemiumSignal> Users, FreemiumCheck? Check, IReadOnlyList<string> MissingValue);

/// <summary>Reads what policies such as enforcement may act on.</summary>
public sealed class PolicySignals(IDbContextFactory<FinOpsDbContext> contexts, IOptions<FreemiumOptions> options)
{
    /// <summary>The keys of tenants in scope with free users who passed their lifetime value.</summary>
    public async Task<IReadOnlySet<string>> TenantsAsync(TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (isAll, keys) = (scope.IsAll, scope.Keys.ToList());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var trapped = context.FreemiumUsers.Select(u => u.TenantId);
        return (await context.Dimensions.Where(d => trapped.Contains(d.Id) && (isAll || keys.Contains(d.Key))).Select(d => d.Key).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The free users in scope who passed their lifetime value, the latest first.</summary>
    public async Task<FreemiumSignals> FreemiumAsync(TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (isAll, keys) = (scope.IsAll, scope.Keys.ToList());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await (from u in context.FreemiumUsers.AsNoTracking()
                          join d in context.Dimensions on u.TenantId equals d.Id
                          join t in context.Tenants on u.TenantId equals t.Id
                          join n in context.Dimensions on u.UserId equals n.Id into named
                          from user in named.DefaultIfEmpty()
                          where isAll || keys.Contains(d.Key)
                          orderby u.PassedDay descending, u.CostNanos descending, u.TenantId, u.UserId
                          select new { Use = u, d.Key, t.Name, t.Tier, User = user == null ? "" : user.Key }).ToListAsync(cancellation);
        var tiers = options.Value.TierKeys.ToList();
        var valued = await context.Tiers.Where(t => tiers.Contains(t.Key) && t.LifetimeValueNanos != null).Select(t => t.Key).ToListAsync(cancellation);
        return new FreemiumSignals(
            [.. rows.Select(r => new FreemiumSignal(r.Key, r.Name.Length == 0 ? r.Key : r.Name, r.Tier, r.User, r.Use))],
            await context.FreemiumChecks.AsNoTracking().FirstOrDefaultAsync(cancellation),
            [.. tiers.Except(valued)]);
    }
}
