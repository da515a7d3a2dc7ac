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

    private static CatalogDiff Diff(params CatalogChange[] changes) => new(new PriceFile(PriceFileFormat.LiteLlm, [], []), 0, changes);

    private static CatalogChange Change(string model, CatalogChangeKind kind)
    {
        var row = Row(model);
        return new CatalogChange(CatalogKey.Of(row), kind, row, [row], [], [], false);
    }
}
