using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Imports;

/// <summary>Passes an unpacked stream on and stops it when it grows out of all proportion to what it is unpacked from.</summary>
internal sealed class BoundedUnpackStream(Stream unpacked, Func<long> packedBytes, int maxRatio) : ReadOnlyStream
{
    private const long FreeBytes = 64 * 1024 * 1024;
    private long total;

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = unpacked.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new UnreadableLogException($"The gzip data is damaged behind byte {total} of the unpacked log ({e.Message}). The lines before are kept; send the whole file again.");
        }

        total += read;
        if (total > FreeBytes && total / maxRatio > packedBytes())
        {
            throw new UnreadableLogException($"The gzip data unpacks to more than {maxRatio} times its size, which no usage log does. The lines before are kept.");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>A stream whose first bytes can be looked at before they are read. Reads asynchronous streams (request bodies) from our own threads.</summary>
internal sealed class PeekStream(Stream inner) : ReadOnlyStream
{
    private byte[] head = [];
    private byte[] chunk = [];
    private int headAt;

    public long BytesRead { get; private set; }

    /// <summary>Up to so many of the next bytes; they will be read again. Peeking again may only ask for more.</summary>
    public async ValueTask<byte[]> PeekAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        var known = head.Length - headAt;
        head.AsSpan(headAt).CopyTo(bytes);
        var read = await inner.ReadAtLeastAsync(bytes.AsMemory(known), count - known, throwOnEndOfStream: false, cancellation);
        head = bytes[..(known + read)];
        headAt = 0;
        return head;
    }

    public override int Read(Span<byte> buffer)
    {
        if (headAt == head.Length)
        {
            // Kestrel refuses synchronous reads; the thread that reads here is the import's own, so waiting on it is harmless.
            chunk = chunk.Length == 0 ? new byte[128 * 1024] : chunk;
            var got = inner.ReadAsync(chunk.AsMemory()).AsTask().GetAwaiter().GetResult();
            head = chunk.AsSpan(0, got).ToArray();
            headAt = 0;
        }

        var read = Math.Min(buffer.Length, head.Length - headAt);
        head.AsSpan(headAt, read).CopyTo(buffer);
        headAt += read;
        BytesRead += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>The parts of a stream that a forward reader never needs.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
