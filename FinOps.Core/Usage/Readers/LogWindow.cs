namespace FinOps.Core.Usage.Readers;

/// <summary>A sliding window over a stream: bounded memory, and the exact offset of each byte in the unpacked log.</summary>
internal sealed class LogWindow(Stream stream, int capacity = 256 * 1024)
{
    private byte[] buffer = new byte[capacity];
    private int start;
    private int end;

    /// <summary>Offset in the log of the first byte of <see cref="Bytes"/>.</summary>
    public long Offset { get; private set; }

    /// <summary>True when the stream has no byte behind the window.</summary>
    public bool IsAtEnd { get; private set; }

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(start, end - start);

    public int Length => end - start;

    /// <summary>Drops bytes from the front of the window.</summary>
    public void Consume(int count)
    {
        start += count;
        Offset += count;
    }

    /// <summary>Reads more bytes behind those that are held. False at the end of the stream.</summary>
    public bool Grow()
    {
        if (IsAtEnd)
        {
            return false;
        }

        MakeRoom();
        var before = end;
        while (end < buffer.Length)
        {
            var read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                IsAtEnd = true;
                break;
            }

            end += read;
        }

        return end > before;
    }

    /// <summary>Moves on to an offset, by seeking where the stream can.</summary>
    public void SkipTo(long offset)
    {
        if (offset <= Offset + Length)
        {
            Consume((int)Math.Max(0, offset - Offset));
            return;
        }

        if (stream.CanSeek)
        {
            stream.Seek(offset - Offset - Length, SeekOrigin.Current);
            start = end = 0;
            Offset = offset;
            return;
        }

        while (offset > Offset + Length)
        {
            Consume(Length);
            if (!Grow())
            {
                return;
            }
        }

        Consume((int)(offset - Offset));
    }

    private void MakeRoom()
    {
        if (start > 0)
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
