namespace FinOps.Core.Costs;

/// <summary>Texts of files that people open in spreadsheets: CSV fields, and the texts of any export.</summary>
public static class Csv
{
    private const char Mark = '\'';
    private const string FormulaStarts = "=+-@\t\r\n＝＋－＠";
    private static readonly char[] Special = [',', '"', '\r', '\n'];

    /// <summary>A text as one field: quoted where RFC 4180 asks for it, and never a formula.</summary>
    public static string Field(string text)
    {
        var harmless = Inert(text);
        return harmless.IndexOfAny(Special) < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Puts an apostrophe before a text that a spreadsheet would take for a formula. Only for texts: figures are written as they are.</summary>
    public static string Inert(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsFormula(text) ? Mark + text : text;
    }

    /// <summary>The text that <see cref="Inert"/> made harmless.</summary>
    public static string Original(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is [Mark, ..] && IsFormula(text) ? text[1..] : text;
    }

    /// <summary>Apostrophes count as part of the start, so that no two texts are written alike.</summary>
    private static bool IsFormula(string text)
    {
        var start = text.AsSpan().TrimStart(Mark);
        return start.Length > 0 && FormulaStarts.Contains(start[0], StringComparison.Ordinal);
    }
}
