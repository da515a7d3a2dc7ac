using Bunit;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Shell;

public sealed class DataTableTests : ShellContext
{
    private static readonly TableColumn<Line>[] Columns =
    [
        new("name", "Name", ColumnKind.Text, l => l.Name),
        new("spend", "Spend", ColumnKind.Usd, l => l.Nanos),
        new("extra", "Extra", ColumnKind.Count, l => l.Nanos) { IsExtra = true },
    ];

    [Fact]
    public void Table_OfManyRows_ShowsOnePage()
    {
        var table = Show(Lines(60));

        Assert.Equal(25, table.FindAll("tbody tr").Count);
        Assert.Equal("60 rows", table.Find(".count").TextContent);

        table.FindAll(".pager button")[1].Click();

        Assert.Equal("2 of 3", table.Find(".pager span").TextContent);
        Assert.Equal("t035", First(table)); // sorted by falling spend, the 26th is the 35th
    }

    [Fact]
    public void Sort_ClickedTwice_TurnsAround()
    {
        var table = Show(Lines(12));
        Assert.Equal("t012", First(table));
        Assert.Equal("descending", table.FindAll("thead th")[1].GetAttribute("aria-sort"));

        table.FindAll("thead button")[1].Click();

        Assert.Equal("t001", First(table));
        Assert.Equal("ascending", table.FindAll("thead th")[1].GetAttribute("aria-sort"));
    }

    [Fact]
    public void Find_OfAWord_NarrowsTableAndExport()
    {
        var table = Show(Lines(12));

        table.Find("input[type=search]").Input("t007");

        Assert.Equal("t007", First(table));
        Assert.Equal("1 of 12 rows", table.Find(".count").TextContent);
        Assert.Equal("/export?by=tenant&format=csv&sort=-spend&q=t007", table.FindAll("a[download]")[0].GetAttribute("href"));
    }

    [Fact]
    public void Columns_WhenChosen_Appear()
    {
        var table = Show(Lines(12));
        Assert.Equal(["Name", "Spend"], Headings(table));

        table.FindAll(".picker input[type=checkbox]")[1].Change(true);

        Assert.Equal(["Name", "Spend", "Extra"], Headings(table));
    }

    [Fact]
    public void Names_WithMarkup_StayText()
    {
        var table = Show([new Line("<script>alert(1)</script>", 1)]);

        Assert.Empty(table.FindAll("tbody script"));
        Assert.Equal("<script>alert(1)</script>", First(table));
    }

    [Fact]
    public void Row_WhenClicked_OpensItsPage()
    {
        var table = Show(Lines(12));

        table.Find("tbody tr td").Click();

        Assert.EndsWith("/t/t012", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private static string First(IRenderedComponent<DataTable<Line>> table) => table.Find("tbody th").TextContent.Trim();

    private static IEnumerable<string> Headings(IRenderedComponent<DataTable<Line>> table) => table.FindAll("thead th").Select(h => h.TextContent.Trim(' ', '\n', '↓', '↑'));

    private static Line[] Lines(int count) => [.. Enumerable.Range(1, count).Select(i => new Line($"t{i:000}", i * 1_000_000_000L))];

    private IRenderedComponent<DataTable<Line>> Show(Line[] lines) => Render<DataTable<Line>>(p => p
        .Add(t => t.Rows, lines).Add(t => t.Columns, Columns).Add(t => t.Caption, "Spend").Add(t => t.DefaultSort, "-spend")
        .Add(t => t.RowHref, l => "/t/" + l.Name).Add(t => t.ExportHref, "/export?by=tenant"));

    public sealed record Line(string Name, long Nanos);
}
