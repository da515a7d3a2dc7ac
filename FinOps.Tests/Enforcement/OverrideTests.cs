using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Enforcement;

public sealed class OverrideTests
{
    private const long Usd = 1_000_000_000;
    private static readonly EnforcementScope Acme = EnforcementScope.OfTenant("acme");
    private static readonly Actor Ada = new("iss|ada", "Ada", Actor.Web, new HashSet<Permission> { Permission.OperateEnforcement }) { ProvedAt = Lab.Now };
    private static readonly Actor Bo = Ada with { Subject = "iss|bo", Name = "Bo" };

    [Fact]
    public async Task Request_BelowTheThreshold_CountsAtOnce_AboveItWaitsForASecondPerson()
    {
        await using var lab = await OpenAsync();
        var (editor, board) = (lab.Get<OverrideEditor>(), lab.Get<MeasureBoard>());

        Assert.False(Assert.IsType<MeasureResult.Saved>(await editor.RequestAsync(Lift(50), Ada, default)).IsWaiting);
        Assert.Equal(150 * Usd, board.Current.CapNanos("acme", lab.Clock.NowMicros()));
        var waiting = Assert.IsType<MeasureResult.Saved>(await editor.RequestAsync(Lift(51), Ada, default));
        Assert.True(waiting.IsWaiting);
        Assert.Equal(150 * Usd, board.Current.CapNanos("acme", lab.Clock.NowMicros()));

        Assert.IsType<MeasureResult.Refused>(await editor.ApproveAsync(waiting.Id, Ada, default));
        Assert.IsType<MeasureResult.Unproved>(await editor.ApproveAsync(waiting.Id, Bo with { ProvedAt = null }, default));
        Assert.IsType<MeasureResult.NotFound>(await editor.ApproveAsync(waiting.Id, Bo with { Tenants = TenantScope.Of(["globex"]) }, default));
        Assert.Equal(150 * Usd, board.Current.CapNanos("acme", lab.Clock.NowMicros()));

        Assert.IsType<MeasureResult.Saved>(await editor.ApproveAsync(waiting.Id, Bo, default));
        Assert.Equal(151 * Usd, board.Current.CapNanos("acme", lab.Clock.NowMicros())); // the larger once, not both
        Assert.Equal("Bo", Assert.Single(await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "override.approve"))).Approval);
        Assert.IsType<MeasureResult.Conflict>(await editor.ApproveAsync(waiting.Id, Bo, default));
    }

    [Fact]
    public async Task Request_WithoutABound_WaitsWhereThereIsAThreshold_ACommandDoesNot()
    {
        await using var lab = await OpenAsync();
        var editor = lab.Get<OverrideEditor>();

        Assert.True(Assert.IsType<MeasureResult.Saved>(await editor.RequestAsync(Lift(null), Ada, default)).IsWaiting);
        Assert.False(Assert.IsType<MeasureResult.Saved>(await editor.RequestAsync(Lift(null), Lab.Tester, default)).IsWaiting);

        Assert.Null(lab.Get<MeasureBoard>().Current.CapNanos("acme", lab.Clock.NowMicros()));
        Assert.Equal(OverrideEditor.BreakGlass, Assert.Single(await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "override.request" && e.ActorSubject == Lab.Tester.Subject))).Approval);
    }

    [Fact]
    public async Task Override_EndsByTheClockAlone_AndIsToldBefore()
    {
        await using var lab = await OpenAsync();
        await lab.Get<OverrideEditor>().RequestAsync(Lift(10), Ada, default);
        var (board, watch) = (lab.Get<MeasureBoard>(), lab.Get<LadderWatch>());
        var end = lab.Clock.NowMicros() + (4 * Instants.MicrosPerHour);

        Assert.Equal(110 * Usd, board.Current.CapNanos("acme", end - 1));
        Assert.Equal(100 * Usd, board.Current.CapNanos("acme", end));
        await watch.TellAsync(default);
        Assert.Empty(await lab.ReadAsync(c => c.Alerts));
        lab.Clock.Advance(TimeSpan.FromMinutes(226));
        await watch.TellAsync(default);
        await watch.TellAsync(default);
        Assert.Equal(AlertKind.OverrideExpiring, Assert.Single(await lab.ReadAsync(c => c.Alerts)).Kind);
    }

    [Fact]
    public async Task Unpause_LetsThroughUntilItEnds_ThenThePauseHoldsAgain()
    {
        await using var lab = await OpenAsync();
        await lab.Get<MeasureEditor>().ApplyAsync(new(MeasureKind.Pause, Acme, "why", null, null), Ada, default);
        var draft = new OverrideDraft(OverrideKind.Unpause, Acme, "a demo", Lab.Now.UtcDateTime.AddHours(1));

        Assert.IsType<MeasureResult.Refused>(await lab.Get<OverrideEditor>().RequestAsync(draft, Lab.Tester with { Via = "api" }, default));
        var asked = Assert.IsType<MeasureResult.Saved>(await lab.Get<OverrideEditor>().RequestAsync(draft, Ada, default));
        await lab.Get<OverrideEditor>().ApproveAsync(asked.Id, Bo, default);

        var (snapshot, now) = (lab.Get<MeasureBoard>().Current, lab.Clock.NowMicros());
        Assert.Equal(TenantState.Active, TestState(snapshot, now));
        Assert.Equal(TenantState.Paused, TestState(snapshot, now + Instants.MicrosPerHour));

        static TenantState TestState(MeasureSnapshot snapshot, long at) => snapshot.PauseOf("acme", null, null, null, at) is null ? TenantState.Active : TenantState.Paused;
    }

    [Fact]
    public async Task End_OfAWaitingOne_IsARefusal()
    {
        await using var lab = await OpenAsync();
        var editor = lab.Get<OverrideEditor>();
        var id = Assert.IsType<MeasureResult.Saved>(await editor.RequestAsync(Lift(500), Ada, default)).Id;

        Assert.IsType<MeasureResult.Saved>(await editor.EndAsync(id, "too much", Bo, default));

        Assert.IsType<MeasureResult.Conflict>(await editor.ApproveAsync(id, Bo, default));
        Assert.Equal(OverrideState.Refused, Assert.Single(await lab.ReadAsync(c => c.Overrides)).StateAt(lab.Clock.NowMicros()));
        Assert.Single(await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "override.refuse")));
    }

    [Fact]
    public async Task Request_Nonsense_IsToldAtItsField()
    {
        await using var lab = await OpenAsync();
        var wish = new OverrideDraft(OverrideKind.LiftCap, Acme with { Feature = "chat" }, "", Lab.Now.UtcDateTime) { AmountUsd = 0 };

        var faults = Assert.IsType<MeasureResult.Invalid>(await lab.Get<OverrideEditor>().RequestAsync(wish, Ada, default)).Faults;

        Assert.Equal(["AmountUsd", "Reason", "Scope", "UntilUtc"], faults.Select(f => f.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ladder_ChangedByTwo_TellsTheSecond()
    {
        await using var lab = await OpenAsync();
        var editor = lab.Get<LadderEditor>();

        Assert.IsType<MeasureResult.Conflict>(await editor.SaveAsync(new LadderSettings { CapNanos = 1 }, "again", Bo, default));
        Assert.IsType<MeasureResult.Saved>(await editor.SaveAsync(new LadderSettings { CapNanos = 7 * Usd, Version = 1 }, "again", Bo, default));
        Assert.Equal(7 * Usd, lab.Get<MeasureBoard>().Current.CapNanos("acme", lab.Clock.NowMicros()));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => editor.SaveAsync(new LadderSettings { Version = 2 }, "mine", Ada with { Tenants = TenantScope.Of(["acme"]) }, default));
        Assert.IsType<MeasureResult.Unproved>(await editor.SaveAsync(new LadderSettings { Version = 2 }, "mine", Ada with { ProvedAt = null }, default));
        Assert.IsType<MeasureResult.Saved>(await editor.SaveAsync(new LadderSettings { Tenant = "acme", CapNanos = 9 * Usd }, "mine", Ada with { Tenants = TenantScope.Of(["acme"]) }, default));
        Assert.Equal(9 * Usd, lab.Get<MeasureBoard>().Current.CapNanos("acme", lab.Clock.NowMicros()));
        Assert.IsType<MeasureResult.Saved>(await editor.ResetAsync("acme", 1, "back", Ada, default));
        Assert.Equal(7 * Usd, lab.Get<MeasureBoard>().Current.CapNanos("acme", lab.Clock.NowMicros()));
    }

    /// <summary>A cap of $100 for everybody, and a second person above $50.</summary>
    private static async Task<Lab> OpenAsync()
    {
        var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        Assert.IsType<MeasureResult.Saved>(await lab.Get<LadderEditor>().SaveAsync(new LadderSettings { CapNanos = 100 * Usd, ApprovalAboveNanos = 50 * Usd }, "test", Lab.Tester, default));
        return lab;
    }

    private static OverrideDraft Lift(decimal? usd) => new(OverrideKind.LiftCap, Acme, "launch day", Lab.Now.UtcDateTime.AddHours(4)) { AmountUsd = usd };
}
