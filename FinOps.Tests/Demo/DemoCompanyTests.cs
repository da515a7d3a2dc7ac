using FinOps.Core.Access;
using FinOps.Core.Demo;
using FinOps.Core.Imports;
using FinOps.Core.Margins;
using FinOps.Tests.Data;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Tests.Demo;

public sealed class DemoCompanyTests(DemoRun run) : IClassFixture<DemoRun>
{
    [Fact]
    public void Load_TakesEveryLine_AndPricesNearlyAll()
    {
        Assert.Equal(ImportState.Done, run.First.State);
        Assert.InRange(run.First.NewRecords, 150_000, 250_000);
        Assert.Equal(0, run.First.QuarantinedLines);
        Assert.Equal(0, run.First.DuplicateRecords);
        Assert.Null(run.First.UnknownFields);
        Assert.InRange(run.First.UnpricedRecords, 1, run.First.NewRecords / 20);
        Assert.True(Money.ToUsd(run.First.EffectiveCostNanos) > 1_000);
    }

    [Fact]
    public void Load_Rollups_EqualTheRecordsToTheNano()
    {
        var records = run.Totals["records"];

        Assert.Equal(Cube.Families.Sum(family => family.Count(cube => cube.Grain != Grain.Week)) + 1, run.Totals.Count);
        Assert.All(run.Totals.Values, cube => Assert.Equal(records, cube));
        Assert.Equal(records.Cost, records.LayerCost);
    }

    [Fact]
    public void Load_Tenants_HaveNamesTiersAndAreMarked()
    {
        Assert.Equal(40, run.Tenants.Count);
        Assert.Contains(("Kestrelway Freight", "enterprise"), run.Tenants);
        Assert.Equal(8, run.Tenants.Count(tenant => tenant.Tier == "enterprise"));
        Assert.Equal(14, run.Tenants.Count(tenant => tenant.Tier == "pro"));
        Assert.Equal(18, run.Tenants.Count(tenant => tenant.Tier == "free"));
    }

    [Fact]
    public void Load_Terms_LeaveTwoClearLosers_OneWithoutContract_AndAFreeTierThatOthersCarry()
    {
        var byKey = run.Margins.Tenants.ToDictionary(t => t.Row.Key);
        Assert.Equal(["demo-copperjay", "demo-kestrelway"], byKey.Values.Where(t => t.IsUnprofitable && t.Revenue.TotalNanos > 0).Select(t => t.Row.Key).Order(StringComparer.Ordinal));
        Assert.Equal("demo-oakmirror", run.Margins.Tenants.MaxBy(t => t.MarginNanos)!.Row.Key);
        Assert.Null(byKey["demo-fernvault"].Row.Contract);
        Assert.NotNull(byKey["demo-fernvault"].Row.EndedOn);
        Assert.Equal(-150_000_000_000, byKey["demo-tidefold"].Revenue.OneOffNanos);
        Assert.True(byKey["demo-graniteloom"].Revenue.BilledDays == 30);
        var free = TierView.Of(run.Margins.Tenants, []).Tiers.Single(t => t.Key == "free");
        Assert.True(free.MarginNanos < 0 && run.Margins.MarginNanos > 0);
        Assert.All(run.Margins.Tenants.Where(t => t.Row.Tenant?.IsDemo == true), t => Assert.NotEqual("", t.Row.Owner));
    }

    [Fact]
    public void LoadTwice_AddsNothing()
    {
        Assert.Equal(0, run.Again.NewRecords);
        Assert.Equal(0, run.Again.QuarantinedLines);
        Assert.True(run.Again.DuplicateRecords > 0);
    }

    [Fact]
    public void LoadLater_GoesOnWithTheStory()
    {
        // A Friday evening and most of a Saturday.
        Assert.InRange(run.NextDay.NewRecords, 1_000, 6_000);
        Assert.Equal(0, run.NextDay.QuarantinedLines);
    }

    [Fact]
    public void Remove_LeavesWhatWasThereBefore_ToTheNano()
    {
        Assert.Equal(run.First.NewRecords + run.NextDay.NewRecords, run.Removed);
        Assert.NotEmpty(run.Before);
        Assert.Equal(run.Before, run.After);
    }

    [Fact]
    public void RemovedDemo_CanBeLoadedAgain()
    {
        Assert.InRange(run.Reloaded.NewRecords, 150_000, 250_000);
        Assert.Equal(0, run.Reloaded.DuplicateRecords);
    }

    [Fact]
    public void Status_FollowsTheData() => Assert.Equal((false, true, false), run.Loaded);

    [Fact]
    public void Statements_OfTheRemoval_AreTSql()
    {
        var sql = new DemoSql([1, 2], 494_000, 495_440);
        var cubes = Cube.Families.SelectMany(family => family).ToList();
        var all = cubes.SelectMany(cube => new[] { sql.Subtract(cube), sql.DeleteEmptyCells(cube), sql.LatenciesInKeptCells(cube), DemoSql.SetLatency(cube, 1, [1, 2, 3, 4, 5, 6, 7, 8, 0]) })
            .Concat(Enum.GetValues<DimensionKind>().Select(sql.DeleteNames))
            .Concat([sql.OpenWeeks, sql.DeleteRecords, sql.DeleteQuarantine, sql.DeleteFiles, .. DemoSql.DeleteTerms, DemoSql.DeleteFilter]);

        var schema = Schemas.NewSqlServerSchema();
        Assert.All(all, statement => Assert.Empty(TSql.Faults(statement, schema)));
    }

    [Fact]
    public async Task Load_WithoutThePermission_IsRefused()
    {
        var viewer = new Actor("local|viewer", "Viewer", "web", new HashSet<Permission> { Permission.ViewCosts });
        var company = new DemoCompany(null!, null!, null!, null!, null!, null!, null!, null!, TimeProvider.System);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => company.LoadAsync(viewer, null, CancellationToken.None));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => company.RemoveAsync(viewer, CancellationToken.None));
    }
}
