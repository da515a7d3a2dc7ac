namespace FinOps.Core.Data;

/// <summary>Patterns of SQL's LIKE in which what people type stands for itself, on both databases.</summary>
internal static class LikePattern
{
    /// <summary>The escape that a query must name beside the pattern.</summary>
    public const string Escape = "\\";

    /// <summary>Matches every text that holds this one.</summary>
    public static string Containing(string text) => "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal) + "%";
}
