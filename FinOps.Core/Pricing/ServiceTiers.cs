using System.Text;

namespace FinOps.Core.Pricing;

/// <summary>Reads the service tier that a provider returned.</summary>
public static class ServiceTiers
{
    /// <summary>The batch flag wins; tiers that no price knows count as standard. Google writes <c>ON_DEMAND_PRIORITY</c> for priority.</summary>
    public static ServiceTier Of(ReadOnlySpan<byte> serviceTier, bool isBatch) =>
        OfWord(serviceTier[(serviceTier.LastIndexOf((byte)'_') + 1)..], isBatch);

    /// <summary>The same for a tier that was stored; null where none was.</summary>
    public static ServiceTier Of(string? serviceTier, bool isBatch) => Of(Encoding.UTF8.GetBytes(serviceTier ?? ""), isBatch);

    /// <summary>Whether a provider means its standard tier, or leaves it to the account, by that name; also by none.</summary>
    public static bool IsStandard(string serviceTier)
    {
        ArgumentNullException.ThrowIfNull(serviceTier);
        return serviceTier.ToUpperInvariant() is "" or "STANDARD" or "DEFAULT" or "AUTO" or "ON_DEMAND" or "STANDARD_ONLY" or "PROVISIONED_THROUGHPUT" or "TRAFFIC_TYPE_UNSPECIFIED";
    }

    private static ServiceTier OfWord(ReadOnlySpan<byte> serviceTier, bool isBatch) =>
        isBatch || Ascii.EqualsIgnoreCase(serviceTier, "batch"u8) ? ServiceTier.Batch
        : Ascii.EqualsIgnoreCase(serviceTier, "flex"u8) ? ServiceTier.Flex
        : Ascii.EqualsIgnoreCase(serviceTier, "priority"u8) ? ServiceTier.Priority
        : Ascii.EqualsIgnoreCase(serviceTier, "fast"u8) ? ServiceTier.Fast
        : ServiceTier.Standard;
}
