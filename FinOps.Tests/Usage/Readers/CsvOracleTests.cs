using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using FinOps.Core.Usage.Readers;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace FinOps.Tests.Usage.Readers;

/// <summary>Our byte-level splitter against CsvHelper, on any cells that a writer may quote.</summary>
public sealed class CsvOracleTests
{
    [Property(MaxTest = 300)]
    public Property Rows_WrittenByAnyRules_AreSplitAsCsvHelperSplitsThem() =>
        Prop.ForAll(Table().ToArbitrary(), table =>
        {
            var text = string.Join("\r\n", table.Select(row => string.Join(",", row.Select(Quote)))) + "\r\n";
            return Theirs(text).SequenceEqual(Ours(text));
        });

    private static Gen<string[][]> Table()
    {
        var cell = Gen.Elements("a", "é", "\"", ",", "\n", "\r\n", " ", "x y", "").ListOf(4).Select(string.Concat);
        return cell.ArrayOf(3).ArrayOf(5);
    }

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 || cell.Length == 0 ? "\"" + cell.Replace("\"", "\"\"") + "\"" : cell;

    private static IEnumerable<string> Theirs(string text)
    {
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture));
        while (parser.Read())
        {
            yield return string.Join("|", parser.Record!);
        }
    }

    private static IEnumerable<string> Ours(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var rows = new CsvRows(stream, (byte)',', isFinal: true);
        while (rows.Read())
        {
            yield return string.Join("|", Enumerable.Range(0, rows.CellCount).Select(i => Encoding.UTF8.GetString(rows.Cell(i))));
        }
    }
}
