using System.Text;
using System.Text.Json;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;

namespace FinOps.Tests.Usage.Readers;

/// <summary>What a line source made of a log.</summary>
internal sealed record ReadLog(List<(long Line, JsonElement Json, string Raw)> Lines, List<RejectedLine> Rejected, long EndOffset, long EndLine)
{
    public string[] RequestIds => [.. Lines.Select(line => line.Json.GetProperty("request_id").GetString()!)];

    public string[] Reasons => [.. Rejected.Select(line => $"{line.LineNumber}:{line.Fault.Reason}")];
}

internal static class Log
{
    /// <summary>Reads a source to its end with batches of a few lines.</summary>
    public static ReadLog ReadAll(IUsageLineSource source, int maxLines = 3, int bufferBytes = 8 * 1024 * 1024)
    {
        using (source)
        {
            var batch = new UsageBatch(maxLines, bufferBytes);
            var lines = new List<(long, JsonElement, string)>();
            var rejected = new List<RejectedLine>();
            while (source.Fill(batch, CancellationToken.None))
            {
                foreach (var line in batch.Lines)
                {
                    var raw = Encoding.UTF8.GetString(batch.Buffer, line.RawOffset, line.RawLength);
                    lines.Add((line.LineNumber, JsonSerializer.Deserialize<JsonElement>(batch.Buffer.AsSpan(line.Offset, line.Length)), raw));
                }

                rejected.AddRange(batch.Rejected);
                batch.Clear();
            }

            return new ReadLog(lines, rejected, batch.EndOffset, batch.EndLine);
        }
    }

    public static ReadLog Csv(string text, CsvReadOptions? options = null) => Csv(Encoding.UTF8.GetBytes(text), options);

    public static ReadLog Csv(byte[] bytes, CsvReadOptions? options = null) => ReadAll(new CsvUsageReader(new DripStream(bytes), options));

    public static ReadLog Array(string text, long resumeOffset = 0, long resumeLine = 0) =>
        ReadAll(new JsonArrayReader(new DripStream(Encoding.UTF8.GetBytes(text)), resumeOffset, resumeLine));

    /// <summary>Gives a few bytes at a time and cannot seek, like a network stream.</summary>
    private sealed class DripStream(byte[] bytes) : Stream
    {
        private int at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var n = Math.Min(Math.Min(count, bytes.Length - at), 7001);
            System.Array.Copy(bytes, at, buffer, offset, n);
            at += n;
            return n;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
