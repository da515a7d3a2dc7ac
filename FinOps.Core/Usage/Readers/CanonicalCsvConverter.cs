using System.Text.Json;

namespace FinOps.Core.Usage.Readers;

/// <summary>Rows of a CSV log whose header names the canonical fields. Columns nobody knows go along as text, so that they are reported.</summary>
internal sealed class CanonicalCsvConverter : ICsvRowConverter
{
    private static readonly JsonEncodedText Layers = JsonEncodedText.Encode("layers");
    private static readonly JsonEncodedText Tags = JsonEncodedText.Encode("tags");

    private readonly List<(int Column, CanonicalField Field)> flat = [];
    private readonly List<(int Column, CanonicalField Field)> layers = [];
    private readonly List<(int Column, CanonicalField Field)> tags = [];
    private readonly int tagsJson = -1;

    /// <summary>Throws <see cref="UnreadableLogException"/> when the header is not canonical.</summary>
    public CanonicalCsvConverter(IReadOnlyList<string> header)
    {
        for (var column = 0; column < header.Count; column++)
        {
            var name = header[column].Trim().ToLowerInvariant();
            if (name == "tags")
            {
                tagsJson = column;
                continue;
            }

            var field = CanonicalField.Find(name) ?? new CanonicalField(name, CanonicalKind.Text);
            (field.IsLayer ? layers : field.IsTag ? tags : flat).Add((column, field));
        }

        CheckHeader();
    }

    /// <summary>Whether a header names what a usage record must have.</summary>
    public static bool Fits(IEnumerable<string> header)
    {
        var names = header.Select(name => name.Trim().ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        return !CanonicalField.MissingIn(names).Any();
    }

    public UsageFault? Convert(CsvRows row, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        var fault = WriteAll(row, writer, flat);
        if (layers.Count > 0 && fault is null && layers.Exists(x => !row.Cell(x.Column).IsEmpty))
        {
            writer.WriteStartObject(Layers);
            fault = WriteAll(row, writer, layers);
            writer.WriteEndObject();
        }

        fault ??= WriteTags(row, writer);
        writer.WriteEndObject();
        return fault;
    }

    private static UsageFault? WriteAll(CsvRows row, Utf8JsonWriter writer, List<(int Column, CanonicalField Field)> fields)
    {
        foreach (var (column, field) in fields)
        {
            if (CellValue.Write(writer, field, row.Cell(column)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private UsageFault? WriteTags(CsvRows row, Utf8JsonWriter writer)
    {
        if (tagsJson < 0 && tags.Count == 0)
        {
            return null;
        }

        var json = tagsJson < 0 ? default : row.Cell(tagsJson);
        if (json.IsEmpty && !tags.Exists(x => !row.Cell(x.Column).IsEmpty))
        {
            return null;
        }

        writer.WriteStartObject(Tags);
        if (!json.IsEmpty && !TryCopyObject(json, writer))
        {
            return new UsageFault("tags", "wrong_type", "tags must be one JSON object such as {\"region\":\"eu\"}. Correct the cell, or leave it empty.");
        }

        var fault = WriteAll(row, writer, tags);
        writer.WriteEndObject();
        return fault;
    }

    private static bool TryCopyObject(ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object || reader.BytesConsumed != json.TrimEnd((byte)' ').Length)
            {
                return false;
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                property.WriteTo(writer);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void CheckHeader()
    {
        var names = flat.Concat(layers).Concat(tags).Select(x => x.Field.Name).ToList();
        var missing = CanonicalField.MissingIn(names).ToList();
        if (missing.Count > 0)
        {
            throw new UnreadableLogException(
                $"The header of this CSV log has no column {string.Join(", ", missing)}. Its columns are {CsvHeader.Shorten(names)}. "
                + "Make a mapping profile for it, or rename the columns, and import it again. Nothing was imported.");
        }

        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UnreadableLogException($"The header of this CSV log names {twice.Key} twice. Remove one of the columns and import it again. Nothing was imported.");
        }
    }
}
