using FinOps.Core.Access;
using FinOps.Core.Tenants;
using FinOps.Tests.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Tenants;

public sealed class TenantEditorTests : IAsyncLifetime
{
    private static readonly Actor Anna = Actor.System("anna", "cli");
    private readonly TestDatabase database = new();
    private readonly TenantEditor tenants;
    private readonly ContractEditor contracts;
    private readonly PlanEditor plans;
    private readonly RevenueEditor revenue;
    private readonly TenantQueries queries;

    public TenantEditorTests()
    {
        tenants = new TenantEditor(database, TimeProvider.System);
        contracts = new ContractEditor(database, TimeProvider.System);
        plans = new PlanEditor(database, TimeProvider.System);
        revenue = new RevenueEditor(database, TimeProvider.System);
        queries = new TenantQueries(database, TimeProvider.System);
    }

    public Task InitializeAsync() => database.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Tenant_ThatNoUsageNamed_IsMadeAndAudited()
    {
        Assert.IsType<TenantEdit.Saved>(await tenants.SaveAsync(new() { Key = "acme", Name = "Acme", Tier = "pro", TimeZone = "Europe/Berlin" }, Anna, default));
        var row = Assert.Single(await queries.ListAsync(queries.Today, Anna, default));
        Assert.Equal(("acme", "Acme", "pro"), (row.Key, row.Name, row.Tenant!.Tier));
        await using var context = database.CreateDbContext();
        var entry = await context.AuditEntries.SingleAsync(e => e.Via == "cli");
        Assert.Equal(("tenant.save", "tenant:acme", "acme"), (entry.Action, entry.Target, entry.Tenant));
    }

    [Fact]
    public async Task Tenant_WithSeveralFaults_TellsThemAll()
    {
        var edit = Assert.IsType<TenantEdit.Invalid>(await tenants.SaveAsync(new() { Key = "", Tier = "gold", TimeZone = "Mars/Olympus" }, Anna, default));
        Assert.Equal(["Key", "Tier", "TimeZone"], edit.Faults.Select(f => f.Field));
    }

    [Fact]
    public async Task Tenant_ChangedMeanwhile_IsAConflict()
    {
        await tenants.SaveAsync(new() { Key = "acme" }, Anna, default);
        var read = (await queries.FindAsync("acme", Anna, default))!.Row.Tenant!.Version;
        await tenants.SaveAsync(new() { Key = "acme", Name = "Acme", ExpectedVersion = read }, Actor.System("bert", "cli"), default);
        var conflict = Assert.IsType<TenantEdit.Conflict>(await tenants.SaveAsync(new() { Key = "acme", Name = "ACME", ExpectedVersion = read }, Anna, default));
        Assert.Equal("bert", conflict.By);
        Assert.Equal("Acme", (await queries.FindAsync("acme", Anna, default))!.Row.Name);
    }

    [Fact]
    public async Task Contract_OverlappingAnother_IsRefusedWithItsDays()
    {
        await tenants.SaveAsync(new() { Key = "acme" }, Anna, default);
        Assert.IsType<TenantEdit.Saved>(await contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 1, 1), EndDay = new(2026, 7, 1), MonthlyFeeUsd = 10 }, Anna, default));
        var edit = Assert.IsType<TenantEdit.Invalid>(await contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 6, 30), MonthlyFeeUsd = 10 }, Anna, default));
        Assert.Contains("2026-01-01 to 2026-07-01", Assert.Single(edit.Faults).Message, StringComparison.Ordinal);
        Assert.IsType<TenantEdit.Saved>(await contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 7, 1), MonthlyFeeUsd = 10 }, Anna, default));
    }

    [Fact]
    public async Task Contract_ThatEndsThePrevious_LeavesNoGapAndNoOverlap()
    {
        await tenants.SaveAsync(new() { Key = "acme" }, Anna, default);
        await contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 1, 1), MonthlyFeeUsd = 31 }, Anna, default);
        await contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 10, 11), MonthlyFeeUsd = 310, EndsPrevious = true }, Anna, default);
        var revenues = await queries.RevenueAsync(new(2026, 10, 1), new(2026, 11, 1), Anna, default);
        Assert.Equal(220_000_000_000, Assert.Single(revenues).Value.TotalNanos);
    }

    [Fact]
    public async Task Contract_WithoutFeeOrPricedPlan_SaysWhatToDo()
    {
        await tenants.SaveAsync(new() { Key = "acme" }, Anna, default);
        await plans.SaveAsync(new() { Key = "pro-2026", Name = "Pro", Tier = "pro", PriceFrom = new(2026, 3, 1), MonthlyFeeUsd = 99, Reason = "New list." }, Anna, default);
        var early = Assert.IsType<TenantEdit.Invalid>(await contracts.SaveAsync(new() { Tenant = "acme", Plan = "pro-2026", StartDay = new(2026, 1, 1) }, Anna, default));
        Assert.Contains("no price yet on 2026-01-01", Assert.Single(early.Faults).Message, StringComparison.Ordinal);
        Assert.IsType<TenantEdit.Saved>(await contracts.SaveAsync(new() { Tenant = "acme", Plan = "pro-2026", StartDay = new(2026, 3, 1) }, Anna, default));
        Assert.Equal(99_000_000_000, (await queries.ListAsync(new(2026, 4, 1), Anna, default))[0].MonthlyFeeNanos);
    }

    [Fact]
    public async Task Revenue_SentTwice_CountsOnce()
    {
        await tenants.SaveAsync(new() { Key = "acme" }, Anna, default);
        var draft = new RevenueDraft { Tenant = "acme", Kind = RevenueKind.OneOff, Day = new(2026, 10, 1), AmountUsd = 500, ExternalId = "INV-1/1" };
        var first = Assert.IsType<TenantEdit.Saved>(await revenue.AddAsync(draft, Anna, default));
        Assert.Equal(first, await revenue.AddAsync(draft, Anna, default));
        draft.AmountUsd = 501;
        Assert.IsType<TenantEdit.Invalid>(await revenue.AddAsync(draft, Anna, default));
        Assert.Equal(500_000_000_000, (await queries.RevenueAsync(new(2026, 10, 1), new(2026, 11, 1), Anna, default)).Single().Value.OneOffNanos);
    }

    [Fact]
    public async Task TenantOfOthers_ForAScopedActor_DoesNotExist()
    {
        await tenants.SaveAsync(new() { Key = "acme" }, Anna, default);
        await tenants.SaveAsync(new() { Key = "globex" }, Anna, default);
        var carla = new Actor("iss|carla", "Carla", "web", new HashSet<Permission> { Permission.ViewCosts, Permission.ManageTenants }) { Tenants = TenantScope.Of(["acme"]) };
        Assert.Equal(["acme"], (await queries.ListAsync(queries.Today, carla, default)).Select(r => r.Key));
        Assert.Null(await queries.FindAsync("globex", carla, default));
        Assert.IsType<TenantEdit.NotFound>(await tenants.SaveAsync(new() { Key = "globex", Name = "Mine" }, carla, default));
        Assert.IsType<TenantEdit.NotFound>(await contracts.SaveAsync(new() { Tenant = "globex", StartDay = new(2026, 1, 1), MonthlyFeeUsd = 1 }, carla, default));
        Assert.IsType<TenantEdit.Saved>(await tenants.SaveAsync(new() { Key = "acme", Name = "Mine" }, carla, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => plans.SaveAsync(new() { Key = "x", Name = "X" }, carla, default));
    }
}
