using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace FinOps.Core.Margins;

/// <summary>Settings under <c>Margins</c>: from when on a margin is too small, and what proposals reckon with.</summary>
public sealed class MarginOptions : IValidatableObject
{
    public const string Section = "Margins";

    /// <summary>A tenant whose gross margin, in percent of revenue, lies below this is under the red line.</summary>
    [Range(-100, 95)]
    public int RedLinePercent { get; set; } = 20;

    /// <summary>Other lines for some tiers, such as <c>free=-100, enterprise=40</c>.</summary>
    public string TierRedLines { get; set; } = "";

    /// <summary>Which share of a repeated prompt can be expected to come out of the provider's cache, in percent.</summary>
    [Range(1, 100)]
    public int CacheHitPercent { get; set; } = 70;

    /// <summary>Features, separated by commas, for which a smaller model is never proposed.</summary>
    public string SensitiveFeatures { get; set; } = "";

    /// <summary>A fair-use limit is reckoned at this percentile of what a tenant's users cost.</summary>
    [Range(50, 99)]
    public int FairUsePercentile { get; set; } = 90;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var part in Parts(TierRedLines).Where(p => Line(p) is null))
        {
            yield return new ValidationResult($"\"{part}\" is no line of a tier; write tier=percent from -100 to 95, such as enterprise=40.", [nameof(TierRedLines)]);
        }
    }

    internal static IReadOnlyList<string> Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal static (string Tier, int Percent)? Line(string part)
    {
        var sides = part.Split('=', StringSplitOptions.TrimEntries);
        return sides is [{ Length: > 0 } tier, var text] && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent) && percent is >= -100 and <= 95 ? (tier, percent) : null;
    }
}

/// <summary>The least gross margin that each tier is expected to bring, as shares of revenue.</summary>
public sealed class RedLines
{
    private readonly Dictionary<string, decimal> byTier;

    public RedLines(MarginOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        General = options.RedLinePercent / 100m;
        byTier = MarginOptions.Parts(options.TierRedLines).Select(MarginOptions.Line).OfType<(string Tier, int Percent)>()
            .GroupBy(l => l.Tier, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Percent / 100m, StringComparer.Ordinal);
    }

    /// <summary>The line of tiers that have none of their own.</summary>
    public decimal General { get; }

    public decimal Of(string tier) => byTier.TryGetValue(tier, out var line) ? line : General;
}
