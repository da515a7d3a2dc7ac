namespace FinOps.Core.Pricing;

/// <summary>Makes price rows of one entry: the standard price, service tiers whose rates share no factor, places, and the fast mode.</summary>
internal sealed class LiteLlmRows(LiteLlmRates rates, LiteLlmName name, string source)
{
    private const decimal Ppm = 1_000_000m;

    public IEnumerable<Price> All()
    {
        foreach (var (place, factor) in rates.ScopeFactors)
        {
            if (place.Length > 0 && name.HostScope.Length > 0)
            {
                continue;
            }

            var scope = name.HostScope.Length > 0 ? name.HostScope : place;
            yield return Row(scope, null, factor);
            foreach (var tier in rates.UsableTiers.Where(t => FactorPpm(t) is null))
            {
                yield return Row(scope, tier, factor);
            }

            if (rates.FastFactor is { } fast)
            {
                yield return Row(scope, ServiceTier.Fast, factor * fast);
            }
        }
    }

    private Price Row(string scope, ServiceTier? tier, decimal factor)
    {
        var isOwnSet = tier is ServiceTier.Batch or ServiceTier.Flex or ServiceTier.Priority;
        return new Price
        {
            Kind = PriceKind.Catalog,
            Provider = name.Provider,
            HostScope = scope,
            ModelPattern = name.Model,
            Match = ModelMatch.Exact,
            Tier = tier,
            Rates = (isOwnSet ? Completed(tier, 0) : rates.Standard).Times(factor),
            ContextTiers = [.. rates.Thresholds.Select(t => ContextTierAt(t, isOwnSet ? tier : null, factor))],
            BatchFactorPpm = tier is null ? FactorPpm(ServiceTier.Batch) : null,
            FlexFactorPpm = tier is null ? FactorPpm(ServiceTier.Flex) : null,
            PriorityFactorPpm = tier is null ? FactorPpm(ServiceTier.Priority) : null,
            SearchPer1K = rates.SearchPer1K,
            RequestsPer1K = rates.RequestsPer1K,
            Source = source,
        };
    }

    private ContextTier ContextTierAt(int threshold, ServiceTier? tier, decimal factor) => new()
    {
        Threshold = threshold,
        IsInclusive = rates.IsThresholdInclusive,
        Rates = Completed(tier, threshold).Times(factor),
    };

    /// <summary>The rates of a tier; what the list leaves out follows the standard rates as the tier's input does.</summary>
    private TokenRates Completed(ServiceTier? tier, int threshold)
    {
        var standard = rates.Set(null, threshold).Over(rates.Standard);
        if (tier is null)
        {
            return standard;
        }

        var own = rates.Set(tier, threshold);
        var input = rates.Set(tier, 0).InputPer1M;
        return own.Over(rates.Standard.InputPer1M is > 0 and var plain && input is { } listed ? standard.Times((decimal)listed / plain) : standard);
    }

    /// <summary>The factor of a service tier in millionths; null where its rates do not share one that six places can say.</summary>
    private int? FactorPpm(ServiceTier tier)
    {
        if (!rates.UsableTiers.Contains(tier) || rates.Set(tier, 0).FactorFrom(rates.Standard) is not { } factor)
        {
            return null;
        }

        var longDiffers = rates.Thresholds.Any(t => !rates.Set(tier, t).IsEmpty() && rates.Set(tier, t).FactorFrom(rates.Set(null, t).Over(rates.Standard)) != factor);
        return decimal.IsInteger(factor * Ppm) && !longDiffers ? (int)(factor * Ppm) : null;
    }
}
