using FinOps.Core.Data;
using FinOps.Core.Tenants;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Demo;

/// <summary>
/// Gives the demo company's customers names, owners, plans, contracts and bills: most earn well, a large one and a small one lose money, the free
/// ones are carried by the rest, and one has no contract any more. All days follow the story's first day.
/// </summary>
internal sealed class DemoTerms(UsageTurn turn, TimeProvider time)
{
    private const string By = DemoCompany.Name;

    /// <summary>Adds terms to tenants that have none and of which people wrote down nothing.</summary>
    public Task AddAsync(DemoStory story, CancellationToken cancellation) => turn.TakeAsync(context => AddAsync(context, story, cancellation), cancellation);

    private async Task<bool> AddAsync(FinOpsDbContext context, DemoStory story, CancellationToken cancellation)
    {
        var byKey = DemoTenant.All.ToDictionary(t => t.Key);
        var keys = byKey.Keys.ToList();
        var ids = await context.Dimensions.Where(d => d.Kind == DimensionKind.Tenant && keys.Contains(d.Key)).ToDictionaryAsync(d => d.Id, d => d.Key, cancellation);
        var known = await context.Tenants.Where(t => ids.Keys.Contains(t.Id)).ToDictionaryAsync(t => t.Id, cancellation);
        var untouched = ids.Where(i => known.GetValueOrDefault(i.Key) is null or { IsDemo: true, Version: 0 }).ToList();
        if (untouched.Count == 0)
        {
            return false;
        }

        var bound = (await context.Contracts.Select(c => c.TenantId).ToListAsync(cancellation)).ToHashSet();
        var dates = new DemoDates(story);
        var plans = await PlansAsync(context, dates, cancellation);
        foreach (var (id, key) in untouched)
        {
            var tenant = known.GetValueOrDefault(id) ?? context.Tenants.Add(new Tenant { Id = id, IsDemo = true }).Entity;
            Name(tenant, byKey[key]);
            if (!bound.Contains(id))
            {
                context.Contracts.AddRange(DemoContracts.Of(byKey[key], dates).Select(c => Stamped(c, id, plans)));
                context.RevenueEntries.AddRange(DemoContracts.BillsOf(byKey[key], dates).Select(e => Stamped(e, id)));
            }
        }

        await context.SaveChangesAsync(cancellation);
        return true;
    }

    private async Task<Dictionary<string, int>> PlansAsync(FinOpsDbContext context, DemoDates dates, CancellationToken cancellation)
    {
        foreach (var (plan, prices) in DemoContracts.Plans(dates))
        {
            if (await context.Plans.AnyAsync(p => p.Key == plan.Key, cancellation))
            {
                continue;
            }

            (plan.IsDemo, plan.Version, plan.ChangedBy, plan.ChangedAtMicros) = (true, 1, By, time.NowMicros());
            context.Plans.Add(plan);
            await context.SaveChangesAsync(cancellation);
            foreach (var price in prices)
            {
                (price.PlanId, price.CreatedBy, price.CreatedAtMicros) = (plan.Id, By, time.NowMicros());
                context.PlanPrices.Add(price);
            }
        }

        return await context.Plans.ToDictionaryAsync(p => p.Key, p => p.Id, cancellation);
    }

    private void Name(Tenant tenant, DemoTenant demo)
    {
        (tenant.Name, tenant.Tier, tenant.Owner, tenant.TimeZone) = (demo.Name, demo.Tier, DemoContracts.OwnerOf(demo), DemoContracts.ZoneOf(demo));
        tenant.Note = demo.Slug == DemoContracts.UnboundSlug ? "The pilot is over; a renewal is being talked about." : "";
        (tenant.Version, tenant.ChangedBy, tenant.ChangedAtMicros) = (1, By, time.NowMicros());
    }

    private Contract Stamped(DemoContract demo, int tenant, Dictionary<string, int> plans) => new()
    {
        TenantId = tenant,
        PlanId = demo.Plan is { } plan ? plans[plan] : null,
        StartDay = demo.Start,
        EndDay = demo.End,
        MonthlyFeeNanos = Nanos(demo.MonthlyFeeUsd),
        IncludedUsageNanos = Nanos(demo.IncludedUsageUsd),
        DailyCeilingNanos = Nanos(demo.DailyCeilingUsd),
        Note = demo.Note,
        IsDemo = true,
        Version = 1,
        ChangedBy = By,
        ChangedAtMicros = time.NowMicros(),
    };

    private RevenueEntry Stamped(RevenueEntry entry, int tenant)
    {
        (entry.TenantId, entry.IsDemo, entry.CreatedBy, entry.CreatedAtMicros) = (tenant, true, By, time.NowMicros());
        return entry;
    }

    private static long? Nanos(decimal? usd) => usd is { } amount ? Money.ToNanos(amount) : null;
}
