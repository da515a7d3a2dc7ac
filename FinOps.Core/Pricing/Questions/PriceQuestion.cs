using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers.Vendor;

namespace FinOps.Core.Pricing.Questions;

/// <summary>A question for a price, brought to our counts.</summary>
/// <param name="Call">What is to be priced.</param>
/// <param name="Rule">How the provider's usage object was read; null for counts of our own format.</param>
/// <param name="Flags">What did not add up in the object.</param>
/// <param name="ServiceTier">The tier as it was named; empty when it was not.</param>
/// <param name="Ignored">Fields that nobody knows.</param>
internal sealed record PriceQuestion(PricedCall Call, VendorRule? Rule, UsageFlags Flags, string ServiceTier, IReadOnlyList<string> Ignored)
{
    /// <summary>True when the provider reported no usage.</summary>
    public bool HasNoUsage => Flags.HasFlag(UsageFlags.UsageMissing);
}
