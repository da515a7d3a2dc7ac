using System.IO.Compression;

namespace FinOps.Core.Imports;

/// <summary>What a log is made of.</summary>
internal enum LogFormat
{
    Ndjson,
    JsonArray,
    Csv,
}

/// <summary>Tells the format of a log from its first bytes, with its name as a hint.</summary>
internal static class LogFormats
{
    private const int SniffBytes = 64 * 1024;

    public static bool IsGzip(ReadOnlySpan<byte> head) => head.Length >= 2 && head[0] == 0x1F && head[1] == 0x8B;

    /// <summary>The first bytes of the unpacked log; the stream is used up.</summary>
    public static byte[] HeadOf(Stream packed, bool isGzip)
    {
        using Stream stream = isGzip ? new GZipStream(packed, CompressionMode.Decompress) : packed;
        var head = new byte[SniffBytes];
        var read = 0;
        try
        {
            for (int more; read < head.Length && (more = stream.Read(head, read, head.Length - read)) > 0; read += more)
            {
            }
        }
        catch (InvalidDataException)
        {
            // A damaged file is refused where it is read, with a reason; to tell its format this much is enough.
        }

        return head[..read];
    }

    public static LogFormat Of(string name, ReadOnlySpan<byte> head, bool hasProfile)
    {
        var plainName = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        switch (Path.GetExtension(plainName).ToUpperInvariant())
        {
            case ".NDJSON" or ".JSONL":
                return LogFormat.Ndjson;
            case ".CSV" or ".TSV":
                return LogFormat.Csv;
        }

        var text = head.TrimStart(" \t\r\n\uFEFF"u8);
        return hasProfile ? LogFormat.Csv
            : IsArray(text) ? LogFormat.JsonArray
            : text.IsEmpty || text[0] == '{' || HasObjectLine(text) ? LogFormat.Ndjson
            : text[0] == '[' ? LogFormat.JsonArray
            : text[0] == 0 ? LogFormat.Ndjson : LogFormat.Csv;
    }

    private static bool IsArray(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] == '[' && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>Whether some line holds one whole object: then a broken first line does not make the log an array or CSV.</summary>
    private static bool HasObjectLine(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = head[range].Trim(" \t\r"u8);
            if (line.Length > 2 && line[0] == '{' && line[^1] == '}')
            {
                return true;
            }
        }

        return false;
    }
}
