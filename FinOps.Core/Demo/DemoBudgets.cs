using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Demo;

/// <summary>Gives the demo company budgets: for the whole, for features, a team and tenants; one is near its amount and one is over it.</summary>
internal sealed class DemoBudgets(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, BudgetEditor editor, TimeProvider time)
{
    private const int Days = 28;
    private static readonly Actor Maker = Actor.System(DemoCompany.Name, "job");

    /// <summary>Adds them where no budget of the demo company is stored.</summary>
    public async Task AddAsync(CancellationToken cancellation)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellation))
        {
            if (await context.Budgets.AnyAsync(b => b.IsDemo, cancellation))
            {
                return;
            }
        }

        var today = time.GetUtcNow().UtcDateTime.Date;
        var (month, weeks) = (new CostQuery(new DateTime(today.Year, today.Month, 1, 0, 0, 0, DateTimeKind.Utc), today.AddDays(1)), new CostQuery(today.AddDays(-Days), today));
        var (spent, lately) = (await ReadAsync(month, cancellation), await ReadAsync(weeks, cancellation));
        var drafts = Drafts(spent, lately, new DateOnly(today.Year, today.Month, 1)).Where(d => d.AmountUsd > 0).ToList();
        await editor.SaveAllAsync(drafts, isAllOrNone: false, Maker, cancellation);
    }

    private static IEnumerable<BudgetDraft> Drafts(Figures spent, Figures lately, DateOnly first)
    {
        const string chat = "support-chat";
        var abusive = DemoTenant.KeyPrefix + DemoTenant.AbusiveSlug;
        var largest = DemoTenant.All[0].Key;
        BudgetDraft Of(BudgetScope scope, decimal amount, string owner) => new() { Scope = scope, AmountUsd = amount, Owner = owner, ValidFrom = first, IsDemo = true, Reason = "The demo company" };
        yield return Of(BudgetScope.Any, lately.Month("", 1.08m), "Finance");
        yield return Of(BudgetScope.Any with { Feature = chat }, spent.Now($"f:{chat}", 1.13m), "Support Experience");
        yield return Of(BudgetScope.Any with { Feature = DemoFeature.ThreadSummary }, spent.Now($"f:{DemoFeature.ThreadSummary}", 0.96m), "Messaging");
        yield return Of(BudgetScope.Any with { Feature = DemoFeature.ResearchAgent }, lately.Month($"f:{DemoFeature.ResearchAgent}", 1.3m), "Growth") with { IsHard = true, BurstPercent = 110 };
        yield return Of(BudgetScope.Any with { Feature = chat, Tenant = largest }, spent.Now($"f:{chat}", 0.25m), "Support Experience");
        yield return Of(BudgetScope.Any with { Tenant = largest }, lately.Month($"t:{largest}", 1.25m), "Customer success");
        yield return Of(BudgetScope.Any with { Tenant = abusive }, lately.Day($"t:{abusive}", 1.5m), "Customer success") with { Period = BudgetPeriod.Daily, IsHard = true };
        yield return Of(BudgetScope.Any with { Team = "Search" }, lately.Month("m:Search", 1.2m), "");
    }

    private async Task<Figures> ReadAsync(CostQuery period, CancellationToken cancellation)
    {
        var figures = new Dictionary<string, long>(StringComparer.Ordinal);
        CostFilter[] demo = [new(CostDimension.Tenant, [.. DemoTenant.All.Select(t => t.Key)])];
        foreach (var (mark, dimension) in new[] { ("f:", CostDimension.Feature), ("t:", CostDimension.Tenant), ("m:", CostDimension.Team) })
        {
            var found = await costs.RunAsync(period with { GroupBy = [dimension], Filters = demo, ForReport = true }, TenantScope.All, cancellation);
            figures[""] = found.Total.EffectiveCostNanos;
            foreach (var row in found.Rows)
            {
                figures[mark + row.Keys[0]] = row.Measures.EffectiveCostNanos;
            }
        }

        return new Figures(figures);
    }

    /// <summary>Cost by what a key names, in nano-USD.</summary>
    private sealed record Figures(Dictionary<string, long> Nanos)
    {
        public decimal Now(string key, decimal factor) => Usd(Nanos.GetValueOrDefault(key) * factor);

        public decimal Month(string key, decimal factor) => Usd(Nanos.GetValueOrDefault(key) * factor * 30 / Days);

        public decimal Day(string key, decimal factor) => Usd(Nanos.GetValueOrDefault(key) * factor / Days);

        /// <summary>In whole cents: finer amounts would look odd.</summary>
        private static decimal Usd(decimal nanos) => decimal.Round(nanos / Money.NanosPerUsd, 2, MidpointRounding.ToPositiveInfinity);
    }
}
