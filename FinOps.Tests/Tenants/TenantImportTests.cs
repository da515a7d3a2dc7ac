using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Tenants;

public sealed class TenantImportTests : IAsyncLifetime
{
    private const string Two = """
        tenant,name,tier,owner,plan,monthly_fee_usd,daily_ceiling_usd,start,end
        acme,Acme,pro,Ida,,99.50,12,2026-01-01,
        globex,"Globex, Inc.",enterprise,Ida,,1000,,2026-01-01,2027-01-01

        """;

    private static readonly Actor Anna = Actor.System("anna", "cli");
    private Lab lab = null!;

    private TenantImport Import => lab.Get<TenantImport>();

    private RevenueImport Revenue => lab.Get<RevenueImport>();

    private TenantQueries Queries => lab.Get<TenantQueries>();

    public async Task InitializeAsync() => lab = await Lab.OpenAsync(new SqliteLabDatabase());

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task Preview_OfNewTenants_StoresNothing()
    {
        var preview = await Import.PreviewAsync(Utf8(Two), Anna, default);
        Assert.Equal(2, preview.Count(LineEffect.New));
        Assert.Empty(await Queries.ListAsync(Queries.Today, Anna, default));
        await using var context = lab.NewContext();
        Assert.Equal(0, await context.AuditEntries.CountAsync(e => e.ActorSubject == Anna.Subject));
    }

    [Fact]
    public async Task File_AppliedTwice_ChangesNothingTheSecondTime()
    {
        Assert.Equal(2, (await Import.ApplyAsync(Utf8(Two), Anna, default)).Count(LineEffect.New));
        Assert.Equal(2, (await Import.ApplyAsync(Utf8(Two), Anna, default)).Count(LineEffect.Unchanged));
        var globex = (await Queries.FindAsync("globex", Anna, default))!;
        Assert.Equal(("Globex, Inc.", new DateOnly(2027, 1, 1)), (globex.Row.Name, Assert.Single(globex.Contracts).EndDay));
        await using var context = lab.NewContext();
        Assert.Equal(4, await context.AuditEntries.CountAsync(e => e.ActorSubject == Anna.Subject));
    }

    [Fact]
    public async Task File_WithBadLines_TakesTheGoodOnesAndNamesTheRest()
    {
        var result = await Import.ApplyAsync(Utf8("""
            tenant,tier,monthly_fee_usd,start
            acme,pro,"1.234,50",2026-01-01
            ,pro,1,2026-01-01
            globex,gold,1,2026-01-01
            initech,free,1,01.02.2026
            hooli,free,1,2026-01-01
            """), Anna, default);
        Assert.Equal([2, 3, 4, 5], result.Lines.Where(l => l.Effect == LineEffect.Wrong).Select(l => l.Line));
        Assert.Equal(["monthly_fee_usd", "tenant", "tier", "start"], result.Lines.Where(l => l.Effect == LineEffect.Wrong).Select(l => l.Faults[0].Field));
        Assert.Equal(["hooli"], (await Queries.ListAsync(Queries.Today, Anna, default)).Select(r => r.Key));
    }

    [Fact]
    public async Task File_StoppedInsideItsTransaction_LeavesNothingAndCanBeAppliedAgain()
    {
        await using (var context = lab.NewContext())
        {
            await context.Database.ExecuteSqlRawAsync("CREATE TRIGGER Stop BEFORE INSERT ON Contract WHEN (SELECT COUNT(*) FROM Contract)>=1 BEGIN SELECT RAISE(ABORT,'stopped'); END");
        }

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => Import.ApplyAsync(Utf8(Two), Anna, default));

        await using (var context = lab.NewContext())
        {
            Assert.Equal((0, 0, 0), (await context.Tenants.CountAsync(), await context.Contracts.CountAsync(), await context.AuditEntries.CountAsync(e => e.ActorSubject == Anna.Subject)));
            await context.Database.ExecuteSqlRawAsync("DROP TRIGGER Stop");
        }

        Assert.Equal(2, (await Import.ApplyAsync(Utf8(Two), Anna, default)).Count(LineEffect.New));
        Assert.Equal(["acme", "globex"], (await Queries.ListAsync(Queries.Today, Anna, default)).Select(r => r.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LineWithBadContract_LeavesNoTraceOfItsTenant()
    {
        var result = await Import.ApplyAsync(Utf8("tenant,name,plan,start\nacme,Acme,nosuch,2026-01-01\n"), Anna, default);
        Assert.Equal(LineEffect.Wrong, Assert.Single(result.Lines).Effect);
        Assert.Empty(await Queries.ListAsync(Queries.Today, Anna, default));
    }

    [Fact]
    public async Task LaterContract_InTheSameFile_EndsTheEarlierOne()
    {
        await Import.ApplyAsync(Utf8("tenant,monthly_fee_usd,start\nacme,31,2026-01-01\nacme,310,2026-10-11\n"), Anna, default);
        var contracts = (await Queries.FindAsync("acme", Anna, default))!.Contracts;
        Assert.Equal([null, new DateOnly(2026, 10, 11)], contracts.Select(c => c.EndDay));
    }

    [Fact]
    public async Task AbsentColumn_LeavesWhatIsStored()
    {
        await Import.ApplyAsync(Utf8(Two), Anna, default);
        await Import.ApplyAsync(Utf8("tenant,owner\nacme,Jo\n"), Anna, default);
        var acme = (await Queries.FindAsync("acme", Anna, default))!.Row.Tenant!;
        Assert.Equal(("Acme", "pro", "Jo"), (acme.Name, acme.Tier, acme.Owner));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("tenant,colour\nacme,red\n", "colour")]
    [InlineData("name\nAcme\n", "tenant")]
    [InlineData("tenant,tenant\na,b\n", "twice")]
    public async Task File_ThatIsNoTable_SaysWhy(string text, string word)
    {
        var preview = await Import.PreviewAsync(Utf8(text), Anna, default);
        Assert.Contains(word, preview.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RevenueFile_SentTwice_AddsItsLinesOnce()
    {
        await Import.ApplyAsync(Utf8(Two), Anna, default);
        var file = Utf8("tenant,kind,day,amount_usd,external_id\nacme,usage,2026-10-03,12.5,I1\nacme,one_off,2026-10-04,-2,I2\nnobody,usage,2026-10-03,1,I3\n");
        Assert.Equal((2, 1), Counts(await Revenue.ApplyAsync(file, Anna, default), LineEffect.New));
        Assert.Equal((2, 1), Counts(await Revenue.ApplyAsync(file, Anna, default), LineEffect.Unchanged));
        var sums = await Queries.RevenueAsync(new(2026, 10, 3), new(2026, 10, 5), Anna, default);
        Assert.Equal([12_500_000_000, -2_000_000_000], sums.Values.Where(s => s.HasEntries).SelectMany(s => new[] { s.UsageNanos, s.OneOffNanos }));

        static (int, int) Counts(FilePreview result, LineEffect effect) => (result.Count(effect), result.Count(LineEffect.Wrong));
    }

    [Fact]
    public async Task Preview_TellsEachChange_AndApplyingDoesJustThat()
    {
        await Import.ApplyAsync(Utf8(Two), Anna, default);
        var file = Utf8("tenant,tier,monthly_fee_usd,start\nacme,enterprise,120,2026-01-01\nglobex,enterprise,2000,2026-10-11\nhooli,free,0,2026-10-01\n");
        var preview = await Import.PreviewAsync(file, Anna, default);
        Assert.Equal(
            ["tier pro → enterprise, monthly_fee_usd 99.5 → 120", "end of the contract from 2026-01-01 2027-01-01 → 2026-10-11, monthly_fee_usd 2000, start 2026-10-11", "tier free, monthly_fee_usd 0, start 2026-10-01"],
            preview.Lines.Select(l => l.Text));
        var applied = await Import.ApplyAsync(file, Anna, default);
        Assert.True(applied.IsStored);
        Assert.Equal(preview.Lines.Select(l => (l.Key, l.Effect, l.Text)), applied.Lines.Select(l => (l.Key, l.Effect, l.Text)));
        Assert.Equal(0, (await Import.PreviewAsync(file, Anna, default)).Lines.Count(l => l.Effect != LineEffect.Unchanged));
    }

    [Fact]
    public async Task FollowedContract_ImportedAgainWithoutItsEnd_KeepsIt()
    {
        var file = Utf8("tenant,monthly_fee_usd,start,end\nacme,31,2026-01-01,\nacme,310,2026-10-11,\n");
        await Import.ApplyAsync(file, Anna, default);
        Assert.All((await Import.ApplyAsync(file, Anna, default)).Lines, l => Assert.Equal(LineEffect.Unchanged, l.Effect));
    }

    [Fact]
    public async Task Export_ImportedElsewhere_BringsTheSame()
    {
        await lab.Get<PlanEditor>().SaveAsync(new() { Key = "pro-2026", Name = "Pro", Tier = "pro", PriceFrom = new(2026, 1, 1), MonthlyFeeUsd = 99, Reason = "List." }, Anna, default);
        await Import.ApplyAsync(Utf8("tenant,name,owner,note,plan,monthly_fee_usd,included_usage_usd,daily_ceiling_usd,start,end,contract_note\n"
            + "acme,\"=Acme, \"\"Inc\"\"\",Ida,,pro-2026,,,,2026-02-01,2026-06-01,first\nacme,\"=Acme, \"\"Inc\"\"\",Ida,,,120.000000001,50,7.5,2026-06-01,,\n+49,Plus,,,,,,,,,\n"), Anna, default);
        await Revenue.ApplyAsync(Utf8("tenant,kind,day,amount_usd,end,description,external_id\nacme,subscription,2026-02-01,99,2026-03-01,@invoice,I1\n+49,one_off,2026-02-03,-2.5,,,\n"), Anna, default);
        var (tenants, revenue) = (await ExportAsync(lab, (e, s) => e.WriteTenantsAsync(s, null, Anna, default)), await ExportAsync(lab, (e, s) => e.WriteRevenueAsync(s, null, Anna, default)));

        await using var other = await Lab.OpenAsync(new SqliteLabDatabase());
        await other.Get<PlanEditor>().SaveAsync(new() { Key = "pro-2026", Name = "Pro", Tier = "pro", PriceFrom = new(2026, 1, 1), MonthlyFeeUsd = 99, Reason = "List." }, Anna, default);
        Assert.Equal(0, (await other.Get<TenantImport>().ApplyAsync(tenants, Anna, default)).Count(LineEffect.Wrong));
        Assert.Equal(2, (await other.Get<RevenueImport>().ApplyAsync(revenue, Anna, default)).Count(LineEffect.New));
        Assert.Equal(Encoding.UTF8.GetString(tenants), Encoding.UTF8.GetString(await ExportAsync(other, (e, s) => e.WriteTenantsAsync(s, null, Anna, default))));
        Assert.Equal(Encoding.UTF8.GetString(revenue), Encoding.UTF8.GetString(await ExportAsync(other, (e, s) => e.WriteRevenueAsync(s, null, Anna, default))));
        Assert.Equal("=Acme, \"Inc\"", (await other.Get<TenantQueries>().FindAsync("acme", Anna, default))!.Row.Name);
        Assert.All((await Import.PreviewAsync(tenants, Anna, default)).Lines, l => Assert.Equal(LineEffect.Unchanged, l.Effect));
    }

    [Fact]
    public async Task RevenueWithoutIds_CountsAsOftenAsItStandsInOneFile_AndNotAgainWithTheNext()
    {
        await Import.ApplyAsync(Utf8(Two), Anna, default);
        var file = Utf8("tenant,kind,day,amount_usd\nacme,usage,2026-10-03,5\nacme,usage,2026-10-03,5\n");
        Assert.Equal(2, (await Revenue.ApplyAsync(file, Anna, default)).Count(LineEffect.New));
        Assert.Equal(2, (await Revenue.ApplyAsync(file, Anna, default)).Count(LineEffect.Unchanged));
        Assert.Equal(10_000_000_000, (await Queries.RevenueAsync(new(2026, 10, 3), new(2026, 10, 4), Anna, default)).Values.Sum(r => r.UsageNanos));
    }

    [Fact]
    public async Task Import_StoppedBeforeItIsStored_LeavesNothing()
    {
        using var stop = new CancellationTokenSource();
        var lines = string.Join('\n', Enumerable.Range(0, 2_000).Select(i => $"t{i},pro,10,2026-01-01"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Import.ApplyAsync(Utf8($"tenant,tier,monthly_fee_usd,start\n{lines}\n"), Anna, stop.Token));
        Assert.Empty(await Queries.ListAsync(Queries.Today, Anna, default));
        Assert.Equal(2_000, (await Import.ApplyAsync(Utf8($"tenant,tier,monthly_fee_usd,start\n{lines}\n"), Anna, default)).Count(LineEffect.New));
    }

    private static async Task<byte[]> ExportAsync(Lab lab, Func<TermsExport, Stream, Task> write)
    {
        using var output = new MemoryStream();
        await write(lab.Get<TermsExport>(), output);
        return output.ToArray();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
