using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Margins;

/// <summary>Gathers what proposals are computed from: usage of the last 30 days, list prices of today, and what other tenants in sight do.</summary>
public sealed class InterventionQueries
{
    /// <summary>Effects are for so many days, today included.</summary>
    public const int Days = 30;

    private readonly MarginTerms book;
    private readonly MarginQueries margins;
    private readonly CostQueries costs;
    private readonly PriceBook prices;
    private readonly IOptions<MarginOptions> options;
    private readonly TimeProvider time;

    internal InterventionQueries(MarginTerms book, MarginQueries margins, CostQueries costs, PriceBook prices, IOptions<MarginOptions> options, TimeProvider time) =>
        (this.book, this.margins, this.costs, this.prices, this.options, this.time) = (book, margins, costs, prices, options, time);

    /// <summary>What could be done for a tenant; null when there is none of that key for this actor. Only what the actor may see is compared with.</summary>
    public async Task<InterventionPlan?> OfTenantAsync(string key, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var (from, to) = (today.AddDays(1 - Days), today.AddDays(1));
        if (await margins.OfTenantAsync(key, from, to, actor, cancellation) is not { } statement)
        {
            return null;
        }

        var filter = new CostFilter(CostDimension.Tenant, [key]);
        var everywhere = await costs.RunAsync(MarginPeriods.Ask(from, to) with { GroupBy = [CostDimension.Feature, CostDimension.Provider, CostDimension.Model] }, actor.Sees, cancellation);
        var users = await costs.RunAsync(MarginPeriods.Ask(from, to) with { GroupBy = [CostDimension.User], Filters = [filter] }, actor.Sees, cancellation);
        var terms = await book.CurrentAsync(cancellation);
        return Interventions.Of(new InterventionFacts(
            statement.Margin,
            statement.Uses,
            Days,
            await RatesAsync(everywhere, cancellation),
            Peers(everywhere, statement),
            [.. users.Rows.Where(r => r.Keys[0].Length > 0).Select(r => r.Measures.EffectiveCostNanos)],
            [.. terms.Plans.Where(p => !p.IsRetired).Select(p => (p, terms.Prices.At(p.Id, today)?.MonthlyFeeNanos)).Where(p => p.MonthlyFeeNanos is not null).Select(p => (p.p, p.MonthlyFeeNanos!.Value))],
            DateTime.DaysInMonth(today.Year, today.Month),
            options.Value));
    }

    private static Dictionary<string, PeerInput> Peers(CostResult everywhere, MarginStatement own)
    {
        var ownUses = own.Uses.ToLookup(u => u.Feature, StringComparer.Ordinal);
        return everywhere.Rows.GroupBy(r => r.Keys[0], StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => new PeerInput(
                g.Sum(r => r.Measures.Requests) - ownUses[g.Key].Sum(u => u.Measures.Requests),
                g.Sum(r => r.Measures.InputTokens) - ownUses[g.Key].Sum(u => u.Measures.InputTokens)),
            StringComparer.Ordinal);
    }

    /// <summary>List rates of every model that is in use in sight: what is in use is known to work.</summary>
    private async Task<Dictionary<(string Provider, string Model), ModelRates>> RatesAsync(CostResult everywhere, CancellationToken cancellation)
    {
        var snapshot = await prices.CurrentAsync(cancellation);
        var now = time.NowMicros();
        var rates = new Dictionary<(string, string), ModelRates>();
        foreach (var (provider, model) in everywhere.Rows.Select(r => (r.Keys[1], r.Keys[2])).Distinct())
        {
            if (model.Length > 0 && snapshot.For(provider, model).At(now, out _) is { } price && Rates(price) is { } found)
            {
                rates[(provider, model)] = found;
            }
        }

        return rates;
    }

    private static ModelRates? Rates(Price price)
    {
        decimal? Usd(long? rate) => price.ToUsd(rate) * Money.NanosPerUsd;
        return Usd(price.Rates.InputPer1M) is { } input ? new ModelRates(input, Usd(price.Rates.CacheReadPer1M), Usd(price.Rates.CacheWrite5mPer1M), Usd(price.Rates.OutputPer1M) ?? 0) : null;
    }
}
