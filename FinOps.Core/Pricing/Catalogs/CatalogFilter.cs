namespace FinOps.Core.Pricing;

/// <summary>Chooses rows of a comparison by their names: words with <c>*</c> for any text, e.g. <c>openai/*</c> or <c>*claude*</c>.</summary>
public sealed class CatalogFilter(string pattern)
{
    private readonly string[] parts = pattern.Trim().Split('*');

    public bool IsMatch(CatalogChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return IsMatch(change.Name);
    }

    /// <param name="name">Provider and model, e.g. <c>openai/gpt-4o</c>.</param>
    public bool IsMatch(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (parts.Length == 1)
        {
            return parts[0].Length == 0 || name.Equals(parts[0], StringComparison.OrdinalIgnoreCase);
        }

        if (!name.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = name.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return name.Length - at >= parts[^1].Length && name.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }
}
