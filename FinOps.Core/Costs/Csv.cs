namespace FinOps.Core.Costs;

/// <summary>Fields of CSV files that people open in spreadsheets.</summary>
public static class Csv
{
    private static readonly char[] Special = [',', '"', '\r', '\n'];

    /// <summary>A text as one field: quoted where RFC 4180 asks for it, and never a formula.</summary>
    public static string Field(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var harmless = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return harmless.IndexOfAny(Special) < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
