using System.Text.Json;
using FinOps.Core.Imports;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Pricing.Questions;

/// <summary>How questions were sent; answers come the same way.</summary>
public enum PriceQuestionForm
{
    /// <summary>One JSON object.</summary>
    One,

    /// <summary>A JSON array of objects.</summary>
    Array,

    /// <summary>One object a line.</summary>
    Lines,
}

/// <summary>Questions for prices in a stream: one object, an array, or one object a line; told apart by content, read in bounded memory.</summary>
public sealed class PriceQuestions : IDisposable
{
    /// <summary>A single question is never larger.</summary>
    private const int HeadBytes = NdjsonReader.MaxLineBytes;

    private readonly IUsageLineSource source;

    private PriceQuestions(PriceQuestionForm form, IUsageLineSource source) => (Form, this.source) = (form, source);

    public PriceQuestionForm Form { get; }

    /// <summary>Looks at the first bytes of a stream. Null when there is nothing in it.</summary>
    public static async Task<PriceQuestions?> OpenAsync(Stream stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var peeked = new PeekStream(stream);
        var head = (await peeked.PeekAsync(HeadBytes, cancellation)).AsMemory();
        var text = head.Span.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        text = text[(text.Length - text.Span.TrimStart(" \t\r\n"u8).Length)..];
        if (text.IsEmpty && head.Length < HeadBytes)
        {
            return null;
        }

        if (head.Length < HeadBytes && (IsOneObject(text.Span) || IsOneBrokenLine(text.Span)))
        {
            return new PriceQuestions(PriceQuestionForm.One, new OneLine(text.Span.TrimEnd(" \t\r\n"u8).ToArray()));
        }

        return text.Span.StartsWith("["u8)
            ? new PriceQuestions(PriceQuestionForm.Array, new JsonArrayReader(peeked))
            : new PriceQuestions(PriceQuestionForm.Lines, new NdjsonReader(peeked, 0, 0, isFinal: true));
    }

    public void Dispose() => source.Dispose();

    /// <summary>The next questions; false at the end.</summary>
    internal bool Fill(UsageBatch batch, CancellationToken cancellation) => source.Fill(batch, cancellation);

    /// <summary>Also an object that is written over several lines.</summary>
    private static bool IsOneObject(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("{"u8))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsOneBrokenLine(ReadOnlySpan<byte> text) => text[0] != '[' && !text.TrimEnd(" \t\r\n"u8).Contains((byte)'\n');

    private sealed class OneLine(byte[] line) : IUsageLineSource
    {
        private bool isRead;

        public bool Fill(UsageBatch batch, CancellationToken cancellation)
        {
            if (isRead)
            {
                return false;
            }

            isRead = true;
            return line.Length > NdjsonReader.MaxLineBytes ? batch.Reject(1, line.Length, UsageFaults.TooLong, line) : batch.Append(line, 1, line.Length);
        }

        public void Dispose()
        {
        }
    }
}
