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
/// <param name="Price">The price in force now for the most frequent kind of its calls, or null.</param>
/// <param name="Reason">Why there is no price now.</param>
public sealed record ModelInUse(string Provider, string Model, CostMeasures Measures, Price? Price, UnpricedReason Reason)
{
    /// <summary>How its calls are made, the most frequent way first; never empty.</summary>
    public IReadOnlyList<CallKind> Kinds { get; init; } = [new("", ServiceTier.Standard, Measures.Requests)];
}

/// <summary>Calls of one model that wait for a price.</summary>
public sealed record UnpricedModel(string Provider, string Model, UnpricedReason Reason, long Requests, DateTime FirstSeenUtc, DateTime LastSeenUtc);

/// <summary>Reads what the pricing page shows.</summary>
public sealed class PriceQueries
{
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly PriceBook book;
    private readonly CostQueries costs;
    private readonly ModelsCalled called;
    private readonly TimeProvider time;

    internal PriceQueries(IDbContextFactory<FinOpsDbContext> contexts, PriceBook book, CostQueries costs, ModelsCalled called, TimeProvider time) =>
        (this.contexts, this.book, this.costs, this.called, this.time) = (contexts, book, costs, called, time);

    /// <summary>The models that were called in the last 30 days of stored usage, dearest first.</summary>
    /// <param name="scope">Whose usage counts.</param>
    /// <param name="isThorough">True to learn from all their calls at which places and tiers they are made; else the newest calls tell.</param>
    public async Task<IReadOnlyList<ModelInUse>> InUseAsync(TenantScope scope, CancellationToken cancellation, bool isThorough = false)
    {
        var models = await called.ReadAsync(scope, isThorough, cancellation);
        var prices = await book.CurrentAsync(cancellation);
        var now = time.NowMicros();
        return [.. models.Select(model => InUse(model, prices, now))];
    }

    /// <summary>The price that a kind of calls takes at an instant, or why there is none.</summary>
    internal static (Price? Price, UnpricedReason Reason) PriceOf(PriceSnapshot prices, string provider, string model, CallKind kind, long micros)
    {
        var reason = prices.For(provider, model, kind.HostScope).At(micros, kind.Tier, out var choice);
        return choice.Price is { } price && !PriceCalculator.HasRatesFor(price, kind.Tier) ? (null, UnpricedReason.NoRateForBucket) : (choice.Price, reason);
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

    private static ModelInUse InUse(ModelCalled model, PriceSnapshot prices, long now)
    {
        IReadOnlyList<CallKind> kinds = model.Kinds.Count > 0 ? model.Kinds : [new("", ServiceTier.Standard, model.Measures.Requests)];
        var (price, reason) = PriceOf(prices, model.Provider, model.Model, kinds[0], now);
        return new ModelInUse(model.Provider, model.Model, model.Measures, price, reason) { Kinds = kinds };
    }
}
