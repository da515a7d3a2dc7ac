namespace FinOps.Core.Pricing;

/// <summary>Which public lists a price comes from, told from its source: <c>LiteLLM model prices (2026-08-06)</c> is of the same list as a newer one.</summary>
internal static class CatalogSources
{
    private static readonly string[] Families = ["LiteLLM", "pydantic/genai-prices", "models.dev"];

    private const int MaxLength = 512;

    /// <summary>The source of a price that takes what one list has and keeps the rest of another's.</summary>
    public static string Joined(string listed, string kept)
    {
        var own = Of(listed);
        var others = kept.Split("; ", StringSplitOptions.RemoveEmptyEntries).Where(part => !Of(part).Any(own.Contains));
        var joined = string.Join("; ", others.Prepend(listed));
        return joined.Length <= MaxLength ? joined : listed;
    }

    public static IReadOnlyList<string> Of(string source)
    {
        var known = Families.Where(f => source.Contains(f, StringComparison.OrdinalIgnoreCase)).ToList();
        return known.Count > 0 ? known : [source];
    }
}
