using System.Globalization;
using System.Text;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace FinOps.Web.Shell;

/// <summary>Writes a table for spreadsheets: numbers stay numbers, money is exact, and texts are never formulas.</summary>
public static class TableExport
{
    public const string CsvType = "text/csv; charset=utf-8";
    private const int MaxCellLength = 32_000;
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static async Task WriteCsvAsync<TRow>(Stream output, IReadOnlyList<TableColumn<TRow>> columns, IEnumerable<TRow> rows, CancellationToken cancellation)
    {
        var shown = Exported(columns);
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', shown.Select(c => Csv.Field(Heading(c)))));
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            await writer.WriteLineAsync(string.Join(',', shown.Select(c => Field(Cell(c, row)))));
        }
    }

    /// <summary>The same for rows that are still being read.</summary>
    public static async Task WriteCsvAsync<TRow>(Stream output, IReadOnlyList<TableColumn<TRow>> columns, IAsyncEnumerable<TRow> rows, CancellationToken cancellation)
    {
        var shown = Exported(columns);
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', shown.Select(c => Csv.Field(Heading(c)))));
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await writer.WriteLineAsync(string.Join(',', shown.Select(c => Field(Cell(c, row)))));
        }
    }

    public static async Task WriteXlsxAsync<TRow>(Stream output, string sheet, IReadOnlyList<TableColumn<TRow>> columns, IEnumerable<TRow> rows, CancellationToken cancellation)
    {
        var shown = Exported(columns);
        var lines = rows.Select(row => shown.ToDictionary(Heading, c => Cell(c, row) is string text ? Csv.Inert(Written(text)) : Cell(c, row)));
        await MiniExcel.SaveAsAsync(output, lines, sheetName: sheet, excelType: ExcelType.XLSX, configuration: new OpenXmlConfiguration { AutoFilter = true }, cancellationToken: cancellation);
    }

    /// <summary>The download of a table's rows in its order and with its search.</summary>
    /// <param name="format"><c>csv</c> or <c>xlsx</c>.</param>
    public static IResult Answer<TRow>(
        string format, string name, string sheet, IReadOnlyList<TableColumn<TRow>> columns, IEnumerable<TRow> rows, string? sort, string? words, CancellationToken cancellation)
    {
        var arranged = Rows.Arrange(rows, columns, sort, words);
        return format == "csv"
            ? Results.Stream(output => WriteCsvAsync(output, columns, arranged, cancellation), CsvType, name + ".csv")
            : Results.Stream(output => WriteXlsxForwardAsync(output, sheet, columns, arranged, cancellation), XlsxType, name + ".xlsx");
    }

    // A workbook is a zip archive, which is written to and fro; the body of a response only goes forward.
    private static async Task WriteXlsxForwardAsync<TRow>(Stream output, string sheet, IReadOnlyList<TableColumn<TRow>> columns, IEnumerable<TRow> rows, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await WriteXlsxAsync(buffer, sheet, columns, rows, cancellation);
        buffer.Position = 0;
        await buffer.CopyToAsync(output, cancellation);
    }

    /// <summary>What a cell holds: a text, a whole number, a decimal or nothing.</summary>
    public static object? Cell<TRow>(TableColumn<TRow> column, TRow row)
    {
        var value = column.Value(row);
        return (column.Kind, value) switch
        {
            (_, null) => null,
            (ColumnKind.Usd or ColumnKind.Margin, long nanos) => Money.ToUsd(nanos),
            (ColumnKind.Percent or ColumnKind.Share or ColumnKind.MarginShare, double share) => double.IsFinite(share) ? (decimal)Math.Round(share, 6, MidpointRounding.ToEven) : null,
            (ColumnKind.Milliseconds, double ms) => (decimal)Math.Round(ms, 1, MidpointRounding.ToEven),
            (ColumnKind.Band, Layers.LayerShare band) => band.Share is { } part ? (decimal)Math.Round(part, 6, MidpointRounding.ToEven) : null,
            (ColumnKind.Change, Costs.CostChange change) => Money.ToUsd(change.Now - change.Before),
            (ColumnKind.Text, _) => value.ToString(),
            _ => value,
        };
    }

    /// <summary>A workbook is XML and its cells have an end: what neither can hold is left out.</summary>
    private static string Written(string text) => new([.. text.Where(c => !char.IsControl(c) || c is '\t' or '\r' or '\n').Where(c => c is not ('\uFFFE' or '\uFFFF')).Take(MaxCellLength)]);

    private static List<TableColumn<TRow>> Exported<TRow>(IReadOnlyList<TableColumn<TRow>> columns) => [.. columns.Where(c => c.Kind != ColumnKind.Trend)];

    private static string Heading<TRow>(TableColumn<TRow> column) => column.Kind switch
    {
        ColumnKind.Usd or ColumnKind.Margin or ColumnKind.UsdPerUnit or ColumnKind.Change => $"{column.Title} (USD)",
        ColumnKind.Milliseconds => $"{column.Title} (ms)",
        ColumnKind.Percent or ColumnKind.Share or ColumnKind.MarginShare or ColumnKind.Band => $"{column.Title} (of 1)",
        ColumnKind.Text or ColumnKind.Count or ColumnKind.Number or ColumnKind.Trend => column.Title,
    };

    private static string Field(object? cell) => cell switch
    {
        null => "",
        string text => Csv.Field(text),
        decimal number => number.ToString("0.##################", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Csv.Field(cell.ToString() ?? ""),
    };
}
