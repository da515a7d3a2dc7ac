using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Pricing.Claims;
using FinOps.Web.Costs;

namespace FinOps.Web.Pricing.Claims;

/// <summary>How differences of claims are written for people.</summary>
public static class ClaimText
{
    /// <summary>The likely cause in a few words.</summary>
    public static string Cause(ClaimFinding finding) => finding.Cause switch
    {
        ClaimCause.Rounding => $"Claims are rounded{(finding.RoundedToNanos is { } grid ? $" to {CostFormat.ExactUsd(grid)}" : "")}",
        ClaimCause.CacheAsInput => "Cache tokens billed as plain input",
        ClaimCause.CacheTwice => "Cache tokens billed twice",
        ClaimCause.ReasoningTwice => "Reasoning added to the output a second time",
        ClaimCause.OtherTier => $"Billed at the {(finding.Tier is { } tier ? PriceText.Tier(tier) : "other")} tier instead of the one returned",
        ClaimCause.LongContextIgnored => "Long-context rates ignored",
        ClaimCause.OtherPrice => finding.OtherPrice is { } price ? $"Another price: {PriceText.Kind(price.Kind).ToLowerInvariant()} no. {price.Id}, {PriceText.Period(price.ValidFromMicros, price.ValidToMicros)}" : "Another price",
        ClaimCause.ConstantFactor => $"Always ours × {finding.Factor?.ToString("0.####", CultureInfo.InvariantCulture)} (markup, currency or other rates)",
        ClaimCause.Unpriced => "We have no price for these calls yet",
        ClaimCause.Unknown => "No usual mistake gives these claims",
    };

    /// <summary>How sure that is.</summary>
    public static string Evidence(ClaimFinding finding) => finding.Cause switch
    {
        ClaimCause.Unknown => $"{finding.Sampled} differing calls were priced by every rule that is tried.",
        ClaimCause.Unpriced => $"{finding.Matched} of {finding.Sampled} sampled calls.",
        _ => $"Reproduces {finding.Matched} of {finding.Sampled} sampled calls whose claim differs.",
    };

    /// <summary>The difference as a signed percentage.</summary>
    public static string Share(double? share) => share is { } known && known > 0 ? "+" + CostFormat.Percent(known) : CostFormat.Percent(share);

    public static string Sum(long nanos) => Money.ToUsd(nanos) is var usd && usd > 0 ? "+" + CostFormat.Usd(usd) : CostFormat.Usd(usd);
}
