using FinOps.Core.Usage;

namespace FinOps.Core.Pricing;

/// <summary>Everything known of what a model costs and cost.</summary>
/// <param name="Steps">What was charged when, oldest first, at the place and for the tier that were asked for.</param>
/// <param name="Versions">Every row that names the model, at whatever place and for whatever tier, newest first.</param>
/// <param name="Mappings">What the name stood for, newest first; empty where it always stood for itself.</param>
/// <param name="Current">What a call costs now, and the reason where it costs nothing we know.</param>
public sealed record ModelPriceHistory(
    IReadOnlyList<PriceStep> Steps, IReadOnlyList<PriceVersion> Versions, IReadOnlyList<ModelMapping> Mappings, PriceChoice Current, UnpricedReason Reason)
{
    /// <summary>The places that have rows of their own.</summary>
    public IReadOnlyList<string> HostScopes { get; } = [.. Versions.Select(v => v.Price.HostScope).Where(s => s.Length > 0).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The tiers that have rows of their own.</summary>
    public IReadOnlyList<ServiceTier> Tiers { get; } = [.. Versions.Select(v => v.Price.Tier).OfType<ServiceTier>().Distinct().Order()];
}
