using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Tenants;

namespace FinOps.Core.Margins;

/// <summary>Reads margins. Revenue and cost are cut to the tenants the actor may see.</summary>
public sealed class MarginQueries
{
    private readonly MarginTerms book;
    private readonly CostQueries costs;
    private readonly RedLines lines;
    private readonly TimeProvider time;

    internal MarginQueries(MarginTerms book, CostQueries costs, RedLines lines, TimeProvider time) => (this.book, this.costs, this.lines, this.time) = (book, costs, lines, time);

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    /// <summary>
    /// The margins of all tenants in the days from <paramref name="from"/> up to, not including, <paramref name="to"/>. Of a period that is still
    /// running, fees count up to now, as costs do.
    /// </summary>
    public async Task<MarginTable> OfPeriodAsync(DateOnly from, DateOnly to, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var cost = await costs.RunAsync(MarginPeriods.Ask(from, to) with { GroupBy = [CostDimension.Tenant] }, actor.Sees, cancellation);
        return await WithCostsAsync(from, to, cost.Rows.ToDictionary(r => r.Keys[0], r => r.Measures, StringComparer.Ordinal), cost.AsOfUtc, actor, cancellation);
    }

    /// <summary>The same for who has already asked what each tenant cost in the period.</summary>
    /// <param name="byTenant">Measures by tenant key, those without a tenant under the empty key.</param>
    public async Task<MarginTable> WithCostsAsync(
        DateOnly from, DateOnly to, IReadOnlyDictionary<string, CostMeasures> byTenant, DateTime? asOfUtc, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        ArgumentNullException.ThrowIfNull(byTenant);
        var terms = await book.CurrentAsync(cancellation);
        var now = NowUtc;
        var day = MarginPeriods.TermsDay(from, to, DateOnly.FromDateTime(now));
        var margins = new List<TenantMargin>();
        foreach (var (id, key) in terms.In(actor.Sees))
        {
            var cost = byTenant.GetValueOrDefault(key);
            var revenue = terms.Revenue(id, from, to, now);
            if (revenue.IsKnown || cost is { Requests: not 0 } or { EffectiveCostNanos: not 0 })
            {
                margins.Add(new TenantMargin(terms.Row(id, key, day), revenue, cost?.EffectiveCostNanos ?? 0, cost?.Requests ?? 0, cost?.UnpricedRequests ?? 0, lines.Of(terms.TierOf(id))));
            }
        }

        var ordered = margins.OrderBy(m => m.MarginNanos is null).ThenBy(m => m.MarginNanos ?? -m.CostNanos).ThenBy(m => m.Row.Key, StringComparer.Ordinal);
        return new MarginTable(from, to, [.. ordered], byTenant.GetValueOrDefault("")?.EffectiveCostNanos ?? 0, asOfUtc);
    }

    /// <summary>What all tenants in scope brought in together from a day up to an instant, in nano-USD; of the day of the instant, fees count up to it.</summary>
    public async Task<long> RevenueAsync(DateOnly from, DateTime untilUtc, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var terms = await book.CurrentAsync(cancellation);
        var until = untilUtc < NowUtc ? untilUtc : NowUtc;
        return terms.In(actor.Sees).Sum(tenant => terms.Revenue(tenant.Id, from, DateOnly.FromDateTime(until).AddDays(until.TimeOfDay == TimeSpan.Zero ? 0 : 1), until).TotalNanos);
    }

    /// <summary>One tenant in a period: revenue, cost by feature and model, margin. Null when there is no such tenant for this actor.</summary>
    public async Task<MarginStatement?> OfTenantAsync(string key, DateOnly from, DateOnly to, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var terms = await book.CurrentAsync(cancellation);
        if (Find(terms, key, actor) is not { } id)
        {
            return null;
        }

        var cost = await costs.RunAsync(MarginPeriods.Ask(from, to) with { GroupBy = [CostDimension.Feature, CostDimension.Provider, CostDimension.Model], Filters = [new(CostDimension.Tenant, [key])], ForReport = false }, actor.Sees, cancellation);
        var uses = cost.Rows.Select(r => new FeatureUse(r.Keys[0], r.Keys[1], r.Keys[2], r.Measures)).ToList();
        var now = NowUtc;
        var margin = new TenantMargin(
            terms.Row(id, key, MarginPeriods.TermsDay(from, to, DateOnly.FromDateTime(now))), terms.Revenue(id, from, to, now), cost.Total.EffectiveCostNanos, cost.Total.Requests, cost.Total.UnpricedRequests, lines.Of(terms.TierOf(id)));
        return new MarginStatement(from, to, margin, uses, cost.AsOfUtc);
    }

    /// <summary>
    /// The months of one tenant, oldest first, the last one still running: what it brought in and cost in each, and what the running one is expected to be in
    /// the end. Null when there is no such tenant for this actor.
    /// </summary>
    public async Task<MarginMonths?> MonthsAsync(string key, int months, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 2);
        var terms = await book.CurrentAsync(cancellation);
        if (Find(terms, key, actor) is not { } id)
        {
            return null;
        }

        return await MonthsAsync(months, [(id, key)], [new(CostDimension.Tenant, [key])], actor, terms, cancellation);
    }

    /// <summary>The months of all tenants in scope together, as <see cref="MonthsAsync(string, int, Actor, CancellationToken)"/>.</summary>
    public async Task<MarginMonths> AllMonthsAsync(int months, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 2);
        var terms = await book.CurrentAsync(cancellation);
        return await MonthsAsync(months, [.. terms.In(actor.Sees)], [], actor, terms, cancellation);
    }

    /// <summary>Which tier carries which in a period.</summary>
    public async Task<TierView> TiersAsync(MarginTable table, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        return TierView.Of(table.Tenants, (await book.CurrentAsync(cancellation)).Tiers);
    }

    private async Task<MarginMonths> MonthsAsync(int months, IReadOnlyList<(int Id, string Key)> ids, IReadOnlyList<CostFilter> filters, Actor actor, TermsSnapshot terms, CancellationToken cancellation)
    {
        var now = NowUtc;
        var today = DateOnly.FromDateTime(now);
        var running = MarginPeriods.MonthOf(today);
        var first = running.AddMonths(1 - months);
        var cost = await costs.RunAsync(MarginPeriods.Ask(first, today.AddDays(1)) with { GroupBy = [CostDimension.Day], Filters = filters }, actor.Sees, cancellation);
        var byDay = cost.Rows.ToDictionary(r => DateOnly.ParseExact(r.Keys[0], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), r => r.Measures);
        var list = Enumerable.Range(0, months).Select(i => first.AddMonths(i)).Select(month => new MarginMonth(
            month,
            ids.Aggregate(default(RevenueSum), (sum, tenant) => sum.Plus(terms.Revenue(tenant.Id, month, month.AddMonths(1), now))),
            byDay.Where(d => MarginPeriods.MonthOf(d.Key) == month).Sum(d => d.Value.EffectiveCostNanos))).ToList();
        var whole = ids.Aggregate(default(RevenueSum), (sum, tenant) => sum.Plus(terms.Revenue(tenant.Id, running, running.AddMonths(1))));
        var nanos = byDay.ToDictionary(d => d.Key, d => d.Value.EffectiveCostNanos);
        var forecast = nanos.Count == 0 ? null : SpendForecaster.Of(nanos, nanos.Keys.Min(), running, running.AddMonths(1), now);
        return new MarginMonths(list, whole, forecast, nanos.Count == 0 ? null : nanos.Keys.Min(), cost.AsOfUtc);
    }

    private static int? Find(TermsSnapshot terms, string key, Actor actor)
    {
        var found = terms.Keys.FirstOrDefault(k => k.Key == key);
        return found.Key is not null && actor.Sees.Allows(key) ? found.Id : null;
    }
}
