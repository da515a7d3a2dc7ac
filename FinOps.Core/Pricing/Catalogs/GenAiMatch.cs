using System.Text.Json;

namespace FinOps.Core.Pricing;

/// <summary>One way in which a price row can name models.</summary>
internal sealed record SourcePattern(ModelMatch Match, string Pattern, string HostScope);

/// <summary>
/// Turns the match rules of genai-prices into patterns. <c>contains</c> becomes a start, and <c>ends_with</c> an exact name, because names are
/// compared without what hosts put in front of them; so a rule reaches no model that merely carries the name inside.
/// </summary>
internal sealed class GenAiMatch(string provider, string modelId)
{
    private readonly List<SourcePattern> patterns = [];

    /// <summary>Rules that no pattern can say.</summary>
    public List<string> Unsaid { get; } = [];

    public IReadOnlyList<SourcePattern> Patterns => [.. patterns.Distinct()];

    public void Read(JsonElement rule)
    {
        if (rule.ValueKind != JsonValueKind.Object)
        {
            Unsaid.Add("match");
            return;
        }

        foreach (var clause in rule.EnumerateObject())
        {
            ReadClause(clause);
        }
    }

    private void ReadClause(JsonProperty clause)
    {
        var text = clause.Value.ValueKind == JsonValueKind.String ? clause.Value.GetString()!.Trim() : "";
        switch (clause.Name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant())
        {
            case "or" or "anyof" when clause.Value.ValueKind == JsonValueKind.Array:
                foreach (var part in clause.Value.EnumerateArray())
                {
                    Read(part);
                }

                break;
            case "equals" when text.Length > 0:
                Add(ModelMatch.Exact, text);
                break;
            case "startswith" when text.Length > 0:
                Add(ModelMatch.Prefix, text);
                break;
            case "endswith" when text.Length > 0:
                Add(ModelMatch.Exact, text);
                break;
            case "contains" when text.Length > 0:
                AddContained(text);
                break;
            case "regex" when text.Length > 0:
                AddRegex(text);
                break;
            default:
                Unsaid.Add($"{clause.Name}: {(text.Length > 0 ? text : clause.Value.GetRawText())}");
                break;
        }
    }

    private void Add(ModelMatch match, string text)
    {
        var (scope, bare) = provider == "bedrock" && HostScopes.TakeBedrock(text) is var (place, rest) ? (place == "global" ? place : "", rest) : ("", text);
        patterns.Add(new SourcePattern(match, bare, scope));
    }

    private void AddContained(string text)
    {
        Add(ModelMatch.Prefix, text);
        var at = modelId.IndexOf(text, StringComparison.OrdinalIgnoreCase);
        if (at > 0 && !(provider == "bedrock" && modelId.StartsWith("regional.", StringComparison.Ordinal)))
        {
            Add(ModelMatch.Prefix, modelId[..(at + text.Length)]);
        }
        else if (provider == "bedrock" && text.StartsWith("claude-", StringComparison.Ordinal))
        {
            Add(ModelMatch.Prefix, "anthropic." + text);
        }
    }

    private void AddRegex(string text)
    {
        var isOpen = text.Contains('|', StringComparison.Ordinal);
        var inner = isOpen ? text : text.TrimStart('^');
        var pattern = isOpen ? $".*(?:{text}).*"
            : (text.StartsWith('^') ? "" : ".*") + (inner.EndsWith('$') && !inner.EndsWith("\\$", StringComparison.Ordinal) ? inner[..^1] : inner + ".*");
        if (ModelPattern.TryCompile(pattern, out _, out _))
        {
            patterns.Add(new SourcePattern(ModelMatch.Regex, pattern, ""));
        }
        else
        {
            Unsaid.Add($"regex: {text}");
        }
    }
}
