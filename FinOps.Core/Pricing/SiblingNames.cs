using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>
/// Tells what may follow the listed start of a name without making it another model. A date, a version of the same snapshot or a tag may;
/// another size, another kind of output or the next version may not: they have prices of their own.
/// </summary>
internal static partial class SiblingNames
{
    /// <summary>Whether a name that begins as a catalog lists it, and goes on like this, is still the listed model.</summary>
    public static bool IsSameModel(string listedStart, ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] == ':' || listedStart.StartsWith("ft:", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // What follows a colon is a tag of the host, not part of the name.
        var name = rest.IndexOf(':') is >= 0 and var colon ? rest[..colon] : rest;
        return !OtherVersion().IsMatch(name) && !OtherModel().IsMatch(name);
    }

    /// <summary>A further figure of the version, as in claude-sonnet-5-5 after claude-sonnet-5; a month with a day or a year is none.</summary>
    [GeneratedRegex(@"^[-.](\d(?!\d)|\d\d(?![\d-]))", RegexOptions.CultureInvariant)]
    private static partial Regex OtherVersion();

    [GeneratedRegex(
        @"(?<![a-z0-9])(mini|nano|lite|micro|tiny|small|medium|large|pro|plus|max|ultra|flash|turbo|fast|highspeed|air|audio|realtime|tts|speech|transcribe|live|images?|embed(ding)?s?|search|research|codex|coder?|distill|vision|vl|omni|haiku|sonnet|opus|\d+(\.\d+)?b)(?![a-z0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OtherModel();
}
