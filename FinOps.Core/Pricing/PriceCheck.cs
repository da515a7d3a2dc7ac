using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Pricing;

/// <summary>A model in use whose price needs somebody's attention, as some or all of its calls are made.</summary>
/// <param name="Model">The model with its calls of the last 30 days of usage.</param>
/// <param name="Price">The price that is old; null where there is none.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="AgeDays">For how many days nobody looked the price up; null where there is no price.</param>
public sealed record PriceWarning(ModelInUse Model, Price? Price, UnpricedReason Reason, int? AgeDays)
{
    /// <summary>The kinds of calls that are concerned, where others of the model are not; empty when all are.</summary>
    public IReadOnlyList<CallKind> Only { get; init; } = [];

    public bool IsMissing => Price is null;

    /// <summary>One sentence: what is wrong, and for which calls.</summary>
    public string Message => (Price, Reason) switch
    {
        ({ } price, _) => $"The price{Where} was last looked up {AgeDays} days ago ({price.Source}).",
        (_, UnpricedReason.NoPriceAtTime) => $"No price is in force now{Where}.",
        (_, UnpricedReason.NoRateForBucket) => $"The price has no rates{Where}.",
        _ => "No price names this model.",
    };

    private string Where => Only.Count == 0 ? "" : " for calls " + string.Join(", ", Only.Select(Text));

    private static string Text(CallKind kind)
    {
        var tier = $"on {kind.Tier.ToString().ToLowerInvariant()}";
        return kind.HostScope.Length == 0 ? tier : kind.Tier == ServiceTier.Standard ? $"in {kind.HostScope}" : $"in {kind.HostScope} {tier}";
    }
}

/// <summary>What a look over the prices in use found.</summary>
/// <param name="Models">Models in use.</param>
/// <param name="Warnings">Missing prices first, then old ones; dearest first.</param>
/// <param name="MaxAgeDays">From which age on a price counts as old.</param>
public sealed record PriceCheckReport(int Models, IReadOnlyList<PriceWarning> Warnings, int MaxAgeDays)
{
    /// <summary>Models of which some calls have no price.</summary>
    public int Missing => Warnings.Where(w => w.IsMissing).Select(w => w.Model).Distinct().Count();

    /// <summary>Models of which some calls have a price that is old.</summary>
    public int Old => Warnings.Where(w => !w.IsMissing).Select(w => w.Model).Distinct().Count();

    /// <summary>The whole result in a sentence.</summary>
    public string Sentence => Warnings.Count == 0
        ? $"{Models:N0} models in use; each has a price that was looked up in the last {MaxAgeDays} days."
        : string.Join(" ", new[]
        {
            Missing > 0 ? $"{Missing:N0} of {Models:N0} models in use {(Missing == 1 ? "has" : "have")} no price." : "",
            Old > 0 ? $"{Old:N0} of {Models:N0} models in use {(Old == 1 ? "has a price" : "have prices")} that nobody looked up for more than {MaxAgeDays} days." : "",
        }.Where(s => s.Length > 0));
}

/// <summary>Looks whether every model in use has a price that is recent enough, at each place and service tier at which it is called.</summary>
public sealed class PriceCheck(PriceQueries queries, PriceBook book, IOptions<PricingOptions> options, TimeProvider time)
{
    /// <param name="scope">Whose usage counts.</param>
    /// <param name="isThorough">True to look at the places and tiers of all calls of the 30 days, not just of the newest.</param>
    public async Task<PriceCheckReport> RunAsync(TenantScope scope, CancellationToken cancellation, bool isThorough = false)
    {
        var maxAge = options.Value.MaxPriceAgeDays;
        var inUse = await queries.InUseAsync(scope, cancellation, isThorough);
        var prices = await book.CurrentAsync(cancellation);
        var now = time.NowMicros();
        var warnings = inUse.SelectMany(model => WarningsOf(model, prices, now, maxAge));
        return new PriceCheckReport(inUse.Count, [.. warnings.OrderByDescending(w => w.IsMissing)], maxAge);
    }

    /// <summary>What is wrong with the prices of a model, one warning for all kinds of its calls that share it.</summary>
    internal static IEnumerable<PriceWarning> WarningsOf(ModelInUse model, PriceSnapshot prices, long now, int maxAge)
    {
        var kinds = model.Kinds.GroupBy(kind => PriceQueries.PriceOf(prices, model.Provider, model.Model, kind, now)).ToList();
        foreach (var kind in kinds)
        {
            var (price, reason) = kind.Key;
            var days = price is null ? (int?)null : (int)((now - PriceAge.CheckedAtMicros(price)) / Instants.MicrosPerDay);
            if (days is null || days > maxAge)
            {
                yield return new PriceWarning(model, price, reason, days) { Only = kinds.Count == 1 && reason != UnpricedReason.NoRateForBucket ? [] : [.. kind] };
            }
        }
    }
}
