using System.Globalization;
using FinOps.Core.Usage.Readers;

namespace FinOps.Core.Imports;

/// <summary>Finds every fault of a mapping definition, each at its setting.</summary>
public static class MappingValidator
{
    /// <summary>Checks a definition on its own, and against the columns of a log when they are known.</summary>
    public static IReadOnlyList<MappingFault> Validate(MappingDefinition definition, IReadOnlyCollection<string>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var faults = new List<MappingFault>();
        if (definition.Delimiter is { } delimiter && !CsvHeader.Delimiters.Contains(delimiter, StringComparison.Ordinal))
        {
            faults.Add(new("delimiter", "The delimiter must be a comma, semicolon, tab or vertical bar, or be left out to find it in the header."));
        }

        CheckTime(definition.Time, faults);
        for (var i = 0; i < definition.Fields.Count; i++)
        {
            CheckRule(definition.Fields[i], $"fields[{i}]", faults);
        }

        CheckWhole(definition, faults);
        if (columns is not null)
        {
            CheckColumns(definition, columns, faults);
        }

        return faults;
    }

    /// <summary>Every column the definition reads.</summary>
    public static IEnumerable<(string Path, string Column)> ColumnsOf(MappingDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.Time.Column.Length > 0)
        {
            yield return ("time.column", definition.Time.Column);
        }

        for (var i = 0; i < definition.Fields.Count; i++)
        {
            var rule = definition.Fields[i];
            var isTemplate = rule.From == MappingSource.Template;
            var used = isTemplate ? MappingTemplate.Parse(rule.Text ?? "")?.Columns ?? [] : rule.From == MappingSource.Constant ? [] : rule.Columns;
            foreach (var column in used)
            {
                yield return ($"fields[{i}].{(isTemplate ? "text" : "columns")}", column);
            }
        }
    }

    private static void CheckTime(MappingTime time, List<MappingFault> faults)
    {
        if (time.Column.Length == 0)
        {
            faults.Add(new("time.column", "Choose the column that holds the time of the call."));
        }

        if (time.Kind == MappingTimeKind.Clock)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(time.Zone, out _))
            {
                faults.Add(new("time.zone", $"\"{time.Zone}\" is no time zone. Write its IANA name, such as UTC or Europe/Berlin."));
            }

            if (time.Format is { Length: > 0 } format && !IsFormat(format))
            {
                faults.Add(new("time.format", $"\"{format}\" is no date format with year, month and day. Write one such as yyyy-MM-dd HH:mm:ss, or leave it out for ISO 8601."));
            }
        }
        else if (MappingClock.TicksPerUnit(time.Unit) is null)
        {
            faults.Add(new("time.unit", "The unit must be s, ms, us or ns."));
        }

        if (time.Kind == MappingTimeKind.Offset && MappingClock.ParseInstant(time.Start) is null)
        {
            faults.Add(new("time.start", "Choose the instant that the offsets count from, with Z or an offset, such as 2026-02-16T09:00:00Z."));
        }
    }

    private static bool IsFormat(string format)
    {
        try
        {
            var probe = new DateTime(2003, 11, 25, 17, 48, 39, DateTimeKind.Utc);
            var text = probe.ToString(format, CultureInfo.InvariantCulture);
            return DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var back)
                && back.Date == probe.Date;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void CheckRule(MappingRule rule, string path, List<MappingFault> faults)
    {
        if (CanonicalField.Find(rule.Field) is not { } field)
        {
            faults.Add(new($"{path}.field", $"\"{rule.Field}\" is no field of a usage record. Choose one of the list, or tags.name for anything else."));
            return;
        }

        if (field.Name == CanonicalField.TimestampName)
        {
            faults.Add(new($"{path}.field", "The time is set under time, not as a field."));
        }

        var isNumber = field.Kind is CanonicalKind.Integer or CanonicalKind.Decimal;
        var isArithmetic = rule.From is MappingSource.Sum or MappingSource.Difference;
        if (isArithmetic && !isNumber)
        {
            faults.Add(new($"{path}.from", $"{field.Name} is no number, so columns cannot be added up for it."));
        }

        if (rule.Factor is { } factor && (!isNumber || factor == 0))
        {
            faults.Add(new($"{path}.factor", isNumber ? "The factor must not be 0." : $"{field.Name} is no number, so it has no factor."));
        }

        if (isNumber && rule.Default is { } value && !decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            faults.Add(new($"{path}.default", $"{field.Name} is a number, so its default must be one."));
        }

        CheckSource(rule, path, faults);
    }

    private static void CheckSource(MappingRule rule, string path, List<MappingFault> faults)
    {
        switch (rule.From)
        {
            case MappingSource.Column when rule.Columns.Count != 1:
                faults.Add(new($"{path}.columns", "Choose one column."));
                break;
            case MappingSource.Sum or MappingSource.Difference when rule.Columns.Count < 2:
                faults.Add(new($"{path}.columns", "Choose two columns or more."));
                break;
            case MappingSource.Constant when string.IsNullOrEmpty(rule.Text):
                faults.Add(new($"{path}.text", "Write the value that every row gets."));
                break;
            case MappingSource.Template when MappingTemplate.Parse(rule.Text ?? "") is not { } template || (!template.Columns.Any() && rule.Text?.Contains("{#line}", StringComparison.Ordinal) != true):
                faults.Add(new($"{path}.text", "Write a text with columns in braces, such as {trace_id}/{seq}. {#line} is the line number."));
                break;
            default:
                break;
        }
    }

    private static void CheckWhole(MappingDefinition definition, List<MappingFault> faults)
    {
        var names = definition.Fields.Select(rule => CanonicalField.Find(rule.Field)?.Name ?? "").ToList();
        foreach (var missing in CanonicalField.MissingIn([CanonicalField.TimestampName, .. names]))
        {
            faults.Add(new("fields", $"{missing} is required. Choose a column or a constant for it."));
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length > 0 && names.IndexOf(names[i]) < i)
            {
                faults.Add(new($"fields[{i}].field", $"{names[i]} is mapped twice. Remove one of the two."));
            }
        }
    }

    private static void CheckColumns(MappingDefinition definition, IReadOnlyCollection<string> columns, List<MappingFault> faults)
    {
        foreach (var (path, column) in ColumnsOf(definition))
        {
            var found = columns.Count(name => name == column);
            if (found != 1)
            {
                faults.Add(new(path, found == 0 ? $"The log has no column \"{column}\"." : $"The log has {found} columns named \"{column}\"."));
            }
        }
    }
}
