using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Tests.Data;
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
    private readonly TestDatabase database = new();
    private readonly TenantImport import;
    private readonly RevenueImport revenue;
    private readonly TenantQueries queries;

    public TenantImportTests()
    {
        import = new TenantImport(database, new TenantEditor(database, TimeProvider.System), new ContractEditor(database, TimeProvider.System));
        revenue = new RevenueImport(database, new RevenueEditor(database, TimeProvider.System));
        queries = new TenantQueries(database, TimeProvider.System);
    }

    public Task InitializeAsync() => database.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Preview_OfNewTenants_StoresNothing()
    {
        var preview = await import.PreviewAsync(Utf8(Two), Anna, default);
        Assert.Equal(2, preview.Count(LineEffect.New));
        Assert.Empty(await queries.ListAsync(queries.Today, Anna, default));
        await using var context = database.CreateDbContext();
        Assert.Equal(0, await context.AuditEntries.CountAsync(e => e.Via == "cli"));
    }

    [Fact]
    public async Task File_AppliedTwice_ChangesNothingTheSecondTime()
    {
        Assert.Equal(2, (await import.ApplyAsync(Utf8(Two), Anna, default)).Count(LineEffect.New));
        Assert.Equal(2, (await import.ApplyAsync(Utf8(Two), Anna, default)).Count(LineEffect.Unchanged));
        var globex = (await queries.FindAsync("globex", Anna, default))!;
        Assert.Equal(("Globex, Inc.", new DateOnly(2027, 1, 1)), (globex.Row.Name, Assert.Single(globex.Contracts).EndDay));
        await using var context = database.CreateDbContext();
        Assert.Equal(4, await context.AuditEntries.CountAsync(e => e.Via == "cli"));
    }

    [Fact]
    public async Task File_WithBadLines_TakesTheGoodOnesAndNamesTheRest()
    {
        var result = await import.ApplyAsync(Utf8("""
            tenant,tier,monthly_fee_usd,start
            acme,pro,"1.234,50",2026-01-01
            ,pro,1,2026-01-01
            globex,gold,1,2026-01-01
            initech,free,1,01.02.2026
            hooli,free,1,2026-01-01
            """), Anna, default);
        Assert.Equal([2, 3, 4, 5], result.Lines.Where(l => l.Effect == LineEffect.Wrong).Select(l => l.Line));
        Assert.Equal(["monthly_fee_usd", "tenant", "Tier", "start"], result.Lines.Where(l => l.Effect == LineEffect.Wrong).Select(l => l.Faults[0].Field));
        Assert.Equal(["hooli"], (await queries.ListAsync(queries.Today, Anna, default)).Select(r => r.Key));
    }

    [Fact]
    public async Task LineWithBadContract_LeavesNoTraceOfItsTenant()
    {
        var result = await import.ApplyAsync(Utf8("tenant,name,plan,start\nacme,Acme,nosuch,2026-01-01\n"), Anna, default);
        Assert.Equal(LineEffect.Wrong, Assert.Single(result.Lines).Effect);
        Assert.Empty(await queries.ListAsync(queries.Today, Anna, default));
    }

    [Fact]
    public async Task LaterContract_InTheSameFile_EndsTheEarlierOne()
    {
        await import.ApplyAsync(Utf8("tenant,monthly_fee_usd,start\nacme,31,2026-01-01\nacme,310,2026-10-11\n"), Anna, default);
        var contracts = (await queries.FindAsync("acme", Anna, default))!.Contracts;
        Assert.Equal([null, new DateOnly(2026, 10, 11)], contracts.Select(c => c.EndDay));
    }

    [Fact]
    public async Task AbsentColumn_LeavesWhatIsStored()
    {
        await import.ApplyAsync(Utf8(Two), Anna, default);
        await import.ApplyAsync(Utf8("tenant,owner\nacme,Jo\n"), Anna, default);
        var acme = (await queries.FindAsync("acme", Anna, default))!.Row.Tenant!;
        Assert.Equal(("Acme", "pro", "Jo"), (acme.Name, acme.Tier, acme.Owner));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("tenant,colour\nacme,red\n", "colour")]
    [InlineData("name\nAcme\n", "tenant")]
    [InlineData("tenant,tenant\na,b\n", "twice")]
    public async Task File_ThatIsNoTable_SaysWhy(string text, string word)
    {
        var preview = await import.PreviewAsync(Utf8(text), Anna, default);
        Assert.Contains(word, preview.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RevenueFile_SentTwice_AddsItsLinesOnce()
    {
        await import.ApplyAsync(Utf8(Two), Anna, default);
        var file = Utf8("tenant,kind,day,amount_usd,external_id\nacme,usage,2026-10-03,12.5,I1\nacme,one_off,2026-10-04,-2,I2\nnobody,usage,2026-10-03,1,I3\n");
        Assert.Equal((2, 1), Counts(await revenue.ApplyAsync(file, Anna, default), LineEffect.New));
        Assert.Equal((2, 1), Counts(await revenue.ApplyAsync(file, Anna, default), LineEffect.Unchanged));
        var sums = await queries.RevenueAsync(new(2026, 10, 3), new(2026, 10, 5), Anna, default);
        Assert.Equal([12_500_000_000, -2_000_000_000], sums.Values.Where(s => s.HasEntries).SelectMany(s => new[] { s.UsageNanos, s.OneOffNanos }));

        static (int, int) Counts(FilePreview result, LineEffect effect) => (result.Count(effect), result.Count(LineEffect.Wrong));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
