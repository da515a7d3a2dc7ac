using System.Text;
using FinOps.Core.Costs;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using MiniExcelLibs;

namespace FinOps.Tests.Shell;

public sealed class TableExportTests
{
    private static readonly TableColumn<Line>[] Columns =
    [
        new("name", "Name", ColumnKind.Text, l => l.Name),
        new("spend", "Spend", ColumnKind.Usd, l => l.Nanos),
        new("requests", "Requests", ColumnKind.Count, l => l.Requests),
        new("share", "Share", ColumnKind.Share, l => l.Share),
        new("change", "Change", ColumnKind.Change, l => new CostChange(l.Nanos, 1_000_000_000)),
        new("trend", "Trend", ColumnKind.Trend, _ => new long[] { 1, 2 }),
    ];

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'=1", "''=1")]
    [InlineData("'tis", "'tis")]
    [InlineData("a=1", "a=1")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData("acme", "acme")]
    public async Task Csv_OfAnyName_IsNeverAFormula(string name, string field) =>
        Assert.StartsWith(field + ",", (await CsvAsync(new Line(name, 0, 0, 0))).Split("\r\n")[1], StringComparison.Ordinal);

    [Theory]
    [InlineData("=1")]
    [InlineData("'=1")]
    [InlineData("''=1")]
    [InlineData("'plain")]
    [InlineData("@cf/meta/llama")]
    [InlineData("")]
    public void Text_MadeInert_CanBeReadBack(string text) => Assert.Equal(text, Csv.Original(Csv.Inert(text)));

    [Fact]
    public async Task Xlsx_OfTextThatXmlCannotHold_CanStillBeOpened()
    {
        using var file = new MemoryStream();
        await TableExport.WriteXlsxAsync(file, "Costs", Columns, [new Line("a\u0001b\uFFFE<c>&" + new string('x', 40_000), 1, 1, null)], CancellationToken.None);

        file.Position = 0;
        var row = (IDictionary<string, object>)file.Query(useHeaderRow: true).Single();

        Assert.StartsWith("ab<c>&xxx", (string)row["Name"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_OfFigures_KeepsThemExact()
    {
        var csv = await CsvAsync(new Line("acme", -48_213_000_000_013, 1_240, 0.25));

        Assert.Equal("Name,Spend (USD),Requests,Share (of 1),Change (USD)\r\nacme,-48213.000000013,1240,0.25,-48214.000000013\r\n", csv);
    }

    [Fact]
    public async Task Csv_OfAMissingValue_IsEmpty()
    {
        var csv = await CsvAsync(new Line("acme", 0, 0, null));

        Assert.Equal("acme,0,0,,-1", csv.Split("\r\n")[1]);
    }

    [Fact]
    public async Task Xlsx_OfFigures_HasNumbersAndInertTexts()
    {
        using var file = new MemoryStream();
        await TableExport.WriteXlsxAsync(file, "Costs", Columns, [new Line("=HYPERLINK(\"x\")", 12_400_000_001, 1_240, 0.5)], CancellationToken.None);

        file.Position = 0;
        var row = (IDictionary<string, object>)file.Query(useHeaderRow: true).Single();

        Assert.Equal("'=HYPERLINK(\"x\")", row["Name"]);
        Assert.Equal(12.400000001, Assert.IsType<double>(row["Spend (USD)"]));
        Assert.Equal(1240d, Assert.IsType<double>(row["Requests"]));
        Assert.DoesNotContain("Trend", row.Keys);
    }

    private static async Task<string> CsvAsync(Line line)
    {
        using var output = new MemoryStream();
        await TableExport.WriteCsvAsync(output, Columns, [line], CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF');
    }

    private sealed record Line(string Name, long Nanos, long Requests, double? Share);
}
