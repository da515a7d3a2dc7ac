using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using FinOps.Core.Costs;

namespace FinOps.Core.Tenants;

/// <summary>One line of a file of tenants or revenue, or why it is none.</summary>
/// <param name="Line">Counted from 1, header included.</param>
/// <param name="Value">What the line says; null when a cell cannot be understood.</param>
internal sealed record FileLine<T>(int Line, T? Value, IReadOnlyList<TenantFault> Faults)
    where T : class;

/// <summary>Reads CSV files with a header, cell by cell, keeping the good lines and naming line and column of the bad ones.</summary>
internal sealed class TenantFile
{
    /// <summary>Bytes of the largest file that is read.</summary>
    public const int MaxBytes = 20_000_000;

    private const int MaxLines = 50_000;
    private readonly CsvReader csv;
    private readonly List<TenantFault> faults = [];

    private TenantFile(CsvReader csv) => this.csv = csv;

    /// <summary>Reads all lines of a file.</summary>
    /// <param name="required">Columns that have to be there; others of <paramref name="columns"/> may be missing and count as empty.</param>
    /// <returns>The lines, or a fault of the whole file.</returns>
    public static (IReadOnlyList<FileLine<T>> Lines, TenantFault? Fault) Read<T>(ReadOnlyMemory<byte> utf8, IReadOnlyList<string> columns, IReadOnlyList<string> required, Func<TenantFile, T> read)
        where T : class
    {
        if (utf8.Length > MaxBytes)
        {
            return ([], new TenantFault("", $"The file is larger than {MaxBytes / 1_000_000} MB; cut it into parts."));
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return ([], new TenantFault("", "The file is not valid UTF-8. Save it as CSV with that encoding."));
        }

        using var csv = new CsvReader(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null, BadDataFound = null, TrimOptions = TrimOptions.Trim });
        return Header(csv, columns, required) is { } fault ? ([], fault) : Lines(new TenantFile(csv), csv, read);
    }

    /// <summary>Whether the file has a column.</summary>
    public bool Has(string column) => csv.HeaderRecord!.Contains(column);

    /// <summary>The text of a cell; empty where the column is missing.</summary>
    public string Text(string column) => csv.TryGetField<string>(column, out var text) ? Csv.Original(text ?? "") : "";

    /// <summary>An amount in USD with a point for decimals; null where the cell is empty.</summary>
    public decimal? Usd(string column)
    {
        var text = Text(column);
        if (text.Length == 0)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd))
        {
            return usd;
        }

        faults.Add(new TenantFault(column, $"\"{Clip(text)}\" is no amount. Write USD with a point, such as 1234.50."));
        return null;
    }

    /// <summary>A day as <c>2026-10-14</c>; null where the cell is empty.</summary>
    public DateOnly? Day(string column)
    {
        var text = Text(column);
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        faults.Add(new TenantFault(column, $"\"{Clip(text)}\" is no day. Write it as 2026-10-14."));
        return null;
    }

    /// <summary>Notes what is wrong with a cell.</summary>
    public void Fault(string column, string message) => faults.Add(new TenantFault(column, message));

    private static (IReadOnlyList<FileLine<T>> Lines, TenantFault? Fault) Lines<T>(TenantFile file, CsvReader csv, Func<TenantFile, T> read)
        where T : class
    {
        var lines = new List<FileLine<T>>();
        while (csv.Read())
        {
            if (lines.Count == MaxLines)
            {
                return ([], new TenantFault("", $"The file has more than {MaxLines:N0} lines; cut it into parts."));
            }

            file.faults.Clear();
            var line = csv.Parser.RawRow;
            if (csv.Parser.Count > csv.HeaderRecord!.Length)
            {
                file.faults.Add(new TenantFault("", $"The line has {csv.Parser.Count} cells, the header {csv.HeaderRecord.Length}. Put quotation marks around texts with commas."));
            }

            var value = read(file);
            lines.Add(new FileLine<T>(line, file.faults.Count == 0 ? value : null, [.. file.faults]));
        }

        return (lines, null);
    }

    private static TenantFault? Header(CsvReader csv, IReadOnlyList<string> columns, IReadOnlyList<string> required)
    {
        if (!csv.Read() || !csv.ReadHeader())
        {
            return new TenantFault("", $"The file is empty. Its first line names the columns: {string.Join(", ", columns)}.");
        }

        if (csv.HeaderRecord!.FirstOrDefault(name => !columns.Contains(name)) is { } unknown)
        {
            return new TenantFault(Clip(unknown), $"\"{Clip(unknown)}\" is no column here. The columns are {string.Join(", ", columns)}.");
        }

        if (csv.HeaderRecord!.GroupBy(name => name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return new TenantFault(twice.Key, $"The column {twice.Key} stands there twice.");
        }

        return required.FirstOrDefault(name => !csv.HeaderRecord!.Contains(name)) is { } missing ? new TenantFault(missing, $"The column {missing} is missing.") : null;
    }

    private static string Clip(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
