namespace FinOps.Core.Pricing;

/// <summary>Which public lists a price comes from, told from its source: <c>LiteLLM model prices (2026-08-06)</c> is of the same list as a newer one.</summary>
internal static class CatalogSources
{
    private static readonly string[] Families = ["LiteLLM", "pydantic/genai-prices", "models.dev"];

    public static IReadOnlyList<string> Of(string source)
    {
        var known = Families.Where(f => source.Contains(f, StringComparison.OrdinalIgnoreCase)).ToList();
        return known.Count > 0 ? known : [source];
    }
}
