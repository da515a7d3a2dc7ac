using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FinOps.Core.Imports;

namespace FinOps.Core.Usage.Readers;

/// <summary>How a CSV log is read.</summary>
public sealed record CsvReadOptions
{
    /// <summary>How foreign columns become canonical fields; null when the header names the canonical fields.</summary>
    public MappingDefinition? Mapping { get; init; }

    /// <summary>Makes what turns rows into lines, for logs of something else than usage; null for usage.</summary>
    internal Func<IReadOnlyList<string>, ICsvRowConverter>? Converter { get; init; }

    /// <summary>Bytes of the unpacked log that are committed already; 0 to read from the start.</summary>
    public long ResumeOffset { get; init; }

    /// <summary>Lines of the log that are committed already.</summary>
    public long ResumeLine { get; init; }

    /// <summary>False while the log may still grow: a last row without a line break then waits for its rest.</summary>
    public bool IsFinal { get; init; } = true;
}

/// <summary>
/// Reads CSV with a header, row by row, in bounded memory. The stream starts at the first byte of the unpacked log, also when reading resumes,
/// because the header is needed. Resume points are exact byte offsets.
/// The constructor throws <see cref="UnreadableLogException"/> when the header does not fit.
/// </summary>
public sealed class CsvUsageReader : IUsageLineSource
{
    private readonly Stream stream;
    private readonly CsvRows rows;
    private readonly ICsvRowConverter? converter;
    private readonly ArrayBufferWriter<byte> json = new(4096);
    private readonly Utf8JsonWriter writer;
    private readonly int columns;
    private bool isPending;

    public CsvUsageReader(Stream stream, CsvReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new CsvReadOptions();
        this.stream = stream;
        writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        rows = new CsvRows(stream, (byte)',', options.IsFinal);
        if (CsvHeader.Take(rows, options.Mapping?.Delimiter) is not { } header)
        {
            return;
        }

        columns = header.Count;
        HeaderText = Encoding.UTF8.GetString(rows.Raw);
        converter = options.Mapping is { } mapping ? new MappedCsvConverter(mapping, header) : options.Converter?.Invoke(header) ?? new CanonicalCsvConverter(header);
        if (options.ResumeOffset > rows.EndOffset)
        {
            rows.ResumeAt(options.ResumeOffset, options.ResumeLine);
        }
    }

    /// <summary>The header line as it stands in the log; a quarantined row can be read again only together with it. Null when the log is empty.</summary>
    public string? HeaderText { get; }

    public bool Fill(UsageBatch batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (converter is null)
        {
            return false;
        }

        var hasAny = false;
        while (isPending || rows.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            isPending = false;
            if (rows.Raw.IsEmpty && rows.State == CsvRowState.Whole)
            {
                batch.SkipTo(rows.LastLine, rows.EndOffset);
                continue;
            }

            if (!Offer(batch))
            {
                isPending = true;
                return hasAny;
            }

            hasAny = true;
            batch.SkipTo(rows.LastLine, rows.EndOffset);
        }

        return hasAny;
    }

    public void Dispose()
    {
        writer.Dispose();
        stream.Dispose();
    }

    private bool Offer(UsageBatch batch)
    {
        var fault = CheckRow() ?? Convert();
        if (fault is not null)
        {
            return batch.Reject(rows.LineNumber, rows.EndOffset, fault, rows.Raw);
        }

        return batch.Append(json.WrittenSpan, rows.LineNumber, rows.EndOffset, rows.Raw);
    }

    private UsageFault? Convert()
    {
        json.ResetWrittenCount();
        writer.Reset();
        var fault = converter!.Convert(rows, writer);
        writer.Flush();
        return fault;
    }

    private UsageFault? CheckRow() => rows.State switch
    {
        CsvRowState.TooLong => new UsageFault("", "line_too_long", "The row is longer than 1 MiB, or a quote in it is never closed. Shorten the row or close the quote."),
        CsvRowState.BrokenQuotes => new UsageFault("", "broken_quotes", "A quoted cell is not closed, or text follows its closing quote. Double the quotes inside the cell (\"\") and close it."),
        CsvRowState.Whole => CheckText(),
    };

    private UsageFault? CheckText()
    {
        if (rows.Raw.Contains((byte)0))
        {
            return new UsageFault("", "control_character", "The row contains a NUL byte, so the file may be damaged or not be text. Remove the byte.");
        }

        if (!Utf8.IsValid(rows.Raw))
        {
            return new UsageFault("", "invalid_utf8", "The row is not valid UTF-8. Save the file as UTF-8.");
        }

        return rows.CellCount == columns ? null : new UsageFault("", "ragged_row",
            $"The row has {rows.CellCount} cells but the header has {columns}. Quote cells that contain the delimiter, or add the missing cells.");
    }
}
