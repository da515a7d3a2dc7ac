using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Data;

namespace FinOps.Core.Audit;

/// <summary>How far the trail was at a time, and with which hash: kept outside of the database, it proves what stood in it.</summary>
/// <param name="Sequence">The last entry; 0 for an empty trail.</param>
/// <param name="Hash">Its hash, in lower-case hex.</param>
/// <param name="AtMicros">When it was noted.</param>
public sealed record AuditAnchor(long Sequence, string Hash, long AtMicros)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int CheckLength = 16;

    /// <summary>Time, sequence and hash, as they stand in the file and in the log.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Instants.ToUtc(AtMicros).ToString(TimeFormat, CultureInfo.InvariantCulture)} {Sequence} {Hash}");

    /// <summary>The line of the file, with a check over itself and the line before.</summary>
    public string ToLine(string checkBefore) => $"{this} {CheckOf(ToString(), checkBefore)}";

    /// <summary>The anchor of a line and its check; null when the line is not as it was written.</summary>
    public static (AuditAnchor Anchor, string Check)? Parse(string line, string checkBefore)
    {
        ArgumentNullException.ThrowIfNull(line);
        var parts = line.Split(' ');
        if (parts is not [var at, var sequence, { Length: 2 * AuditModel.HashLength } hash, var check]
            || check != CheckOf(line[..^(check.Length + 1)], checkBefore)
            || !DateTime.TryParseExact(at, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return (new AuditAnchor(number, hash, Instants.ToMicros(time)), check);
    }

    private static string CheckOf(string text, string before) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before} {text}")))[..CheckLength];
}
