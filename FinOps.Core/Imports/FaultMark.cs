using System.Text.RegularExpressions;

namespace FinOps.Core.Imports;

/// <summary>Finds the place of a fault within a raw line, so that it can be underlined.</summary>
public static class FaultMark
{
    /// <summary>Start and length of the value at fault; null when it cannot be told.</summary>
    /// <param name="raw">The line as it stands in the log.</param>
    /// <param name="field">The field at fault.</param>
    /// <param name="header">The header line for CSV; null for JSON.</param>
    /// <param name="mapping">The profile of a foreign CSV log.</param>
    public static (int Start, int Length)? Find(string raw, string field, string? header, MappingDefinition? mapping)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(field);
        if (field.Length == 0 || raw.Length == 0)
        {
            return null;
        }

        return header is null ? InJson(raw, field) : InCsv(raw, header, ColumnsOf(field, mapping));
    }

    private static (int Start, int Length)? InJson(string raw, string field)
    {
        var name = field[(field.LastIndexOf('.') + 1)..];
        try
        {
            return InJsonValue(raw, name);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static (int Start, int Length)? InJsonValue(string raw, string name)
    {
        var match = Regex.Match(raw, $"\"{Regex.Escape(name)}\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|\\{{[^}}]*\\}}|\\[[^\\]]*\\]|[^,}}\\]\\s]+)", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        return match.Success ? (match.Groups[1].Index, match.Groups[1].Length) : null;
    }

    private static IReadOnlyList<string> ColumnsOf(string field, MappingDefinition? mapping)
    {
        if (mapping is null)
        {
            return [field, field[(field.LastIndexOf('.') + 1)..]];
        }

        var rule = mapping.Fields.FirstOrDefault(rule => rule.Field == field);
        return field == "timestamp" ? [mapping.Time.Column] : [field, .. rule?.Columns ?? []];
    }

    private static (int Start, int Length)? InCsv(string raw, string header, IReadOnlyList<string> columns)
    {
        char delimiter;
        try
        {
            delimiter = Usage.Readers.CsvHeader.Read(System.Text.Encoding.UTF8.GetBytes(header)).Delimiter;
        }
        catch (Usage.Readers.UnreadableLogException)
        {
            return null; // a page must show the line even if its header makes no sense
        }

        var names = Cells(header, delimiter);
        var cells = Cells(raw, delimiter);
        for (var i = 0; i < names.Count && i < cells.Count; i++)
        {
            var name = header.Substring(names[i].Start, names[i].Length).Trim('"', ' ', '\uFEFF');
            if (columns.Contains(name, StringComparer.OrdinalIgnoreCase) && cells[i].Length > 0)
            {
                return cells[i];
            }
        }

        return null;
    }

    private static List<(int Start, int Length)> Cells(string text, char delimiter)
    {
        var cells = new List<(int, int)>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == delimiter && !isQuoted))
            {
                cells.Add((start, i - start));
                start = i + 1;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
        }

        return cells;
    }
}
