using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>Which provider makes a model, told from the start of its name; only where no other provider sells it under that bare name.</summary>
internal static partial class ModelFamilies
{
    private static readonly (Regex Name, string Provider)[] Families =
    [
        (Claude(), "anthropic"), (OpenAi(), "openai"), (Gemini(), "google"), (Grok(), "xai"), (DeepSeek(), "deepseek"), (Mistral(), "mistral"), (Kimi(), "moonshotai"), (Cohere(), "cohere"),
    ];

    /// <summary>The provider and the bare name of a model; null where the name does not tell.</summary>
    public static (string Provider, string Model)? ProviderOf(string name)
    {
        if (name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            return null;
        }

        foreach (var (family, provider) in Families)
        {
            if (family.IsMatch(name))
            {
                return (provider, name);
            }
        }

        return null;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^claude-", Options)]
    private static partial Regex Claude();

    [GeneratedRegex(@"^(gpt-[3-9]|o[134](-|$)|chatgpt-|text-embedding-(3|ada)|codex-)", Options)]
    private static partial Regex OpenAi();

    [GeneratedRegex(@"^gemini-\d", Options)]
    private static partial Regex Gemini();

    [GeneratedRegex(@"^grok-\d", Options)]
    private static partial Regex Grok();

    [GeneratedRegex(@"^deepseek-(chat|reasoner)$", Options)]
    private static partial Regex DeepSeek();

    [GeneratedRegex(@"^(mistral|magistral|ministral|codestral|devstral|pixtral)-", Options)]
    private static partial Regex Mistral();

    [GeneratedRegex(@"^(kimi|moonshot)-", Options)]
    private static partial Regex Kimi();

    [GeneratedRegex(@"^command-", Options)]
    private static partial Regex Cohere();
}
