namespace FinOps.Core.Usage.Readers;

/// <summary>Reads one JSON object a line. The stream may start anywhere that is the start of a line.</summary>
internal sealed class NdjsonReader(Stream stream, long startOffset, long startLine, bool isFinal, int windowBytes = 2 * NdjsonReader.MaxLineBytes) : IUsageLineSource
{
    /// <summary>A longer line is no usage record.</summary>
    internal const int MaxLineBytes = 1024 * 1024;
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];
    private readonly LogWindow window = new(stream, windowBytes);
    private long lineNumber = startLine;

    /// <summary>What is kept of a line that is too long, while the rest of it is skipped; null outside of such a line.</summary>
    private byte[]? oversized;

    public bool Fill(UsageBatch batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var hasAny = false;
        while (true)
        {
            var bytes = window.Bytes;
            var length = bytes.IndexOf((byte)'\n');
            if (length < 0)
            {
                SkipIfOversized();
                if (window.Grow())
                {
                    cancellation.ThrowIfCancellationRequested();
                    continue;
                }

                return (isFinal ? OfferLast(batch) : null) ?? hasAny;
            }

            if (!Offer(batch, bytes[..length], length + 1))
            {
                return hasAny;
            }

            hasAny = true;
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Offers a line to the batch and, when the batch takes it, moves on behind it.</summary>
    private bool Offer(UsageBatch batch, ReadOnlySpan<byte> line, int consumed)
    {
        var end = startOffset + window.Offset + consumed;
        var text = Trim(line);
        bool isTaken;
        if (oversized is not null || text.Length > MaxLineBytes)
        {
            isTaken = batch.Reject(lineNumber + 1, end, UsageFaults.TooLong, oversized ?? text);
        }
        else if (text.IsEmpty)
        {
            batch.SkipTo(lineNumber + 1, end);
            isTaken = true;
        }
        else
        {
            isTaken = batch.Append(text, lineNumber + 1, end);
        }

        if (isTaken)
        {
            lineNumber++;
            oversized = null;
            window.Consume(consumed);
        }

        return isTaken;
    }

    /// <summary>The last line without a line break. True when it was taken, null when there is none.</summary>
    private bool? OfferLast(UsageBatch batch) =>
        window.Length == 0 && oversized is null ? null : Offer(batch, window.Bytes, window.Length) ? true : null;

    private void SkipIfOversized()
    {
        if (oversized is null && window.Length > MaxLineBytes)
        {
            oversized = window.Bytes[..Imports.QuarantinedLine.MaxRawBytes].ToArray();
        }

        if (oversized is not null)
        {
            window.Consume(window.Length);
        }
    }

    private ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        if (lineNumber == 0 && line.StartsWith(ByteOrderMark))
        {
            line = line[3..];
        }

        while (!line.IsEmpty && (line[^1] is (byte)'\r' or (byte)' ' or (byte)'\t'))
        {
            line = line[..^1];
        }

        while (!line.IsEmpty && (line[0] is (byte)' ' or (byte)'\t'))
        {
            line = line[1..];
        }

        return line;
    }
}
