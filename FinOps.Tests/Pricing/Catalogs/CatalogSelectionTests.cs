using FinOps.Core.Pricing;
using FinOps.Web.Pricing.Catalogs;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing.Catalogs;

public sealed class CatalogSelectionTests
{
    private static readonly CatalogSelection AllNew = new(Diff([.. Enumerable.Range(1, 120).Select(i => Change($"m-{i:000}", CatalogChangeKind.New))]));

    [Fact]
    public void ChooseUndisputed_OfAComparison_LeavesDisputedRemovedAndUnchangedRows()
    {
        var selection = new CatalogSelection(Diff(
            Change("new", CatalogChangeKind.New),
            Change("changed", CatalogChangeKind.Changed),
            Change("disputed", CatalogChangeKind.Changed) with { Disagreements = [new SourceDisagreement("other", "Input", 1, 2, 100m)] },
            Change("free", CatalogChangeKind.New, isFree: true),
            Change("gone", CatalogChangeKind.Removed),
            Change("same", CatalogChangeKind.Unchanged) with { Next = [] }));

        selection.ChooseUndisputed();

        Assert.Equal(["changed", "new"], selection.Chosen.Select(k => k.Pattern).Order());
        Assert.Equal(CatalogChangeKind.Changed, selection.Kind);
    }

    [Fact]
    public void ChooseFound_AcrossPages_TakesWhatTheSearchFindsAndNothingElse()
    {
        AllNew.Search("m-00");
        AllNew.ChooseFound(true);

        Assert.Equal(9, AllNew.Chosen.Count);
        Assert.True(AllNew.AreAllFoundChosen);
        AllNew.Search("");
        Assert.Equal((3, 50, false), (AllNew.Pages, AllNew.Visible.Count, AllNew.AreAllFoundChosen));
        AllNew.Turn(9);
        Assert.Equal((3, 20), (AllNew.Page, AllNew.Visible.Count));
        AllNew.Search("openai/*1");
        Assert.Equal((1, 12), (AllNew.Page, AllNew.Found.Count));
    }

    [Fact]
    public void CanBeChosen_OfAnUnchangedRow_OnlyWhereThereIsSomethingToConfirm()
    {
        var same = Change("same", CatalogChangeKind.Unchanged) with { Next = [] };

        Assert.False(CatalogSelection.CanBeChosen(same));
        Assert.True(CatalogSelection.CanBeChosen(same with { Confirmation = Row("same") }));
    }

    [Fact]
    public void Lines_OfTheDownload_HoldEachChangedFigureOfWhatIsFound()
    {
        var change = Change("gpt", CatalogChangeKind.Changed) with
        {
            Figures = [new("Input", FigureUnit.NanosPer1M, 1_000_000_000, 800_000_000, -20m), new("Output", FigureUnit.NanosPer1M, 5, 5, 0m), new("Batch factor", FigureUnit.Ppm, null, 500_000, null)],
            Disagreements = [new SourceDisagreement("other list", "Input", 900_000_000, 800_000_000, -11.11m)],
        };
        var selection = new CatalogSelection(Diff(change, Change("other", CatalogChangeKind.Changed)));
        selection.Choose(change, true);
        selection.Search("gpt");

        var lines = selection.Lines.Select(l => string.Join('|', CatalogLine.Columns.Select(c => FinOps.Web.Shell.TableExport.Cell(c, l)))).ToList();

        Assert.Equal(
            ["changed|openai|gpt||Input|USD per million tokens|1|0.8|-20|other list: 0.9 (-11.11 %)|yes|test", "changed|openai|gpt||Batch factor|factor||0.5|||yes|test"],
            lines);
    }

    private static CatalogDiff Diff(params CatalogChange[] changes) => new(new PriceFile(PriceFileFormat.LiteLlm, [], []), 0, changes);

    private static CatalogChange Change(string model, CatalogChangeKind kind, bool isFree = false)
    {
        var row = Row(model);
        row.Rates = isFree ? Rates(0m, 0m) : row.Rates;
        return new CatalogChange(CatalogKey.Of(row), kind, row, [row], [], [], false);
    }
}
