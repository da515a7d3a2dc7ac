using System.Globalization;
using System.Text;
using System.Text.Json;
using FinOps.Core.Imports;

namespace FinOps.Core.Usage.Readers;

/// <summary>Rows of a foreign CSV log, by the rules of a mapping profile.</summary>
internal sealed class MappedCsvConverter : ICsvRowConverter
{
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode(CanonicalField.TimestampName);
    private static readonly JsonEncodedText Layers = JsonEncodedText.Encode("layers");
    private static readonly JsonEncodedText Tags = JsonEncodedText.Encode("tags");

    /// <summary>Sums of larger numbers could overflow; no count or amount comes near.</summary>
    private const decimal MaxTerm = 1e18m;

    private readonly MappingDefinition definition;
    private readonly MappingClock clock;
    private readonly int timeColumn;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private readonly Rule[] flat;
    private readonly Rule[] layers;
    private readonly Rule[] tags;
    private decimal input;

    /// <summary>Throws <see cref="UnreadableLogException"/> when the definition has faults or does not fit the header.</summary>
    public MappedCsvConverter(MappingDefinition definition, IReadOnlyList<string> header)
    {
        this.definition = definition;
        if (MappingValidator.Validate(definition, header) is { Count: > 0 } faults)
        {
            throw new UnreadableLogException(
                $"The mapping profile does not fit this log: {string.Join(" ", faults.Select(fault => fault.Message).Distinct())} "
                + $"The log has the columns {CsvHeader.Shorten(header)}. Choose another profile or correct this one. Nothing was imported.");
        }

        for (var i = 0; i < header.Count; i++)
        {
            columns.TryAdd(header[i], i);
        }

        clock = new MappingClock(definition.Time);
        timeColumn = columns[definition.Time.Column];
        var rules = definition.Fields.Select(rule => new Rule(rule, CanonicalField.Find(rule.Field)!, [.. ColumnIndexes(rule)],
            rule.From == MappingSource.Template ? MappingTemplate.Parse(rule.Text!) : null)).ToArray();
        flat = [.. rules.Where(rule => !rule.Field.IsLayer && !rule.Field.IsTag)];
        layers = [.. rules.Where(rule => rule.Field.IsLayer)];
        tags = [.. rules.Where(rule => rule.Field.IsTag)];
    }

    public UsageFault? Convert(CsvRows row, Utf8JsonWriter writer)
    {
        var timeCell = row.Cell(timeColumn);
        if (clock.Read(Encoding.UTF8.GetString(timeCell), definition.DecimalComma) is not { } at)
        {
            return new UsageFault(CanonicalField.TimestampName, "unknown_time",
                $"{definition.Time.Column} is \"{CellValue.Shorten(timeCell)}\", which is no time as the mapping profile describes it. Correct the cell or the time settings of the profile.");
        }

        input = -1;
        writer.WriteStartObject();
        writer.WriteString(Timestamp, at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        foreach (var rule in flat)
        {
            var text = Evaluate(row, rule, out var fault);
            fault ??= Write(writer, rule, text);
            if (fault is not null)
            {
                return fault;
            }
        }

        var bad = WriteLayers(row, writer) ?? WriteTags(row, writer);
        writer.WriteEndObject();
        return bad;
    }

    private IEnumerable<int> ColumnIndexes(MappingRule rule) =>
        rule.From is MappingSource.Constant or MappingSource.Template ? [] : rule.Columns.Select(column => columns[column]);

    private UsageFault? WriteLayers(CsvRows row, Utf8JsonWriter writer)
    {
        if (layers.Length == 0)
        {
            return null;
        }

        var values = new string[layers.Length];
        double sum = 0;
        for (var i = 0; i < layers.Length; i++)
        {
            values[i] = Evaluate(row, layers[i], out var fault);
            if (fault is not null)
            {
                return fault;
            }

            if (layers[i].IsInputLayer && TryNumber(values[i], out var tokens) && TryScale(ref tokens, layers[i]))
            {
                sum += (double)tokens;
            }
        }

        if (Array.TrueForAll(values, value => value.Length == 0)
            || (definition.LayersOverInput == MappingLayerRule.Unsplit && input >= 0 && sum > (double)input))
        {
            return null;
        }

        writer.WriteStartObject(Layers);
        for (var i = 0; i < layers.Length; i++)
        {
            if (Write(writer, layers[i], values[i]) is { } fault)
            {
                return fault;
            }
        }

        writer.WriteEndObject();
        return null;
    }

    private UsageFault? WriteTags(CsvRows row, Utf8JsonWriter writer)
    {
        if (tags.Length == 0)
        {
            return null;
        }

        writer.WriteStartObject(Tags);
        foreach (var rule in tags)
        {
            var text = Evaluate(row, rule, out _);
            if (text.Length > 0)
            {
                writer.WriteString(rule.Field.JsonName, text);
            }
        }

        writer.WriteEndObject();
        return null;
    }

    /// <summary>The text of a field before it becomes JSON; empty when the row has no value for it.</summary>
    private string Evaluate(CsvRows row, Rule rule, out UsageFault? fault)
    {
        fault = null;
        var text = rule.Definition.From switch
        {
            MappingSource.Constant => rule.Definition.Text!,
            MappingSource.Column => Cell(row, rule.Columns[0]),
            MappingSource.Template => rule.Template!.Format(column => Cell(row, columns[column]), row.LineNumber),
            MappingSource.Sum or MappingSource.Difference => Add(row, rule, out fault),
        };
        if (rule.Definition.Values is { } values && (values.TryGetValue(text, out var mapped) || values.TryGetValue("*", out mapped)))
        {
            text = mapped;
        }

        return text.Length == 0 ? rule.Definition.Default ?? "" : text;
    }

    private string Add(CsvRows row, Rule rule, out UsageFault? fault)
    {
        fault = null;
        decimal sum = 0;
        var hasValue = false;
        for (var i = 0; i < rule.Columns.Length; i++)
        {
            var cell = Cell(row, rule.Columns[i]);
            if (cell.Length == 0)
            {
                if (i == 0 && rule.Definition.From == MappingSource.Difference)
                {
                    return "";
                }

                continue;
            }

            if (!TryNumber(cell, out var value) || Math.Abs(value) > MaxTerm)
            {
                fault = CellValue.WrongType(rule.Definition.Columns[i], row.Cell(rule.Columns[i]), "a number");
                return "";
            }

            hasValue = true;
            sum += i > 0 && rule.Definition.From == MappingSource.Difference ? -value : value;
        }

        return hasValue ? Number(sum) : "";
    }

    private UsageFault? Write(Utf8JsonWriter writer, Rule rule, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (rule.Field.Kind is CanonicalKind.Text or CanonicalKind.Boolean or CanonicalKind.Json)
        {
            return CellValue.Write(writer, rule.Field, Encoding.UTF8.GetBytes(text));
        }

        if (!TryNumber(text, out var number) || !TryScale(ref number, rule))
        {
            return CellValue.WrongType(rule.Field.Name, Encoding.UTF8.GetBytes(text), rule.Field.Kind == CanonicalKind.Integer ? "a whole number" : "a number");
        }

        if (rule.IsInput)
        {
            input = number;
        }

        return CellValue.Write(writer, rule.Field, Encoding.UTF8.GetBytes(Number(number)));
    }

    private static bool TryScale(ref decimal number, Rule rule)
    {
        if (rule.Definition.Factor is not { } factor)
        {
            return true;
        }

        try
        {
            number *= factor;
            number = rule.Field.Kind == CanonicalKind.Integer ? decimal.Round(number, 0, MidpointRounding.ToEven) : number;
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(definition.DecimalComma ? text.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static string Number(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Cell(CsvRows row, int column) => Encoding.UTF8.GetString(row.Cell(column));

    private sealed record Rule(MappingRule Definition, CanonicalField Field, int[] Columns, MappingTemplate? Template)
    {
        public bool IsInput { get; } = Field.Name == "input_tokens";

        public bool IsInputLayer { get; } = Field.IsLayer && Field.Name != "layers.response_tokens";
    }
}
