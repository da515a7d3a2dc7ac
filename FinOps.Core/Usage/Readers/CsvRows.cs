namespace FinOps.Core.Usage.Readers;

/// <summary>What became of one row of CSV.</summary>
internal enum CsvRowState
{
    Whole,

    /// <summary>A quoted cell is never closed, or text follows its closing quote.</summary>
    BrokenQuotes,

    /// <summary>More than <see cref="CsvRows.MaxRowBytes"/>.</summary>
    TooLong,
}

/// <summary>
/// Splits the bytes of a CSV log into rows and cells (RFC 4180; a quote inside an unquoted cell is plain text).
/// Works on bytes, because an import resumes at the exact offset behind the last committed row.
/// A row with broken quotes costs one line: reading goes on with the line after it.
/// </summary>
internal sealed class CsvRows(Stream stream, byte delimiter, bool isFinal)
{
    public const int MaxRowBytes = 1024 * 1024;

    private readonly LogWindow window = new(stream);
    private (int Start, int Length, bool IsEscaped)[] cells = new (int, int, bool)[64];
    private byte[] scratch = new byte[1024];
    private int rowLength;
    private int rowLines;
    private int textLength;
    private byte[]? head;

    private const int HeadBytes = 4096;
    private const int NeedsMore = -1;
    private const int IsBroken = -2;

    private enum Scan
    {
        Row,
        NeedsMore,
        Broken,
        TooLong,
    }

    public byte Delimiter { get; set; } = delimiter;

    public CsvRowState State { get; private set; }

    public int CellCount { get; private set; }

    /// <summary>The physical line on which the row begins, counted from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The physical line on which the row ends.</summary>
    public long LastLine => LineNumber + Math.Max(0, rowLines - 1);

    /// <summary>Offset right behind the row and its line break.</summary>
    public long EndOffset => window.Offset + rowLength;

    /// <summary>The row as it stands in the log, without its line break; at most its beginning when the row is too long.</summary>
    public ReadOnlySpan<byte> Raw => head ?? window.Bytes[..textLength];

    /// <summary>The next bytes, without reading on; at most so many.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (window.Length < count && window.Grow())
        {
        }

        return window.Bytes[..Math.Min(count, window.Length)];
    }

    /// <summary>Skips bytes that belong to no row, such as a byte order mark.</summary>
    public void SkipBytes(int count) => window.Consume(count);

    /// <summary>Goes on behind a row that was committed earlier.</summary>
    public void ResumeAt(long offset, long lines)
    {
        Finish();
        window.SkipTo(offset);
        LineNumber = lines;
        rowLines = 1;
    }

    /// <summary>Moves to the next row. False when there is none, or (in a log that still grows) none that is complete.</summary>
    public bool Read()
    {
        var next = LastLine + 1;
        Finish();
        LineNumber = next;
        while (true)
        {
            var scan = ScanRow();
            if (scan == Scan.Row)
            {
                State = CsvRowState.Whole;
                return true;
            }

            if (scan == Scan.Broken)
            {
                return TakeLineAs(CsvRowState.BrokenQuotes);
            }

            if (scan == Scan.TooLong || window.Length > MaxRowBytes)
            {
                return TakeLineAs(CsvRowState.TooLong);
            }

            var wasAtEnd = window.IsAtEnd;
            if (!window.Grow() && wasAtEnd)
            {
                return isFinal && window.Length > 0 && TakeLineAs(CsvRowState.BrokenQuotes);
            }
        }
    }

    /// <summary>The text of a cell, without quotes. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Cell(int index)
    {
        var (start, length, isEscaped) = cells[index];
        var text = window.Bytes.Slice(start, length);
        return isEscaped ? Unescape(text) : text;
    }

    private void Finish()
    {
        window.Consume(rowLength);
        rowLength = rowLines = textLength = CellCount = 0;
        head = null;
    }

    private Scan ScanRow()
    {
        CellCount = 0;
        rowLines = 1;
        var bytes = window.Bytes;
        var isEnd = window.IsAtEnd && isFinal;
        if (bytes.IsEmpty)
        {
            return Scan.NeedsMore;
        }

        var at = 0;
        while (true)
        {
            int next;
            if (at < bytes.Length && bytes[at] == '"')
            {
                next = ScanQuoted(bytes, at, isEnd);
                if (next < 0)
                {
                    return next == NeedsMore ? Scan.NeedsMore : Scan.Broken;
                }
            }
            else
            {
                var length = bytes[at..].IndexOfAny(Delimiter, (byte)'\n');
                if (length < 0 && !isEnd)
                {
                    return Scan.NeedsMore;
                }

                next = length < 0 ? bytes.Length : at + length;
                var isLast = next == bytes.Length || bytes[next] == '\n';
                var cut = isLast && next > at && bytes[next - 1] == '\r' ? 1 : 0;
                AddCell(at, next - at - cut, false);
            }

            if (next == bytes.Length || bytes[next] == '\n')
            {
                EndRow(bytes, next);
                return textLength > MaxRowBytes ? Scan.TooLong : Scan.Row;
            }

            at = next + 1;
        }
    }

    /// <summary>Adds a quoted cell. The index of the delimiter, line feed or end behind it, or a negative code.</summary>
    private int ScanQuoted(ReadOnlySpan<byte> bytes, int at, bool isEnd)
    {
        var isEscaped = false;
        var next = at + 1;
        while (true)
        {
            var quote = bytes[next..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return NeedsMore;
            }

            next += quote + 1;
            if (next < bytes.Length && bytes[next] == '"')
            {
                isEscaped = true;
                next++;
                continue;
            }

            break;
        }

        var inner = bytes[(at + 1)..(next - 1)];
        rowLines += inner.Count((byte)'\n');
        AddCell(at + 1, inner.Length, isEscaped);
        if (next < bytes.Length && bytes[next] == '\r')
        {
            next++;
            return next < bytes.Length ? (bytes[next] == '\n' ? next : IsBroken) : isEnd ? next : NeedsMore;
        }

        if (next == bytes.Length)
        {
            return isEnd ? next : NeedsMore;
        }

        return bytes[next] == Delimiter || bytes[next] == '\n' ? next : IsBroken;
    }

    private void EndRow(ReadOnlySpan<byte> bytes, int next)
    {
        rowLength = Math.Min(next + 1, bytes.Length);
        textLength = next > 0 && next <= bytes.Length && bytes[next - 1] == '\r' ? next - 1 : next;
    }

    /// <summary>Takes the first physical line of the window as a row that cannot be read.</summary>
    private bool TakeLineAs(CsvRowState state)
    {
        CellCount = 0;
        rowLines = 1;
        State = state;
        var searched = 0;
        while (true)
        {
            var end = window.Bytes[searched..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                EndRow(window.Bytes, searched + end);
                return true;
            }

            searched = window.Length;
            if (searched > MaxRowBytes)
            {
                State = CsvRowState.TooLong;
                head ??= window.Bytes[..HeadBytes].ToArray();
                window.Consume(searched);
                searched = 0;
            }

            if (!window.Grow())
            {
                EndRow(window.Bytes, window.Length);
                return isFinal;
            }
        }
    }

    private void AddCell(int start, int length, bool isEscaped)
    {
        if (CellCount == cells.Length)
        {
            Array.Resize(ref cells, cells.Length * 2);
        }

        cells[CellCount++] = (start, length, isEscaped);
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        if (scratch.Length < text.Length)
        {
            scratch = new byte[text.Length];
        }

        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            scratch[length++] = text[i];
            if (text[i] == '"')
            {
                i++;
            }
        }

        return scratch.AsSpan(0, length);
    }
}
