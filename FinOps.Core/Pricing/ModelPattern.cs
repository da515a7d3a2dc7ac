using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>One way to name a model. Upper and lower case are the same; a regular expression must match the whole name.</summary>
internal sealed class ModelPattern
{
    private readonly string text;
    private readonly Regex? regex;

    public ModelPattern(ModelMatch match, string text)
    {
        Match = match;
        this.text = text;
        if (match == ModelMatch.Regex && !TryCompile(text, out regex, out var fault))
        {
            throw new ArgumentException(fault, nameof(text));
        }
    }

    public ModelMatch Match { get; }

    /// <summary>Higher is more specific: exact, then the longest prefix, then the longest regular expression.</summary>
    public int Specificity => Match switch
    {
        ModelMatch.Exact => 2_000_000,
        ModelMatch.Prefix => 1_000_000 + text.Length,
        ModelMatch.Regex => text.Length,
    };

    public bool IsMatch(string model) => Match switch
    {
        ModelMatch.Exact => string.Equals(model, text, StringComparison.OrdinalIgnoreCase),
        ModelMatch.Prefix => model.StartsWith(text, StringComparison.OrdinalIgnoreCase),
        ModelMatch.Regex => regex!.IsMatch(model),
    };

    /// <summary>Compiles with the engine that runs in linear time, so that no pattern can stall an import.</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            regex = new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            fault = null;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            regex = null;
            fault = e.Message;
            return false;
        }
    }
}
