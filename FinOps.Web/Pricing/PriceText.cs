using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FinOps.Web.Costs;

namespace FinOps.Web.Pricing;

/// <summary>How prices are written for people.</summary>
public static class PriceText
{
    /// <summary>A rate in USD with all its digits; a dash where none is listed.</summary>
    public static string Rate(long? nanos) => Usd(nanos is { } known ? Money.ToUsd(known) : null);

    /// <summary>A rate of a price in USD, whatever its currency.</summary>
    public static string Rate(Price price, long? nanos) => Usd(price.ToUsd(nanos));

    private static string Usd(decimal? usd) => usd switch
    {
        null => CostFormat.None,
        0 => "free",
        { } known => "$" + known.ToString("#,##0.00#######", CultureInfo.InvariantCulture),
    };

    public static string Day(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Period(long fromMicros, long? toMicros) =>
        toMicros is { } to and < long.MaxValue ? $"{Day(fromMicros)} to {Day(to)}" : $"since {Day(fromMicros)}";

    /// <summary>Who sets a price.</summary>
    public static string Kind(PriceKind kind) => kind switch
    {
        PriceKind.Catalog => "List",
        PriceKind.Own => "Own",
        PriceKind.Contract => "Contract",
    };

    /// <summary>What has become of a price.</summary>
    public static string State(PriceState state) => state switch
    {
        PriceState.InForce => "In force",
        PriceState.Future => "To come",
        PriceState.Ended => "Ended",
        PriceState.Superseded => "Replaced",
    };

    /// <summary>Which models a price is for, e.g. <c>gpt-4o…</c> for a prefix.</summary>
    public static string Pattern(Price price) => price.Match switch
    {
        ModelMatch.Exact => price.ModelPattern,
        ModelMatch.Prefix => price.ModelPattern + "…",
        ModelMatch.Regex => $"/{price.ModelPattern}/",
    };

    /// <summary>Why a call has no price, and what to do.</summary>
    public static string Why(UnpricedReason reason) => reason switch
    {
        UnpricedReason.None => "",
        UnpricedReason.UnknownModel => "No price names this model",
        UnpricedReason.NoPriceAtTime => "No price for that time",
        UnpricedReason.NoRateForBucket => "The price lacks a rate that was used",
        UnpricedReason.NoUsage => "The provider reported no usage",
        UnpricedReason.CostTooLarge => "The price makes more of it than an amount can hold",
    };

    /// <summary>Factors of service tiers, e.g. <c>batch × 0.5</c>; empty without any.</summary>
    public static string Tiers(Price price)
    {
        var tiers = new[] { ("batch", price.BatchFactorPpm), ("flex", price.FlexFactorPpm), ("priority", price.PriorityFactorPpm) };
        return string.Join(", ", tiers.Where(t => t.Item2 is not null).Select(t => $"{t.Item1} × {(t.Item2!.Value / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture)}"));
    }

    /// <summary>When other rates apply to long input; empty without any.</summary>
    public static string LongContext(Price price) => string.Join("; ", price.ContextTiers.OrderBy(t => t.Threshold).Select(t =>
        $"{(t.IsInclusive ? "from" : "above")} {CostFormat.ExactCount(t.Threshold)} input tokens: {Rate(price, t.Rates.InputPer1M)} in, {Rate(price, t.Rates.OutputPer1M)} out"));

    /// <summary>Where, for which tier, when and in which currency a price holds, as far as it is not simply everywhere and always; empty otherwise.</summary>
    public static string Conditions(Price price)
    {
        string[] parts =
        [
            price.HostScope,
            price.Tier is { } tier ? $"{Tier(tier)} only" : "",
            PriceWindow.Describe(price),
            price.UsdPerUnitNanos is { } nanos ? $"in {price.Currency} at {Rate(nanos)}" : "",
            price.DiscountPpm is { } off ? $"{(off / 10_000m).ToString("0.####", CultureInfo.InvariantCulture)} % off" : "",
            price.RequestsPer1K is { } calls ? $"{Rate(price, calls)} per 1,000 calls" : "",
        ];
        return string.Join(", ", parts.Where(p => p.Length > 0));
    }

    /// <summary>What beats or lowers the price of a step at times; empty without any.</summary>
    public static string Also(PriceStep step)
    {
        IEnumerable<string> parts =
        [
            .. step.Mapping is { } mapping ? new[] { $"priced as {mapping.BaseModel}" } : [],
            .. step.Windowed.Select(p => $"no. {p.Id} {PriceWindow.Describe(p)}: {Rate(p, p.Rates.InputPer1M)} in, {Rate(p, p.Rates.OutputPer1M)} out"),
            .. step.Discounts.Select(p => $"{Conditions(p)} by contract no. {p.Id}"),
        ];
        return string.Join("; ", parts);
    }

    /// <summary>At which place and tier most calls of a model are made, as far as it is not simply everywhere on standard; empty otherwise.</summary>
    public static string Kinds(IReadOnlyList<CallKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var main = kinds[0];
        var others = kinds.Count > 1 ? $"and {kinds.Count - 1} more" : "";
        string[] parts = [main.HostScope, main.Tier == ServiceTier.Standard ? "" : Tier(main.Tier)];
        var text = string.Join(", ", parts.Where(p => p.Length > 0));
        return text.Length == 0 ? "" : $"{text} {others}".TrimEnd();
    }

    /// <summary>Why a name stands for another model.</summary>
    public static string Mapping(ModelMappingKind kind) => kind switch
    {
        ModelMappingKind.Alias => "Another name",
        ModelMappingKind.Deployment => "Deployment",
    };

    /// <summary>A service tier as people call it.</summary>
    public static string Tier(ServiceTier tier) => tier switch
    {
        ServiceTier.Standard => "standard",
        ServiceTier.Batch => "batch",
        ServiceTier.Flex => "flex",
        ServiceTier.Priority => "priority",
        ServiceTier.Fast => "fast",
    };
}
