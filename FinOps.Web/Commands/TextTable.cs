namespace FinOps.Web.Commands;

/// <summary>Columns for people: texts to the left, numbers to the right.</summary>
internal static class TextTable
{
    /// <summary>Writes a header and lines; <paramref name="isNumber"/> tells the columns to align right.</summary>
    public static void Write(TextWriter output, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, Func<int, bool>? isNumber = null)
    {
        var lines = rows.ToList();
        var widths = header.Select((h, i) => lines.Select(l => l[i].Length).Append(h.Length).Max()).ToList();
        WriteLine(output, header, widths, isNumber);
        WriteLine(output, [.. widths.Select(w => new string('-', w))], widths, isNumber);
        foreach (var line in lines)
        {
            WriteLine(output, line, widths, isNumber);
        }
    }

    private static void WriteLine(TextWriter output, IReadOnlyList<string> cells, List<int> widths, Func<int, bool>? isNumber) =>
        output.WriteLine(string.Join("  ", cells.Select((c, i) => isNumber?.Invoke(i) == true ? Clean(c).PadLeft(widths[i]) : Clean(c).PadRight(widths[i]))).TrimEnd());

    /// <summary>Control characters in stored names must not reach a terminal.</summary>
    private static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
}
