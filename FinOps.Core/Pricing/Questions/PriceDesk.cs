using System.Buffers;
using System.Text.Json;
using FinOps.Core.Usage;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Pricing.Questions;

/// <summary>Answers questions for prices; nothing is stored.</summary>
public sealed class PriceDesk(IOptions<UsageOptions> options, TimeProvider time)
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>Answers the only question of a stream.</summary>
    /// <returns>The answer as JSON, or what is wrong with the question.</returns>
    public (ReadOnlyMemory<byte> Json, UsageFault? Fault) AnswerOne(PriceQuestions questions, PriceSnapshot prices)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(prices);
        var batch = NewBatch();
        questions.Fill(batch, CancellationToken.None);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, PriceAnswerWriter.Options);
        var fault = batch.Rejected.Count > 0 ? batch.Rejected[0].Fault : Answer(batch.Buffer, batch.Lines[0], new PriceQuestionReader(options.Value, time), prices, json);
        json.Flush();
        return (output.WrittenMemory, fault);
    }

    /// <summary>Answers all questions in their order, one line each; a bad question is answered with what is wrong with it.</summary>
    /// <param name="questions">What is asked.</param>
    /// <param name="prices">The prices to answer by.</param>
    /// <param name="output">Where the answers go.</param>
    /// <param name="asArray">Whether the answers are elements of a JSON array.</param>
    /// <param name="cancellation">Stops between questions.</param>
    /// <returns>How many questions were bad.</returns>
    public async Task<long> AnswerAllAsync(PriceQuestions questions, PriceSnapshot prices, Stream output, bool asArray, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(output);
        var batch = NewBatch();
        var reader = new PriceQuestionReader(options.Value, time);
        var lines = new ArrayBufferWriter<byte>(FlushBytes);
        await using var json = new Utf8JsonWriter(lines, PriceAnswerWriter.Options);
        long faults = 0, answers = 0;
        lines.Write(asArray ? "["u8 : default);

        // Reading may wait for a slow sender, which must not be the thread of the caller.
        while (await Task.Run(() => questions.Fill(batch, cancellation), cancellation))
        {
            foreach (var (number, line, rejected) in InOrder(batch))
            {
                lines.Write(answers++ > 0 ? asArray ? ",\n"u8 : "\n"u8 : asArray ? "\n"u8 : default);
                var fault = rejected ?? Answer(batch.Buffer, line, reader, prices, json);
                if (fault is not null)
                {
                    faults++;
                    PriceAnswerWriter.Write(json, number, fault);
                }

                Next(json);
                if (lines.WrittenCount >= FlushBytes)
                {
                    await FlushAsync(lines, output, cancellation);
                }
            }

            batch.Clear();
        }

        lines.Write(asArray ? "\n]\n"u8 : answers > 0 ? "\n"u8 : default);
        await FlushAsync(lines, output, cancellation);
        return faults;
    }

    private static UsageBatch NewBatch() => new(1_000, 3 * 1024 * 1024);

    private static UsageFault? Answer(byte[] buffer, in UsageLine line, PriceQuestionReader reader, PriceSnapshot prices, Utf8JsonWriter json)
    {
        if (reader.Read(buffer, line, out var question) is { } fault)
        {
            return fault;
        }

        PriceAnswerWriter.Write(json, question!, question!.HasNoUsage ? PriceExplanation.WithoutUsage(question.Call) : PriceExplanation.Of(prices, question.Call));
        return null;
    }

    /// <summary>The lines of a batch, good and rejected, as they stood in the stream.</summary>
    private static IEnumerable<(long Number, UsageLine Line, UsageFault? Rejected)> InOrder(UsageBatch batch)
    {
        var rejected = 0;
        foreach (var line in batch.Lines)
        {
            for (; rejected < batch.Rejected.Count && batch.Rejected[rejected].LineNumber < line.LineNumber; rejected++)
            {
                yield return (batch.Rejected[rejected].LineNumber, default, batch.Rejected[rejected].Fault);
            }

            yield return (line.LineNumber, line, null);
        }

        for (; rejected < batch.Rejected.Count; rejected++)
        {
            yield return (batch.Rejected[rejected].LineNumber, default, batch.Rejected[rejected].Fault);
        }
    }

    /// <summary>Ends an answer, so that the next one is a value of its own.</summary>
    private static void Next(Utf8JsonWriter json)
    {
        json.Flush();
        json.Reset();
    }

    private static async Task FlushAsync(ArrayBufferWriter<byte> lines, Stream output, CancellationToken cancellation)
    {
        await output.WriteAsync(lines.WrittenMemory, cancellation);
        await output.FlushAsync(cancellation);
        lines.ResetWrittenCount();
    }
}
