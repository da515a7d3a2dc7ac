using System.Text.Json;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Imports;

/// <summary>What the lines of a log are. The numbers are stored.</summary>
public enum ImportKind : byte
{
    /// <summary>Calls.</summary>
    Usage = 0,

    /// <summary>Results of work, see <see cref="Outcomes.Outcome"/>.</summary>
    Outcomes = 1,
}

/// <summary>Tells logs of outcomes from logs of usage.</summary>
internal static class ImportKinds
{
    private static readonly string[] OfOutcomes = ["outcome_type", "outcome"];
    private static readonly string[] OfUsage = ["model", "input_tokens", "usage"];

    /// <summary>By the fields of the first line; where these do not tell, a name with "outcome" in it does.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="head">The first bytes of the unpacked log.</param>
    public static ImportKind Of(string name, ReadOnlySpan<byte> head)
    {
        var fields = FieldsOf(name, head);
        return fields.Any(f => OfUsage.Contains(f, StringComparer.OrdinalIgnoreCase)) ? ImportKind.Usage
            : fields.Any(f => OfOutcomes.Contains(f, StringComparer.OrdinalIgnoreCase)) || name.Contains("outcome", StringComparison.OrdinalIgnoreCase) ? ImportKind.Outcomes
            : ImportKind.Usage;
    }

    /// <summary>The same for a file on disk, plain or gzipped.</summary>
    public static ImportKind OfFile(string path, string name) => Of(name, UsageLogs.HeadOf(path, out _));

    private static IReadOnlyList<string> FieldsOf(string name, ReadOnlySpan<byte> head)
    {
        if (LogFormats.Of(name, head, hasProfile: false) == LogFormat.Csv)
        {
            try
            {
                return CsvHeader.Read(head[..Math.Min(head.Length, 16 * 1024)]).Columns;
            }
            catch (UnreadableLogException)
            {
                return [];
            }
        }

        return ObjectFields(head);
    }

    /// <summary>The names at the first level of the first object.</summary>
    private static List<string> ObjectFields(ReadOnlySpan<byte> head)
    {
        var fields = new List<string>();
        var start = head.IndexOf((byte)'{');
        if (start < 0)
        {
            return fields;
        }

        var reader = new Utf8JsonReader(head[start..], isFinalBlock: false, default);
        try
        {
            while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    fields.Add(reader.GetString()!);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A broken first line tells what it holds up to where it breaks.
        }

        return fields;
    }
}
