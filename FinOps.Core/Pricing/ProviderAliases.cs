using System.Collections.Frozen;

namespace FinOps.Core.Pricing;

/// <summary>The many names that logs use for one provider, e.g. <c>aws.bedrock</c> for <c>bedrock</c>; read from the catalog.</summary>
public static class ProviderAliases
{
    private static readonly Lazy<FrozenDictionary<string, string>> Names = new(Read);

    /// <summary>The catalog's name of a provider: lower case, without blanks around; a name that is no alias stands for itself.</summary>
    public static string Canonical(string provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var name = provider.Trim().ToLowerInvariant();
        return Names.Value.GetValueOrDefault(name, name);
    }

    private static FrozenDictionary<string, string> Read()
    {
        using var lines = CatalogFile.Open("provider-aliases.csv");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        lines.ReadLine();
        while (lines.ReadLine() is { } line)
        {
            if (line.Split(',') is [var alias, var provider])
            {
                names.Add(alias, provider);
            }
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
