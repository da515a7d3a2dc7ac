using FinOps.Core.Data;
using FinOps.Core.Demo;
using FinOps.Core.Imports;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Demo;

public sealed class DemoTermsTests
{
    [Theory]
    [InlineData(20_454)]
    [InlineData(20_460)]
    [InlineData(20_485)]
    [InlineData(20_513)]
    public void Contracts_OnAnyFirstDay_DoNotOverlapAndBeginBeforeTheStoryEnds(int startDay)
    {
        var dates = new DemoDates(new DemoStory(DemoStory.DefaultSeed, startDay));
        foreach (var contracts in DemoTenant.All.Select(t => DemoContracts.Of(t, dates).ToList()))
        {
            Assert.All(contracts, c => Assert.True(c.End is null || c.End > c.Start));
            Assert.All(contracts.Zip(contracts.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
            Assert.All(contracts, c => Assert.True(c.Start < dates.Day(DemoStory.Days - 1)));
        }

        Assert.Equal(12, dates.MidMonth(48).Day);
    }

    [Fact]
    public async Task Removal_KeepsWhatPeopleEnteredForADemoTenant()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await using (var context = lab.NewContext())
        {
            context.Dimensions.AddRange(DemoTenant.All.Take(3).Select(t => new Dimension { Kind = DimensionKind.Tenant, Key = t.Key }));
            context.ImportFiles.Add(new ImportFile { Source = ImportSource.Demo, Name = DemoCompany.Name, State = ImportState.Done });
            await context.SaveChangesAsync();
        }

        await lab.Get<DemoTerms>().AddAsync(DemoStory.EndingAt(lab.Clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000), default);
        var mine = DemoTenant.All[0].Key;
        Assert.IsType<TenantEdit.Saved>(await lab.Get<RevenueEditor>().AddAsync(new() { Tenant = mine, Kind = RevenueKind.OneOff, Day = new(2026, 10, 1), AmountUsd = 7 }, Lab.Tester, default));
        await lab.Get<DemoCompany>().RemoveAsync(Lab.Tester, default);

        var queries = lab.Get<TenantQueries>();
        var terms = (await queries.FindAsync(mine, Lab.Tester, default))!;
        Assert.Equal(7_000_000_000, Assert.Single(terms.Entries).AmountNanos);
        Assert.Empty(terms.Contracts);
        Assert.False(terms.Row.Tenant!.IsDemo);
        Assert.Empty(await queries.PlansAsync(Lab.Tester, default));
        await using var after = lab.NewContext();
        Assert.Equal(1, await after.Tenants.CountAsync());
    }
}
