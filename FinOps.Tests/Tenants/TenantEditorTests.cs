using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Tenants;

public sealed class TenantEditorTests : IAsyncLifetime
{
    private static readonly Actor Anna = Actor.System("anna", "cli");
    private Lab lab = null!;

    private TenantEditor Editor => lab.Get<TenantEditor>();

    private ContractEditor Contracts => lab.Get<ContractEditor>();

    private PlanEditor Plans => lab.Get<PlanEditor>();

    private RevenueEditor Revenue => lab.Get<RevenueEditor>();

    private TenantQueries Queries => lab.Get<TenantQueries>();

    public async Task InitializeAsync() => lab = await Lab.OpenAsync(new SqliteLabDatabase());

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task Tenant_ThatNoUsageNamed_IsMadeAndAudited()
    {
        Assert.IsType<TenantEdit.Saved>(await Editor.SaveAsync(new() { Key = "acme", Name = "Acme", Tier = "pro", TimeZone = "Europe/Berlin" }, Anna, default));
        var row = Assert.Single(await Queries.ListAsync(Queries.Today, Anna, default));
        Assert.Equal(("acme", "Acme", "pro"), (row.Key, row.Name, row.Tenant!.Tier));
        await using var context = lab.NewContext();
        var entry = await context.AuditEntries.SingleAsync(e => e.ActorSubject == Anna.Subject);
        Assert.Equal(("tenant.save", "tenant:acme", "acme"), (entry.Action, entry.Target, entry.Tenant));
    }

    [Fact]
    public async Task Tenant_WithSeveralFaults_TellsThemAll()
    {
        var edit = Assert.IsType<TenantEdit.Invalid>(await Editor.SaveAsync(new() { Key = "", Tier = "gold", TimeZone = "Mars/Olympus" }, Anna, default));
        Assert.Equal(["Key", "Tier", "TimeZone"], edit.Faults.Select(f => f.Field));
    }

    [Fact]
    public async Task Tenant_ChangedMeanwhile_IsAConflict()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        var read = (await Queries.FindAsync("acme", Anna, default))!.Row.Tenant!.Version;
        await Editor.SaveAsync(new() { Key = "acme", Name = "Acme", ExpectedVersion = read }, Actor.System("bert", "cli"), default);
        var conflict = Assert.IsType<TenantEdit.Conflict>(await Editor.SaveAsync(new() { Key = "acme", Name = "ACME", ExpectedVersion = read }, Anna, default));
        Assert.Equal("bert", conflict.By);
        Assert.Equal("Acme", (await Queries.FindAsync("acme", Anna, default))!.Row.Name);
    }

    [Fact]
    public async Task Contract_OverlappingAnother_IsRefusedWithItsDays()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        Assert.IsType<TenantEdit.Saved>(await Contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 1, 1), EndDay = new(2026, 7, 1), MonthlyFeeUsd = 10 }, Anna, default));
        var edit = Assert.IsType<TenantEdit.Invalid>(await Contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 6, 30), MonthlyFeeUsd = 10 }, Anna, default));
        Assert.Contains("2026-01-01 to 2026-07-01", Assert.Single(edit.Faults).Message, StringComparison.Ordinal);
        Assert.IsType<TenantEdit.Saved>(await Contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 7, 1), MonthlyFeeUsd = 10 }, Anna, default));
    }

    [Fact]
    public async Task Contract_ThatEndsThePrevious_LeavesNoGapAndNoOverlap()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        await Contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 1, 1), MonthlyFeeUsd = 31 }, Anna, default);
        await Contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 10, 11), MonthlyFeeUsd = 310, EndsPrevious = true }, Anna, default);
        var revenues = await Queries.RevenueAsync(new(2026, 10, 1), new(2026, 11, 1), Anna, default);
        Assert.Equal(220_000_000_000, Assert.Single(revenues).Value.TotalNanos);
    }

    [Fact]
    public async Task Contract_WithoutFeeOrPricedPlan_SaysWhatToDo()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        await Plans.SaveAsync(new() { Key = "pro-2026", Name = "Pro", Tier = "pro", PriceFrom = new(2026, 3, 1), MonthlyFeeUsd = 99, Reason = "New list." }, Anna, default);
        var early = Assert.IsType<TenantEdit.Invalid>(await Contracts.SaveAsync(new() { Tenant = "acme", Plan = "pro-2026", StartDay = new(2026, 1, 1) }, Anna, default));
        Assert.Contains("no price yet on 2026-01-01", Assert.Single(early.Faults).Message, StringComparison.Ordinal);
        Assert.IsType<TenantEdit.Saved>(await Contracts.SaveAsync(new() { Tenant = "acme", Plan = "pro-2026", StartDay = new(2026, 3, 1) }, Anna, default));
        Assert.Equal(99_000_000_000, (await Queries.ListAsync(new(2026, 4, 1), Anna, default))[0].MonthlyFeeNanos);
    }

    [Fact]
    public async Task Revenue_SentTwice_CountsOnce()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        var draft = new RevenueDraft { Tenant = "acme", Kind = RevenueKind.OneOff, Day = new(2026, 10, 1), AmountUsd = 500, ExternalId = "INV-1/1" };
        var first = Assert.IsType<TenantEdit.Saved>(await Revenue.AddAsync(draft, Anna, default));
        Assert.Equal(first, await Revenue.AddAsync(draft, Anna, default));
        draft.AmountUsd = 501;
        Assert.IsType<TenantEdit.Invalid>(await Revenue.AddAsync(draft, Anna, default));
        Assert.Equal(500_000_000_000, (await Queries.RevenueAsync(new(2026, 10, 1), new(2026, 11, 1), Anna, default)).Single().Value.OneOffNanos);
    }

    [Fact]
    public async Task TenantOfOthers_ForAScopedActor_DoesNotExist()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        await Editor.SaveAsync(new() { Key = "globex" }, Anna, default);
        var carla = new Actor("iss|carla", "Carla", "web", new HashSet<Permission> { Permission.ViewCosts, Permission.ManageTenants }) { Tenants = TenantScope.Of(["acme"]) };
        Assert.Equal(["acme"], (await Queries.ListAsync(Queries.Today, carla, default)).Select(r => r.Key));
        Assert.Null(await Queries.FindAsync("globex", carla, default));
        Assert.IsType<TenantEdit.NotFound>(await Editor.SaveAsync(new() { Key = "globex", Name = "Mine" }, carla, default));
        Assert.IsType<TenantEdit.NotFound>(await Contracts.SaveAsync(new() { Tenant = "globex", StartDay = new(2026, 1, 1), MonthlyFeeUsd = 1 }, carla, default));
        Assert.IsType<TenantEdit.NotFound>(await Revenue.AddAsync(new() { Tenant = "globex", Day = new(2026, 1, 1), AmountUsd = 1 }, carla, default));
        Assert.Equal(LineEffect.Wrong, Assert.Single((await lab.Get<TenantImport>().ApplyAsync("tenant,name\nglobex,Mine\n"u8.ToArray(), carla, default)).Lines).Effect);
        Assert.IsType<TenantEdit.Saved>(await Editor.SaveAsync(new() { Key = "acme", Name = "Mine" }, carla, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Plans.SaveAsync(new() { Key = "x", Name = "X" }, carla, default));
    }

    [Fact]
    public async Task Tenant_SavedAsItIs_LeavesNoSecondEntry()
    {
        await Editor.SaveAsync(new() { Key = "acme", Name = "Acme" }, Anna, default);
        Assert.IsType<TenantEdit.Saved>(await Editor.SaveAsync(new() { Key = "acme", Name = "Acme" }, Anna, default));
        await using var context = lab.NewContext();
        Assert.Equal(1, await context.AuditEntries.CountAsync(e => e.Action == "tenant.save"));
        Assert.Equal(1, (await context.Tenants.SingleAsync()).Version);
    }

    [Fact]
    public async Task Tenant_AddedThoughItIsThere_IsRefused()
    {
        await Editor.SaveAsync(new() { Key = "acme", Name = "Acme" }, Anna, default);
        var edit = Assert.IsType<TenantEdit.Invalid>(await Editor.SaveAsync(new() { Key = "acme", IsNew = true }, Anna, default));
        Assert.Equal("Key", Assert.Single(edit.Faults).Field);
    }

    [Fact]
    public async Task Tenant_Changed_TellsOpenPages()
    {
        var before = lab.Get<CostFeed>().Version;
        await Editor.SaveAsync(new() { Key = "acme", Name = "Acme" }, Anna, default);
        Assert.True(lab.Get<CostFeed>().Version > before);
    }

    [Fact]
    public async Task Tenants_OfWhichOneIsRefused_AreAllAsBefore()
    {
        await Editor.SaveAsync(new() { Key = "acme", Tier = "free" }, Anna, default);
        await Editor.SaveAsync(new() { Key = "globex", Tier = "free" }, Anna, default);
        Assert.IsType<TenantEdit.Conflict>(await Editor.SaveAllAsync([new() { Key = "acme", Tier = "pro" }, new() { Key = "globex", Tier = "pro", ExpectedVersion = 0 }], Anna, default));
        Assert.Equal(["free", "free"], (await Queries.ListAsync(Queries.Today, Anna, default)).Select(r => r.Tier));
        Assert.IsType<TenantEdit.Saved>(await Editor.SaveAllAsync([new() { Key = "acme", Tier = "pro" }, new() { Key = "globex", Tier = "pro", ExpectedVersion = 1 }], Anna, default));
        Assert.Equal(["pro", "pro"], (await Queries.ListAsync(Queries.Today, Anna, default)).Select(r => r.Tier));
    }

    [Fact]
    public async Task Contract_OnAPlan_GivesATierToATenantWithoutOne()
    {
        await Editor.SaveAsync(new() { Key = "acme", Name = "Acme" }, Anna, default);
        await Plans.SaveAsync(new() { Key = "pro-2026", Name = "Pro", Tier = "pro", PriceFrom = new(2026, 1, 1), MonthlyFeeUsd = 99, Reason = "List." }, Anna, default);
        await Contracts.SaveAsync(new() { Tenant = "acme", Plan = "pro-2026", StartDay = new(2026, 3, 1) }, Anna, default);
        Assert.Equal("pro", (await Queries.FindAsync("acme", Anna, default))!.Row.Tier);
    }

    [Fact]
    public async Task Contract_EditedByTwo_TellsTheSecondWhoWasFirst()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        var saved = Assert.IsType<TenantEdit.Saved>(await Contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 1, 1), MonthlyFeeUsd = 10 }, Anna, default));
        ContractDraft Draft(decimal fee) => new() { Id = saved.Id, Tenant = "acme", StartDay = new(2026, 1, 1), MonthlyFeeUsd = fee, ExpectedVersion = 1 };
        Assert.IsType<TenantEdit.Saved>(await Contracts.SaveAsync(Draft(11), Actor.System("bert", "cli"), default));
        var conflict = Assert.IsType<TenantEdit.Conflict>(await Contracts.SaveAsync(Draft(12), Anna, default));
        Assert.Equal("Changed by bert at 12:00:00 UTC: reload and try again.", conflict.Message);
        Assert.Equal(11_000_000_000, (await Queries.FindAsync("acme", Anna, default))!.Row.MonthlyFeeNanos);
    }

    [Fact]
    public async Task Contract_Removed_StaysInTheTrailWithItsReason()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        var saved = Assert.IsType<TenantEdit.Saved>(await Contracts.SaveAsync(new() { Tenant = "acme", StartDay = new(2026, 1, 1), MonthlyFeeUsd = 10 }, Anna, default));
        Assert.IsType<TenantEdit.Invalid>(await Contracts.RemoveAsync(saved.Id, " ", Anna, default));
        Assert.IsType<TenantEdit.Saved>(await Contracts.RemoveAsync(saved.Id, "entered twice", Anna, default));
        Assert.IsType<TenantEdit.NotFound>(await Contracts.RemoveAsync(saved.Id, "entered twice", Anna, default));
        await using var context = lab.NewContext();
        var entry = await context.AuditEntries.SingleAsync(e => e.Action == "contract.remove");
        Assert.Contains("\"monthly_fee_usd\":\"10\"", entry.Before, StringComparison.Ordinal);
        Assert.Equal(("entered twice", "acme"), (entry.Reason, entry.Tenant));
    }

    [Fact]
    public async Task Plan_ThatAContractNames_CannotBeRemoved()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        await Plans.SaveAsync(new() { Key = "p", Name = "P", PriceFrom = new(2026, 1, 1), MonthlyFeeUsd = 9, Reason = "List." }, Anna, default);
        var saved = Assert.IsType<TenantEdit.Saved>(await Contracts.SaveAsync(new() { Tenant = "acme", Plan = "p", StartDay = new(2026, 1, 1) }, Anna, default));
        Assert.IsType<TenantEdit.Invalid>(await Plans.RemoveAsync("p", Anna, default));
        await Contracts.RemoveAsync(saved.Id, "over", Anna, default);
        Assert.IsType<TenantEdit.Saved>(await Plans.RemoveAsync("p", Anna, default));
        Assert.Empty(await Queries.PlansAsync(Anna, default));
    }

    [Fact]
    public async Task Tier_OfOnesOwn_CanBeUsed_AndRemovedOnceNobodyIsOfIt()
    {
        var tiers = lab.Get<TierEditor>();
        Assert.IsType<TenantEdit.Saved>(await tiers.SaveAsync(new() { Key = "scale", Name = "Scale", Rank = 4, LifetimeValueUsd = 1200, IsNew = true }, Anna, default));
        Assert.IsType<TenantEdit.Invalid>(await tiers.SaveAsync(new() { Key = "scale", Name = "Scale", IsNew = true }, Anna, default));
        Assert.IsType<TenantEdit.Saved>(await Editor.SaveAsync(new() { Key = "acme", Tier = "scale" }, Anna, default));
        Assert.IsType<TenantEdit.Invalid>(await tiers.RemoveAsync("scale", Anna, default));
        await Editor.SaveAsync(new() { Key = "acme", Tier = "" }, Anna, default);
        Assert.IsType<TenantEdit.Saved>(await tiers.RemoveAsync("scale", Anna, default));
        Assert.Equal(["free", "pro", "enterprise"], (await Queries.TiersAsync(default)).Select(t => t.Key));
    }

    [Fact]
    public async Task Revenue_Removed_NoLongerCounts()
    {
        await Editor.SaveAsync(new() { Key = "acme" }, Anna, default);
        var saved = Assert.IsType<TenantEdit.Saved>(await Revenue.AddAsync(new() { Tenant = "acme", Kind = RevenueKind.Usage, Day = new(2026, 10, 31), AmountUsd = 5 }, Anna, default));
        Assert.Equal(5_000_000_000, (await Queries.RevenueAsync(new(2026, 10, 31), new(2026, 11, 1), Anna, default)).Single().Value.UsageNanos);
        Assert.Empty(await Queries.RevenueAsync(new(2026, 11, 1), new(2026, 12, 1), Anna, default));
        Assert.IsType<TenantEdit.Saved>(await Revenue.RemoveAsync(saved.Id, "wrong tenant", Anna, default));
        Assert.Empty(await Queries.RevenueAsync(new(2026, 10, 1), new(2026, 11, 1), Anna, default));
    }
}
