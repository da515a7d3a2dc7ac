using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>One way to name a model. Upper and lower case are the same; a regular expression must match the whole name.</summary>
internal sealed class ModelPattern
{
    private readonly string text;
    private readonly string start = "";
    private readonly Lazy<Regex>? regex;

    public ModelPattern(ModelMatch match, string text)
    {
        Match = match;
        this.text = text;
        if (match == ModelMatch.Regex)
        {
            // Compiling costs more than all else of a look-up: a catalog has many expressions, and most names need none of them.
            start = StartOf(text);
            regex = new Lazy<Regex>(() => TryCompile(text, out var compiled, out var fault) ? compiled : throw new ArgumentException(fault, nameof(text)));
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
        ModelMatch.Regex => model.StartsWith(start, StringComparison.OrdinalIgnoreCase) && regex!.Value.IsMatch(model),
    };

    /// <summary>The plain characters with which every name that an expression matches begins; empty where that is not plain to see.</summary>
    private static string StartOf(string pattern)
    {
        if (pattern.Contains('|', StringComparison.Ordinal))
        {
            return "";
        }

        var start = new System.Text.StringBuilder();
        var at = 0;
        while (at < pattern.Length)
        {
            var isEscaped = pattern[at] == '\\' && at + 1 < pattern.Length && !char.IsAsciiLetterOrDigit(pattern[at + 1]);
            if (!isEscaped && !char.IsAsciiLetterOrDigit(pattern[at]) && pattern[at] is not ('-' or '/' or ':' or '_' or '@'))
            {
                break;
            }

            var after = at + (isEscaped ? 2 : 1);
            if (after < pattern.Length && (pattern[after] is '?' or '*' or '+' or '{'))
            {
                break;
            }

            start.Append(pattern[after - 1]);
            at = after;
        }

        return start.ToString();
    }

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
