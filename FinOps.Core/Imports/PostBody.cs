using System.Buffers;

namespace FinOps.Core.Imports;

/// <summary>A request body of which the first part, or all of it, is read into memory; reading it as a stream gives everything from its first byte.</summary>
internal sealed class PostBody(Stream inner) : ReadOnlyStream
{
    private const int FirstBytes = 64 * 1024;
    private byte[] bytes = [];
    private int length;
    private int at;

    /// <summary>What is in memory.</summary>
    public ArraySegment<byte> Head => new(bytes, 0, length);

    /// <summary>Reads on until the body ends or there is more of it than so many bytes.</summary>
    /// <returns>True when all of it is in memory.</returns>
    public async ValueTask<bool> ReadAllAsync(int mostBytes, CancellationToken cancellation)
    {
        while (true)
        {
            if (length == bytes.Length)
            {
                Grow(mostBytes);
            }

            var read = await inner.ReadAsync(bytes.AsMemory(length), cancellation);
            length += read;
            if (read == 0 || length > mostBytes)
            {
                return read == 0;
            }
        }
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (at == length)
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }

        var read = Math.Min(buffer.Length, length - at);
        bytes.AsMemory(at, read).CopyTo(buffer);
        at += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            (bytes, length, at) = ([], 0, 0);
        }

        base.Dispose(disposing);
    }

    private void Grow(int mostBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(bytes.Length == 0 ? FirstBytes : Math.Min(bytes.Length * 2, mostBytes + 1));
        bytes.AsSpan(0, length).CopyTo(larger);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        bytes = larger;
    }
}
