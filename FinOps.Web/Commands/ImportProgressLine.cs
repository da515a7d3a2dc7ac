using FinOps.Core.Imports;

namespace FinOps.Web.Commands;

/// <summary>Shows how far an import is on standard error: one line that moves on a terminal, a new line every few seconds elsewhere.</summary>
internal sealed class ImportProgressLine(TimeProvider time) : IProgress<ImportProgress>, IDisposable
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly long started = time.GetTimestamp();
    private long shown = time.GetTimestamp();
    private ImportProgress? first;
    private bool moving;
    private bool ended;

    /// <summary>The import that was reported last; null before the first batch.</summary>
    public int? ImportFileId { get; private set; }

    public void Report(ImportProgress value)
    {
        lock (gate)
        {
            first ??= value;
            ImportFileId = value.ImportFileId;
            if (ended || (Console.IsErrorRedirected && time.GetElapsedTime(shown) < BetweenLines))
            {
                return;
            }

            shown = time.GetTimestamp();
            var line = Describe(value);
            Console.Error.Write(Console.IsErrorRedirected ? line + Environment.NewLine : $"\r{line}\u001b[K");
            moving = !Console.IsErrorRedirected;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (moving && !ended)
            {
                Console.Error.WriteLine();
            }

            ended = true;
        }
    }

    private string Describe(ImportProgress value)
    {
        var seconds = Math.Max(time.GetElapsedTime(started).TotalSeconds, 0.001);
        var line = $"{value.Lines:N0} lines, {value.NewRecords:N0} new, {value.DuplicateRecords:N0} duplicate, {value.QuarantinedLines:N0} quarantined, {(value.Lines - StartLines) / seconds:N0} lines/s";
        if (value.BytesTotal is not > 0 || value.BytesRead > value.BytesTotal)
        {
            return line;
        }

        var share = Math.Clamp((double)value.BytesRead / value.BytesTotal.Value, 0, 1);
        var done = value.BytesRead - (first?.BytesRead ?? 0);
        var left = done > 0 ? $", {TimeSpan.FromSeconds((value.BytesTotal.Value - value.BytesRead) * seconds / done):h\\:mm\\:ss} left" : "";
        return $"{share:P0}  {line}{left}";
    }

    /// <summary>Lines that an earlier run had read already; the first report comes after the first batch, so the rate starts a little low.</summary>
    private long StartLines => first is { } report && report.Lines > report.NewRecords + report.DuplicateRecords + report.QuarantinedLines ? report.Lines : 0;
}
