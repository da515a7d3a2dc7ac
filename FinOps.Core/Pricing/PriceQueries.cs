using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Records;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing;

/// <summary>A model that was called, and what it costs now.</summary>
/// <param name="Provider">As reported.</param>
/// <param name="Model">As reported.</param>
/// <param name="Measures">What the calls of the period add up to.</param>
/// <param name="Price">The price in force now, or null.</param>
/// <param name="Reason">Why there is no price now.</param>
public sealed record ModelInUse(string Provider, string Model, CostMeasures Measures, Price? Price, UnpricedReason Reason);

/// <summary>Calls of one model that wait for a price.</summary>
public sealed record UnpricedModel(string Provider, string Model, UnpricedReason Reason, long Requests, DateTime FirstSeenUtc, DateTime LastSeenUtc);

/// <summary>Reads what the pricing page shows.</summary>
public sealed class PriceQueries(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, CostQueries costs, TimeProvider time)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    /// <summary>The models that were called in the last 30 days of stored usage, dearest first.</summary>
    public async Task<IReadOnlyList<ModelInUse>> InUseAsync(TenantScope scope, CancellationToken cancellation)
    {
        if (await costs.ExtentAsync(scope, cancellation) is not { } extent)
        {
            return [];
        }

        var query = new CostQuery(extent.LastUtc - Recent, extent.LastUtc) { GroupBy = [CostDimension.Provider, CostDimension.Model] };
        var rows = (await costs.RunAsync(query, scope, cancellation)).Rows;
        var prices = await book.CurrentAsync(cancellation);
        var now = time.NowMicros();
        return
        [
            .. from row in rows
               let price = prices.For(row.Keys[0], row.Keys[1]).At(now, out _)
               select new ModelInUse(row.Keys[0], row.Keys[1], row.Measures, price, ReasonOf(prices, row.Keys, now)),
        ];
    }

    /// <summary>Every model with calls that have no price yet, most calls first.</summary>
    public async Task<IReadOnlyList<UnpricedModel>> UnpricedAsync(TenantScope scope, CancellationToken cancellation)
    {
        var tenants = await costs.ResolveAsync([], scope, cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var groups = await context.UsageRecords
            .Where(r => r.PriceId == null).With(tenants)
            .GroupBy(r => new { r.ModelId, r.UnpricedReason })
            .Select(g => new
            {
                g.Key.ModelId,
                g.Key.UnpricedReason,
                Requests = g.LongCount(),
                First = g.Min(r => r.OccurredAtMicros),
                Last = g.Max(r => r.OccurredAtMicros),
            })
            .ToListAsync(cancellation);
        var ids = groups.Select(g => g.ModelId).Distinct().ToList();
        var models = await context.Dimensions.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, cancellation);
        return
        [
            .. from g in groups
               let model = models.GetValueOrDefault(g.ModelId)
               orderby g.Requests descending, model?.Key
               select new UnpricedModel(
                   model?.Parent ?? "", model?.Key ?? "", g.UnpricedReason, g.Requests, Instants.ToUtc(g.First), Instants.ToUtc(g.Last)),
        ];
    }

    /// <summary>All prices that are in force now or will be, without those that newer ones replaced.</summary>
    public async Task<IReadOnlyList<Price>> InForceAsync(CancellationToken cancellation)
    {
        var prices = (await book.CurrentAsync(cancellation)).Prices;
        var ends = PriceVersions.EndOfEach(prices);
        var now = time.NowMicros();
        return [.. prices.Where(p => ends[p] > Math.Max(now, p.ValidFromMicros))];
    }

    /// <summary>Every stored price, replaced ones too, by provider, model and start.</summary>
    public async Task<IReadOnlyList<PriceVersion>> AllAsync(CancellationToken cancellation)
    {
        var prices = (await book.CurrentAsync(cancellation)).Prices;
        var ends = PriceVersions.EndOfEach(prices);
        var newer = prices.Where(p => p.SupersedesId is not null).GroupBy(p => p.SupersedesId!.Value).ToDictionary(g => g.Key, g => g.MinBy(p => p.ValidFromMicros));
        return
        [
            .. prices.Select(p => new PriceVersion(p, ends[p], newer.GetValueOrDefault(p.Id)))
                .OrderBy(v => v.Price.Provider, StringComparer.Ordinal).ThenBy(v => v.Price.ModelPattern, StringComparer.OrdinalIgnoreCase)
                .ThenByDescending(v => v.Price.ValidFromMicros).ThenByDescending(v => v.Price.Id),
        ];
    }

    /// <summary>The price history of one model, oldest first.</summary>
    public async Task<IReadOnlyList<PriceStep>> HistoryAsync(string provider, string model, CancellationToken cancellation) =>
        (await book.CurrentAsync(cancellation)).For(provider, model).Steps();

    /// <summary>Everything known of what a model costs and cost, at a place and for a service tier.</summary>
    public async Task<ModelPriceHistory> ModelAsync(string provider, string model, string hostScope, ServiceTier tier, CancellationToken cancellation)
    {
        var snapshot = await book.CurrentAsync(cancellation);
        var prices = snapshot.For(provider, model, hostScope);
        var canonical = ProviderAliases.Canonical(provider);
        var mappings = snapshot.Mappings
            .Where(m => ProviderAliases.Canonical(m.Provider) == canonical && string.Equals(m.Name, model.Trim(), StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(m => m.Id).ToList();
        var names = mappings.Select(m => m.BaseModel).Where(m => m.Length > 0).Prepend(model)
            .SelectMany(m => ReportedModel.Parse(canonical, m, "").Names).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var versions = (await AllAsync(cancellation)).Where(v => ProviderAliases.Canonical(v.Price.Provider) == canonical
            && new ModelPattern(v.Price.Match, v.Price.ModelPattern) is var pattern && names.Exists(pattern.IsMatch));
        var reason = prices.At(time.NowMicros(), tier, out var choice);
        return new ModelPriceHistory(
            prices.Steps(tier), [.. versions.OrderByDescending(v => v.Price.ValidFromMicros).ThenByDescending(v => v.Price.Id)], mappings, choice, reason);
    }

    private static UnpricedReason ReasonOf(PriceSnapshot prices, IReadOnlyList<string> keys, long now)
    {
        prices.For(keys[0], keys[1]).At(now, out var reason);
        return reason;
    }
}
