using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>A key of LiteLLM's list taken apart: <c>azure/us/gpt-5.6</c> is gpt-5.6 of azure at the host scope us.</summary>
internal sealed partial record LiteLlmName(string Provider, string HostScope, string Model)
{
    /// <summary>Null for a key that names no model by its tokens: an image size, or reserved throughput.</summary>
    public static LiteLlmName? Of(string key, string listedProvider)
    {
        var provider = ProviderOf(listedProvider);
        var parts = key.Split('/');
        if (parts.Any(p => p.EndsWith("-commitment", StringComparison.Ordinal) || ImageSize().IsMatch(p)))
        {
            return null;
        }

        var first = parts.Length > 1 && IsPrefix(parts[0], listedProvider, provider) ? 1 : 0;
        var scope = "";
        if (provider is "azure" or "bedrock" && parts.Length - first > 1)
        {
            if (parts[first] == "invoke" || parts[first] == "converse")
            {
                first++;
            }
            else if (HostScopes.OfAzureOrRegion(parts[first]) is { } found)
            {
                (scope, first) = (found, first + 1);
            }
        }

        var model = string.Join('/', parts[first..]);
        if (provider == "bedrock" && HostScopes.TakeBedrock(model) is var (place, bare))
        {
            (scope, model) = (scope.Length > 0 ? scope : place, bare);
        }

        return new LiteLlmName(provider, scope, model);
    }

    private static bool IsPrefix(string part, string listed, string provider) =>
        part == listed || ProviderAliases.Canonical(part) == provider || ProviderOf(part) == provider
        || listed.StartsWith(part + "_", StringComparison.Ordinal) || listed.StartsWith(part + "-", StringComparison.Ordinal);

    private static string ProviderOf(string listed)
    {
        var name = listed.StartsWith("vertex_ai", StringComparison.Ordinal) ? "vertex_ai"
            : listed.StartsWith("text-completion-", StringComparison.Ordinal) ? listed["text-completion-".Length..]
            : listed.StartsWith("fireworks_ai", StringComparison.Ordinal) ? "fireworks_ai"
            : listed;
        return ProviderAliases.Canonical(name);
    }

    [GeneratedRegex(@"^(\d+-x-\d+|max-x-max|\d+-steps|max-steps)$", RegexOptions.CultureInvariant)]
    private static partial Regex ImageSize();
}
