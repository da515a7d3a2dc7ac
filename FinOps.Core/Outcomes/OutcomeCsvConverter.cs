using System.Text.Json;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Outcomes;

/// <summary>Rows of a CSV file whose header names the fields of outcomes, by any of their names.</summary>
internal sealed class OutcomeCsvConverter : ICsvRowConverter
{
    private readonly IReadOnlyList<string> header;

    /// <exception cref="UnreadableLogException">The header lacks what an outcome must have.</exception>
    public OutcomeCsvConverter(IReadOnlyList<string> header)
    {
        this.header = [.. header.Select(name => name.Trim())];
        var known = this.header.Select(OutcomeFields.Find).Where(f => f is not null).Select(f => f!.Value.Field).ToHashSet();
        var missing = new[] { OutcomeField.Timestamp, OutcomeField.OutcomeType }.Where(f => !known.Contains(f)).Select(OutcomeFields.NameOf).ToList();
        if (missing.Count > 0)
        {
            throw new UnreadableLogException($"The header of this CSV file of outcomes has no column {string.Join(", ", missing)}. Its columns are {CsvHeader.Shorten(this.header)}. Rename the columns and import it again. Nothing was imported.");
        }
    }

    public UsageFault? Convert(CsvRows row, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (var column = 0; column < header.Count; column++)
        {
            if (!row.Cell(column).IsEmpty)
            {
                writer.WriteString(header[column], row.Cell(column));
            }
        }

        writer.WriteEndObject();
        return null;
    }
}
