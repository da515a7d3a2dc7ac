namespace FinOps.Core.Freemium;

/// <summary>Settings under <c>Freemium</c>.</summary>
public sealed class FreemiumOptions
{
    public const string Section = "Freemium";

    /// <summary>The tiers whose users pay nothing, by key, separated by commas.</summary>
    public string Tiers { get; set; } = "free";

    /// <summary>The model that savings are computed with, as <c>provider/model</c>; empty for the one in use that is cheapest for these users.</summary>
    public string CheapModel { get; set; } = "";

    internal IReadOnlyList<string> TierKeys => Tiers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
