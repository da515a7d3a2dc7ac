using FinOps.Core.Tenants;

namespace FinOps.Core.Margins;

/// <summary>List rates of a model in nano-USD per million tokens.</summary>
/// <param name="CacheRead">Null when the provider lists none: then its cache cannot be counted on.</param>
/// <param name="CacheWrite">Null when filling the cache costs no more than input.</param>
public sealed record ModelRates(decimal Input, decimal? CacheRead, decimal? CacheWrite, decimal Output)
{
    /// <summary>What tokens cost at these rates, in millionths of nano-USD.</summary>
    public decimal Of(long plainInput, long cacheRead, long cacheWrite, long output) =>
        (plainInput * Input) + (cacheRead * (CacheRead ?? Input)) + (cacheWrite * (CacheWrite ?? Input)) + (output * Output);
}

/// <summary>What the calls of a feature send on average for all other tenants in sight.</summary>
public sealed record PeerInput(long Requests, long InputTokens);

/// <summary>Everything that proposals are computed from.</summary>
/// <param name="Uses">What the tenant's features did with which model.</param>
/// <param name="Days">Days of the period.</param>
/// <param name="Rates">List rates by provider and model, of the tenant's models and of all that could replace them.</param>
/// <param name="Peers">By feature.</param>
/// <param name="UserCosts">What each user of the tenant cost in the period, in nano-USD; calls without a user are left out.</param>
/// <param name="Plans">Plans that are sold, with their fee of a month in nano-USD.</param>
/// <param name="DaysInMonth">Of the running month; turns what a period needs into a monthly fee.</param>
public sealed record InterventionFacts(
    TenantMargin Margin,
    IReadOnlyList<FeatureUse> Uses,
    int Days,
    IReadOnlyDictionary<(string Provider, string Model), ModelRates> Rates,
    IReadOnlyDictionary<string, PeerInput> Peers,
    IReadOnlyList<long> UserCosts,
    IReadOnlyList<(Plan Plan, long MonthlyFeeNanos)> Plans,
    int DaysInMonth,
    MarginOptions Options);
