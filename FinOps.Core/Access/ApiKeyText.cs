using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace FinOps.Core.Access;

/// <summary>
/// The text of a key: <c>lfk_</c>, eight hexadecimal digits by which it is found, <c>_</c>, 32 random letters and digits, and six that are a checksum of
/// all before, so that a typo is told without a look into the database and scanners know a leaked key from a look-alike.
/// </summary>
public static class ApiKeyText
{
    public const string Start = "lfk_";

    /// <summary>The length of the part that is no secret.</summary>
    public const int PrefixLength = 12;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Hex = "0123456789abcdef";
    private const int RandomLength = 32;
    private const int ChecksumLength = 6;
    private const int Length = PrefixLength + 1 + RandomLength + ChecksumLength;

    /// <summary>Keys of early versions: 48 hexadecimal digits, no checksum.</summary>
    private const int EarlyLength = PrefixLength + 1 + 48;

    public static string NewPrefix() => Start + RandomNumberGenerator.GetString(Hex, PrefixLength - Start.Length);

    /// <summary>A new text behind the prefix, with 190 random bits.</summary>
    public static string New(string prefix)
    {
        var body = $"{prefix}_{RandomNumberGenerator.GetString(Alphabet, RandomLength)}";
        return body + ChecksumOf(body);
    }

    /// <summary>The prefix of a text that is formed as a key; false for typos and everything else.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? prefix)
    {
        ArgumentNullException.ThrowIfNull(text);
        prefix = null;
        if (text.Length is not (Length or EarlyLength) || !text.StartsWith(Start, StringComparison.Ordinal) || text[PrefixLength] != '_'
            || text.AsSpan(Start.Length, PrefixLength - Start.Length).ContainsAnyExcept(Hex) || !IsWhole(text))
        {
            return false;
        }

        prefix = text[..PrefixLength];
        return true;
    }

    /// <summary>What a text is hashed to without a pepper, as early versions did.</summary>
    internal static byte[] EarlyHash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text[(PrefixLength + 1)..]));

    private static bool IsWhole(string text)
    {
        var rest = text.AsSpan(PrefixLength + 1);
        return text.Length == EarlyLength
            ? !rest.ContainsAnyExcept(Hex)
            : !rest.ContainsAnyExcept(Alphabet) && rest[^ChecksumLength..].SequenceEqual(ChecksumOf(text[..^ChecksumLength]));
    }

    private static string ChecksumOf(string body)
    {
        var rest = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(body));
        Span<char> digits = stackalloc char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(rest % (uint)Alphabet.Length)];
            rest /= (uint)Alphabet.Length;
        }

        return new string(digits);
    }
}
