using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FinOps.Web.Host;

/// <summary>Prepares texts for the log: no second line, no terminal commands, no secrets.</summary>
public static partial class LogText
{
    /// <summary>The text on one line; what a terminal or a log reader would obey is written as an escape.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var safe = WithoutSecrets(text);
        if (!safe.Any(MustEscape))
        {
            return safe;
        }

        var line = new StringBuilder(safe.Length + 16);
        foreach (var c in safe)
        {
            _ = c switch
            {
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                _ when MustEscape(c) => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => line.Append(c),
            };
        }

        return line.ToString();
    }

    /// <summary>Takes out what looks like a key, a token or a password. Nothing should log one; this is for what a fault's message repeats.</summary>
    public static string WithoutSecrets(string text) =>
        Token().Replace(Named().Replace(Key().Replace(text, "$1***"), "$1$2***"), "***");

    /// <summary>Control characters, other line ends, and marks that turn the reading direction.</summary>
    private static bool MustEscape(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    [GeneratedRegex(@"\b(lfk_[A-Za-z0-9]{1,12}_|sk-)[A-Za-z0-9_\-]{16,}")]
    private static partial Regex Key();

    [GeneratedRegex(@"\b(password|pwd|client_secret|secret|api[-_ ]?key|access_token|refresh_token|id_token|authorization)(""?\s*[=:]\s*""?)(?!\*)(?:bearer\s+|basic\s+)?[^\s;&,""]+", RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{4,}(?:\.[A-Za-z0-9_\-]*)*")]
    private static partial Regex Token();
}
