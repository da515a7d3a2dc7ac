using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Tenants;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Margins;

/// <summary>What all tenants pay, as it was read at once. Knows all tenants: who asks cuts to those in scope.</summary>
internal sealed class TermsSnapshot
{
    private readonly Dictionary<int, Tenant> tenants;
    private readonly Dictionary<int, Plan> plans;
    private readonly Dictionary<int, Contract[]> contracts;
    private readonly Dictionary<int, RevenueEntry[]> entries;

    public TermsSnapshot(
        IReadOnlyList<(int Id, string Key)> keys, IEnumerable<Tenant> tenants, IEnumerable<Plan> plans, IEnumerable<PlanPrice> prices, IEnumerable<Contract> contracts, IEnumerable<RevenueEntry> entries, IReadOnlyList<Tier> tiers)
    {
        (Keys, Tiers, Prices) = (keys, tiers, new PlanTerms(prices));
        this.tenants = tenants.ToDictionary(t => t.Id);
        this.plans = plans.ToDictionary(p => p.Id);
        this.contracts = contracts.GroupBy(c => c.TenantId).ToDictionary(g => g.Key, g => g.OrderBy(c => c.StartDay).ToArray());
        this.entries = entries.GroupBy(e => e.TenantId).ToDictionary(g => g.Key, g => g.OrderBy(e => e.Day).ToArray());
    }

    /// <summary>All tenants that usage or people have named, by key.</summary>
    public IReadOnlyList<(int Id, string Key)> Keys { get; }

    /// <summary>Smallest rank first.</summary>
    public IReadOnlyList<Tier> Tiers { get; }

    public PlanTerms Prices { get; }

    public IReadOnlyCollection<Plan> Plans => plans.Values;

    public static async Task<TermsSnapshot> ReadAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var keys = await context.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Tenant && d.Parent == "").Select(d => new { d.Id, d.Key }).ToListAsync(cancellation);
        return new TermsSnapshot(
            [.. keys.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => (k.Id, k.Key))],
            await context.Tenants.AsNoTracking().ToListAsync(cancellation),
            await context.Plans.AsNoTracking().ToListAsync(cancellation),
            await context.PlanPrices.AsNoTracking().ToListAsync(cancellation),
            await context.Contracts.AsNoTracking().ToListAsync(cancellation),
            await context.RevenueEntries.AsNoTracking().ToListAsync(cancellation),
            await context.Tiers.AsNoTracking().OrderBy(t => t.Rank).ThenBy(t => t.Key).ToListAsync(cancellation));
    }

    public IEnumerable<(int Id, string Key)> In(TenantScope scope) => scope.IsAll ? Keys : Keys.Where(k => scope.Allows(k.Key));

    /// <summary>A tenant with the contract that runs on a day.</summary>
    public TenantRow Row(int id, string key, DateOnly day)
    {
        var contract = contracts.TryGetValue(id, out var all) ? Array.Find(all, c => c.Covers(day)) : null;
        var plan = contract?.PlanId is { } planId ? plans.GetValueOrDefault(planId) : null;
        return new TenantRow(id, key, tenants.GetValueOrDefault(id), contract, plan, contract is null ? null : Prices.MonthlyFee(contract, day))
        {
            IncludedUsageNanos = contract is null ? null : Prices.IncludedUsage(contract, day),
            NextStart = all?.Where(c => c.StartDay > day).Select(c => (DateOnly?)c.StartDay).Min(),
            EndedOn = contract is not null ? null : all?.Where(c => c.EndDay <= day).Select(c => c.EndDay).Max(),
        };
    }

    public string TierOf(int id) => tenants.GetValueOrDefault(id)?.Tier ?? "";

    /// <summary>What a tenant brings in on the days of a period.</summary>
    public RevenueSum Revenue(int id, DateOnly from, DateOnly to) => from >= to ? default : TenantRevenue.Of(from, to, contracts.GetValueOrDefault(id) ?? [], Prices, entries.GetValueOrDefault(id) ?? []);

    /// <summary>The same up to an instant: of its day, a fee counts for the minutes that have passed, as the cost does.</summary>
    public RevenueSum Revenue(int id, DateOnly from, DateOnly to, DateTime nowUtc)
    {
        var today = DateOnly.FromDateTime(nowUtc);
        if (to <= today)
        {
            return Revenue(id, from, to);
        }

        if (from > today)
        {
            return default;
        }

        var until = Revenue(id, from, today.AddDays(1));
        var fee = Revenue(id, today, today.AddDays(1)).SubscriptionNanos;
        const int day = 24 * 60;
        return until with { SubscriptionNanos = until.SubscriptionNanos - fee + (long)Math.Round((decimal)fee * (int)nowUtc.TimeOfDay.TotalMinutes / day, 0, MidpointRounding.ToEven) };
    }

    /// <summary>The first day of which something says what the tenant pays; null when nothing ever does.</summary>
    public DateOnly? FirstDay(int id)
    {
        DateOnly? contract = contracts.TryGetValue(id, out var all) ? all[0].StartDay : null;
        DateOnly? entry = entries.TryGetValue(id, out var billed) ? billed[0].Day : null;
        return contract is null || entry < contract ? entry : contract;
    }
}
