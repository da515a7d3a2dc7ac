using System.Text;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Imports;

/// <summary>One row of a sample and what a profile makes of it.</summary>
/// <param name="LineNumber">Counted from 1.</param>
/// <param name="Raw">The row as it stands in the sample.</param>
/// <param name="CanonicalJson">The usage line it becomes; null when it has a fault.</param>
/// <param name="Fault">Why it becomes none.</param>
public sealed record PreviewRow(long LineNumber, string Raw, string? CanonicalJson, UsageFault? Fault);

/// <summary>What a profile makes of the first rows of a log.</summary>
/// <param name="Faults">Settings that make no sense, or columns the sample lacks; rows are then empty.</param>
/// <param name="Rows">The first rows.</param>
public sealed record MappingPreview(IReadOnlyList<MappingFault> Faults, IReadOnlyList<PreviewRow> Rows)
{
    /// <summary>Reads the first rows of a sample by a definition; null reads canonical CSV. Nothing is stored.</summary>
    public static MappingPreview Of(string sample, MappingDefinition? definition, int maxRows = 20)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var bytes = Encoding.UTF8.GetBytes(sample);
        if (definition is not null)
        {
            var (columns, _) = CsvHeader.Read(bytes, definition.Delimiter);
            if (MappingValidator.Validate(definition, columns) is { Count: > 0 } faults)
            {
                return new MappingPreview(faults, []);
            }
        }

        try
        {
            using var reader = new CsvUsageReader(new MemoryStream(bytes), new CsvReadOptions { Mapping = definition });
            var batch = new UsageBatch(maxRows, 2 * CsvRows.MaxRowBytes);
            reader.Fill(batch, CancellationToken.None);
            return new MappingPreview([], RowsOf(batch));
        }
        catch (UnreadableLogException e)
        {
            return new MappingPreview([new MappingFault("", e.Message)], []);
        }
    }

    private static List<PreviewRow> RowsOf(UsageBatch batch)
    {
        var rows = new List<PreviewRow>();
        foreach (var line in batch.Lines)
        {
            rows.Add(new PreviewRow(
                line.LineNumber,
                Encoding.UTF8.GetString(batch.Buffer, line.RawOffset, line.RawLength),
                Encoding.UTF8.GetString(batch.Buffer, line.Offset, line.Length),
                null));
        }

        rows.AddRange(batch.Rejected.Select(line => new PreviewRow(line.LineNumber, line.Raw, null, line.Fault)));
        rows.Sort((a, b) => a.LineNumber.CompareTo(b.LineNumber));
        return rows;
    }
}
