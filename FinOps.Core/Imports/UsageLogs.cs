using System.IO.Compression;
using System.Security.Cryptography;
using FinOps.Core.Outcomes;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Imports;

/// <summary>A log that is being read.</summary>
/// <param name="Source">Its lines.</param>
/// <param name="Sha256">SHA-256 in hex of the whole file once all of it was read in one go; null otherwise.</param>
internal sealed record OpenedLog(IUsageLineSource Source, Func<string?> Sha256);

/// <summary>Opens logs: unpacks, tells the format, and resumes behind what is committed.</summary>
internal sealed class UsageLogs(MappingProfiles profiles)
{
    /// <summary>An unpacked log may be so many times larger than its file before it is taken for a bomb.</summary>
    private const int MaxUnpackRatio = 200;
    private const int FileBufferBytes = 1 << 20;

    /// <summary>So many first bytes tell one log from another.</summary>
    public const int HeadBytes = 64 * 1024;

    /// <summary>Opens a file from where its import stands; from its first byte it is hashed on the way.</summary>
    public async Task<OpenedLog> OpenFileAsync(string path, ImportFile file, bool mayGrow, CancellationToken cancellation)
    {
        var head = HeadOf(path, out var isGzip);
        var packed = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileBufferBytes, FileOptions.SequentialScan);
        try
        {
            var hash = file.CommittedOffset == 0 ? SHA256.Create() : null;
            Stream bytes = hash is null ? packed : new CryptoStream(packed, hash, CryptoStreamMode.Read);
            Stream stream = isGzip ? Unpack(bytes, () => packed.Position) : bytes;
            var source = await OpenAsync(stream, LogFormats.Of(file.Name, head, file.Profile is not null), file, mayGrow && !isGzip, cancellation);
            return new OpenedLog(source, () => bytes is CryptoStream { HasFlushedFinalBlock: true } && packed.Position == file.SizeBytes ? Convert.ToHexStringLower(hash!.Hash!) : null);
        }
        catch
        {
            await packed.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a stream of unknown format and length, such as a request body.</summary>
    public async Task<OpenedLog> OpenStreamAsync(Stream stream, ImportFile file, CancellationToken cancellation)
    {
        var peeked = new PeekStream(stream);
        if (LogFormats.IsGzip(await peeked.PeekAsync(2, cancellation)))
        {
            var counted = peeked;
            peeked = new PeekStream(Unpack(peeked, () => counted.BytesRead));
        }

        var head = await peeked.PeekAsync(4096, cancellation);
        return new OpenedLog(await OpenAsync(peeked, LogFormats.Of(file.Name, head, file.Profile is not null), file, mayGrow: false, cancellation), () => null);
    }

    /// <summary>SHA-256 in hex of a file's first bytes; of all of them without a limit.</summary>
    public static async Task<string> HashAsync(string path, long? firstBytes, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileBufferBytes, FileOptions.SequentialScan);
        if (firstBytes is null)
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
        }

        var head = new byte[firstBytes.Value];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        return Convert.ToHexStringLower(SHA256.HashData(head.AsSpan(0, read)));
    }

    /// <summary>The first bytes of a file, unpacked.</summary>
    internal static byte[] HeadOf(string path, out bool isGzip)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> magic = stackalloc byte[2];
        isGzip = LogFormats.IsGzip(magic[..stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false)]);
        stream.Position = 0;
        return LogFormats.HeadOf(stream, isGzip);
    }

    private static BoundedUnpackStream Unpack(Stream packed, Func<long> packedBytes) =>
        new(new GZipStream(packed, CompressionMode.Decompress), packedBytes, MaxUnpackRatio);

    private async Task<IUsageLineSource> OpenAsync(Stream stream, LogFormat format, ImportFile file, bool mayGrow, CancellationToken cancellation)
    {
        switch (format)
        {
            case LogFormat.JsonArray:
                return new JsonArrayReader(stream, file.CommittedOffset, file.CommittedLines);
            case LogFormat.Csv:
                var mapping = file.Profile is null ? null : (await profiles.FindAsync(file.Profile, cancellation))?.Definition
                    ?? throw new UnreadableLogException($"There is no mapping profile named \"{file.Profile}\". Create it under Imports, or choose another.");
                return new CsvUsageReader(stream, new CsvReadOptions
                {
                    Mapping = mapping,
                    Converter = file.Kind == ImportKind.Outcomes ? header => new OutcomeCsvConverter(header) : null,
                    ResumeOffset = file.CommittedOffset,
                    ResumeLine = file.CommittedLines,
                    IsFinal = !mayGrow,
                });
            default:
                Skip(stream, file.CommittedOffset);
                return new NdjsonReader(stream, file.CommittedOffset, file.CommittedLines, !mayGrow);
        }
    }

    private static void Skip(Stream stream, long bytes)
    {
        if (stream.CanSeek)
        {
            stream.Seek(bytes, SeekOrigin.Begin);
            return;
        }

        var buffer = new byte[FileBufferBytes];
        while (bytes > 0 && stream.Read(buffer, 0, (int)Math.Min(bytes, buffer.Length)) is > 0 and var read)
        {
            bytes -= read;
        }
    }
}
