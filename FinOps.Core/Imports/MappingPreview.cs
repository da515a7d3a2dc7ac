using System.Text;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Imports;

/// <summary>One row of a sample and what a profile makes of it.</summary>
/// <param name="LineNumber">Counted from 1.</param>
/// <param name="Raw">The row as it stands in the sample.</param>
/// <param name="CanonicalJson">The usage line it becomes; null when its cells cannot be converted.</param>
/// <param name="Fault">Why it becomes no record; null when it does.</param>
public sealed record PreviewRow(long LineNumber, string Raw, string? CanonicalJson, UsageFault? Fault);

/// <summary>What a profile makes of the first rows of a log.</summary>
/// <param name="Faults">Settings that make no sense, or columns the sample lacks; rows are then empty.</param>
/// <param name="Rows">The first rows.</param>
public sealed record MappingPreview(IReadOnlyList<MappingFault> Faults, IReadOnlyList<PreviewRow> Rows);

/// <summary>Tries a mapping on a sample, with the reader and the parser that an import uses. Nothing is stored.</summary>
public sealed class MappingPreviewer(IOptions<UsageOptions> options, TimeProvider time)
{
    /// <summary>Reads the first rows of a sample by a definition; null reads canonical CSV.</summary>
    public MappingPreview Preview(string sample, MappingDefinition? definition, int maxRows = 20)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var bytes = Encoding.UTF8.GetBytes(sample);
        try
        {
            if (definition is not null && FaultsOf(bytes, definition) is { Count: > 0 } faults)
            {
                return new MappingPreview(faults, []);
            }

            using var reader = new CsvUsageReader(new MemoryStream(bytes), new CsvReadOptions { Mapping = definition });
            var batch = new UsageBatch(maxRows, 2 * CsvRows.MaxRowBytes);
            reader.Fill(batch, CancellationToken.None);
            new UsageParser(options.Value, time).Parse(batch, new UsageReport[maxRows]);
            return new MappingPreview([], RowsOf(batch));
        }
        catch (UnreadableLogException e)
        {
            return new MappingPreview([new MappingFault("", e.Message)], []);
        }
    }

    private static IReadOnlyList<MappingFault> FaultsOf(byte[] sample, MappingDefinition definition)
    {
        var columns = sample.Length == 0 ? null : CsvHeader.Read(sample, definition.Delimiter).Columns;
        return MappingValidator.Validate(definition, columns);
    }

    private static List<PreviewRow> RowsOf(UsageBatch batch)
    {
        var faults = batch.Rejected.ToDictionary(line => line.LineNumber);
        var rows = batch.Lines.Select(line => new PreviewRow(
            line.LineNumber,
            Encoding.UTF8.GetString(batch.Buffer, line.RawOffset, line.RawLength),
            Encoding.UTF8.GetString(batch.Buffer, line.Offset, line.Length),
            faults.GetValueOrDefault(line.LineNumber)?.Fault)).ToList();
        var converted = rows.Select(row => row.LineNumber).ToHashSet();
        rows.AddRange(batch.Rejected.Where(line => !converted.Contains(line.LineNumber)).Select(line => new PreviewRow(line.LineNumber, line.Raw, null, line.Fault)));
        rows.Sort((a, b) => a.LineNumber.CompareTo(b.LineNumber));
        return rows;
    }
}
