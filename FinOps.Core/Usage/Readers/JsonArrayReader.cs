namespace FinOps.Core.Usage.Readers;

/// <summary>
/// Reads a JSON array of usage records (also objects that span several lines), one element at a time, in bounded memory.
/// Line numbers are those of the elements, counted from 1. The stream starts at the first byte of the unpacked log.
/// </summary>
public sealed class JsonArrayReader : IUsageLineSource
{
    private readonly Stream stream;
    private readonly JsonElements elements;
    private byte[] line = new byte[4096];
    private bool isPending;
    private bool isEndReported;

    /// <param name="stream">The unpacked log from its first byte.</param>
    /// <param name="resumeOffset">Bytes that are committed already.</param>
    /// <param name="resumeLine">Elements that are committed already.</param>
    public JsonArrayReader(Stream stream, long resumeOffset = 0, long resumeLine = 0)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
        elements = new JsonElements(stream);
        if (resumeOffset > 0)
        {
            elements.ResumeAt(resumeOffset, resumeLine);
        }
    }

    public bool Fill(UsageBatch batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var hasAny = false;
        while (isPending || elements.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            isPending = !Offer(batch);
            if (isPending)
            {
                return hasAny;
            }

            hasAny = true;
        }

        return ReportMissingEnd(batch) || hasAny;
    }

    public void Dispose() => stream.Dispose();

    private bool Offer(UsageBatch batch)
    {
        var raw = elements.Raw;
        return elements.State switch
        {
            JsonElementState.Whole => batch.Append(OneLine(raw), elements.Number, elements.EndOffset),
            JsonElementState.NotAnObject => Reject(batch, "not_an_object", "The element is no JSON object. Each element of the array must be one usage record."),
            JsonElementState.Broken => Reject(batch, "broken_json", "The element is not closed, or a text in it contains a line break. Write each record as one JSON object."),
            JsonElementState.TooLong => Reject(batch, "line_too_long", "The element is longer than 1 MiB. Send token counts, not prompts or answers."),
        };
    }

    private bool Reject(UsageBatch batch, string reason, string message) =>
        batch.Reject(elements.Number, elements.EndOffset, new UsageFault("", reason, message), elements.Raw);

    /// <summary>Line breaks may stand only between the tokens of valid JSON, so a space says the same.</summary>
    private ReadOnlySpan<byte> OneLine(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return raw;
        }

        if (line.Length < raw.Length)
        {
            line = new byte[raw.Length];
        }

        var copy = line.AsSpan(0, raw.Length);
        raw.CopyTo(copy);
        copy.Replace((byte)'\n', (byte)' ');
        copy.Replace((byte)'\r', (byte)' ');
        return copy;
    }

    /// <summary>An array without its end was cut off on the way: that must not pass in silence.</summary>
    private bool ReportMissingEnd(UsageBatch batch)
    {
        if (isEndReported || !elements.IsArray || elements.IsClosed)
        {
            return false;
        }

        isEndReported = batch.Reject(elements.Number + 1, elements.EndOffset,
            new UsageFault("", "truncated_log", "The array is not closed, so the log may be cut off. Send it again whole: records that are here already are not counted twice."), default);
        return isEndReported;
    }
}
