using System.Runtime.CompilerServices;
using System.Text;
using FinOps.Core.Imports;

namespace FinOps.Core.Usage;

/// <summary>A line that is waiting to be parsed: canonical JSON, and the raw text it came from, both inside the batch's buffer.</summary>
/// <remarks>Lines with escapes have as many bytes again at ScratchOffset, where their texts are unescaped.</remarks>
internal readonly record struct UsageLine(int Offset, int Length, int RawOffset, int RawLength, int ScratchOffset, long LineNumber);

/// <summary>A line that cannot be a record.</summary>
/// <param name="LineNumber">Counted from 1.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Raw">At most 4 KB of the line.</param>
public sealed record RejectedLine(long LineNumber, UsageFault Fault, string Raw);

/// <summary>Reusable memory for one batch of lines; bounded, whatever the size of the log.</summary>
public sealed class UsageBatch(int maxLines = UsageBatch.DefaultMaxLines, int bufferBytes = UsageBatch.DefaultBufferBytes)
{
    public const int DefaultMaxLines = 10_000;
    public const int DefaultBufferBytes = 8 * 1024 * 1024;

    /// <summary>Pinned, so that the embedded store can bind texts without copying them.</summary>
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(bufferBytes, pinned: true);
    private readonly List<UsageLine> lines = [];
    private readonly List<RejectedLine> rejected = [];
    private int used;

    /// <summary>Where reading resumes after this batch: bytes of the unpacked log.</summary>
    public long EndOffset { get; private set; }

    /// <summary>The number of the last line that this batch holds.</summary>
    public long EndLine { get; private set; }

    /// <summary>Whether a line was refused for lack of room.</summary>
    public bool IsFull { get; private set; }

    public bool IsEmpty => lines.Count == 0 && rejected.Count == 0;

    internal byte[] Buffer => buffer;

    internal List<UsageLine> Lines => lines;

    internal List<RejectedLine> Rejected => rejected;

    public void Clear()
    {
        lines.Clear();
        rejected.Clear();
        used = 0;
        IsFull = false;
    }

    /// <summary>Appends one canonical line. False when there is no room left: offer it again to the next batch.</summary>
    /// <param name="canonical">One JSON object with canonical field names, without a line break.</param>
    /// <param name="lineNumber">Counted from 1.</param>
    /// <param name="endOffset">Offset in the unpacked log right behind this line.</param>
    /// <param name="raw">The text as it stood in the log; empty when it is the canonical line itself.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Append(ReadOnlySpan<byte> canonical, long lineNumber, long endOffset, ReadOnlySpan<byte> raw = default)
    {
        var rawLength = Math.Min(raw.Length, QuarantinedLine.MaxRawBytes);
        var scratchLength = canonical.Contains((byte)'\\') ? canonical.Length : 0;
        if (lines.Count + rejected.Count >= maxLines || used + canonical.Length + rawLength + scratchLength > buffer.Length)
        {
            IsFull = true;
            return false;
        }

        canonical.CopyTo(buffer.AsSpan(used));
        var line = new UsageLine(used, canonical.Length, used, canonical.Length, used + canonical.Length, lineNumber);
        used += canonical.Length + scratchLength;
        if (rawLength > 0)
        {
            raw[..rawLength].CopyTo(buffer.AsSpan(used));
            line = line with { RawOffset = used, RawLength = rawLength };
            used += rawLength;
        }

        lines.Add(line);
        EndOffset = endOffset;
        EndLine = lineNumber;
        return true;
    }

    /// <summary>Sets one line aside for quarantine. False when there is no room left.</summary>
    public bool Reject(long lineNumber, long endOffset, UsageFault fault, ReadOnlySpan<byte> raw)
    {
        if (lines.Count + rejected.Count >= maxLines)
        {
            return false;
        }

        rejected.Add(new RejectedLine(lineNumber, fault, RawText(raw)));
        EndOffset = endOffset;
        EndLine = lineNumber;
        return true;
    }

    /// <summary>Moves the resume point over input that holds no record, such as blank lines or a header.</summary>
    public void SkipTo(long lineNumber, long endOffset)
    {
        EndOffset = endOffset;
        EndLine = lineNumber;
    }

    internal void Reject(in UsageLine line, UsageFault fault) =>
        rejected.Add(new RejectedLine(line.LineNumber, fault, RawText(buffer.AsSpan(line.RawOffset, line.RawLength))));

    private static string RawText(ReadOnlySpan<byte> raw) =>
        Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, QuarantinedLine.MaxRawBytes)]);
}
