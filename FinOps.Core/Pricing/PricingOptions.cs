using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Pricing;

/// <summary>Settings under <c>Pricing</c>.</summary>
public sealed class PricingOptions
{
    public const string Section = "Pricing";

    /// <summary>A model in use whose price was last looked up longer ago than this is worth a warning.</summary>
    [Range(1, 3_650)]
    public int MaxPriceAgeDays { get; set; } = 90;
}
