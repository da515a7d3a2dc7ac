using System.Text;

namespace FinOps.Core.Usage.Readers;

/// <summary>The first row of a CSV log: its columns, and the character between them.</summary>
public static class CsvHeader
{
    /// <summary>The delimiters that are recognized.</summary>
    public const string Delimiters = ",;\t|";

    /// <summary>The columns of a log, from its first bytes, with the delimiter that was found or given. No column when the text has no complete header.</summary>
    public static (IReadOnlyList<string> Columns, char Delimiter) Read(ReadOnlySpan<byte> head, char? delimiter = null)
    {
        using var stream = new MemoryStream(head.ToArray());
        var rows = new CsvRows(stream, (byte)',', isFinal: true);
        return (Take(rows, delimiter) ?? [], (char)rows.Delimiter);
    }

    /// <summary>The cells of the first row below the header; none when there is no complete row.</summary>
    public static IReadOnlyList<string> FirstRow(ReadOnlySpan<byte> head)
    {
        using var stream = new MemoryStream(head.ToArray());
        var rows = new CsvRows(stream, (byte)',', isFinal: true);
        return Take(rows, null) is not null && rows.Read() && rows.State == CsvRowState.Whole ? Columns(rows) : [];
    }

    /// <summary>Whether a header names what a canonical usage record must have.</summary>
    public static bool IsCanonical(IEnumerable<string> columns) => CanonicalCsvConverter.Fits(columns);

    /// <summary>Reads the header row. Null when there is none yet; throws <see cref="UnreadableLogException"/> when the bytes are not UTF-8 text.</summary>
    internal static List<string>? Take(CsvRows rows, char? delimiter)
    {
        var head = rows.Peek(4096);
        if (head.StartsWith<byte>([0xFF, 0xFE]) || head.StartsWith<byte>([0xFE, 0xFF]))
        {
            throw new UnreadableLogException("This log is encoded as UTF-16. Save it as UTF-8 and import it again. Nothing was imported.");
        }

        if (head.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            rows.SkipBytes(3);
            head = rows.Peek(4096);
        }

        rows.Delimiter = (byte)(delimiter ?? DetectDelimiter(head));
        while (rows.Read())
        {
            if (rows.State != CsvRowState.Whole)
            {
                throw new UnreadableLogException("The first line of this log is no CSV header. Import NDJSON, a JSON array, or CSV with a header line. Nothing was imported.");
            }

            var raw = rows.Raw;
            if (raw.Length == 5 && raw.StartsWith("sep="u8) && delimiter is null)
            {
                rows.Delimiter = raw[4];
            }
            else if (!raw.Trim((byte)' ').IsEmpty)
            {
                return Columns(rows);
            }
        }

        return null;
    }

    /// <summary>A few names for a message.</summary>
    internal static string Shorten(IReadOnlyCollection<string> names) =>
        names.Count <= 12 ? string.Join(", ", names) : string.Join(", ", names.Take(12)) + ", …";

    private static List<string> Columns(CsvRows rows)
    {
        var columns = new List<string>(rows.CellCount);
        for (var i = 0; i < rows.CellCount; i++)
        {
            columns.Add(Encoding.UTF8.GetString(rows.Cell(i)));
        }

        return columns;
    }

    private static char DetectDelimiter(ReadOnlySpan<byte> head)
    {
        var line = head.TrimStart("\r\n "u8);
        var end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        var best = ',';
        var most = 0;
        foreach (var candidate in Delimiters)
        {
            var count = line.Count((byte)candidate);
            if (count > most)
            {
                (best, most) = (candidate, count);
            }
        }

        return best;
    }
}
