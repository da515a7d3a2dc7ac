using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Enforcement;

public sealed class MeasureTests
{
    private static readonly EnforcementScope Acme = EnforcementScope.OfTenant("acme");

    private static readonly Actor OnCall = new("iss|ada", "Ada", Actor.Web, new HashSet<Permission> { Permission.OperateEnforcement }) { ProvedAt = Lab.Now };

    [Fact]
    public async Task Apply_Pause_IsInTheSnapshotWhenItReturns()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var board = lab.Get<MeasureBoard>();

        var saved = Assert.IsType<MeasureResult.Saved>(await lab.Get<MeasureEditor>().ApplyAsync(Pause(Acme), OnCall, default));

        var pause = board.Current.PauseOf("acme", "chat", "u1", "gpt", Now(lab));
        Assert.Equal((saved.Id, "Ada", MeasureSource.Person), (pause!.Id, pause.By, pause.Source));
        Assert.Null(board.Current.PauseOf("globex", "chat", "u1", "gpt", Now(lab)));
        Assert.Equal(TenantState.Paused, board.Current.StateOf("acme", Now(lab)));
        var entry = Assert.Single(await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "measure.apply")));
        Assert.Equal(("iss|ada", "acme", $"measure:{saved.Id}", "runs away"), (entry.ActorSubject, entry.Tenant, entry.Target, entry.Reason));
        Assert.Equal(AlertKind.TenantPaused, Assert.Single(await lab.ReadAsync(c => c.Alerts)).Kind);
    }

    [Fact]
    public async Task Look_OfAnotherProcess_FindsWhatThisOneChanged()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        using var other = new MeasureBoard(lab.Get<IDbContextFactory<FinOpsDbContext>>(), lab.Clock);
        Assert.True(await other.LookAsync(default));
        Assert.False(await other.LookAsync(default));

        await lab.Get<MeasureEditor>().ApplyAsync(Pause(Acme), OnCall, default);

        Assert.Null(other.Current.PauseOf("acme", null, null, null, Now(lab)));
        Assert.True(await other.LookAsync(default));
        Assert.NotNull(other.Current.PauseOf("acme", null, null, null, Now(lab)));
    }

    [Fact]
    public async Task Measure_WithAnEnd_EndsByTheClockAlone()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.Get<MeasureEditor>().ApplyAsync(Pause(Acme) with { UntilUtc = Lab.Now.UtcDateTime.AddHours(1) }, OnCall, default);
        var snapshot = lab.Get<MeasureBoard>().Current;
        var end = Now(lab) + Instants.MicrosPerHour;

        Assert.NotNull(snapshot.PauseOf("acme", null, null, null, end - 1));
        Assert.Null(snapshot.PauseOf("acme", null, null, null, end));
        Assert.Equal(TenantState.Active, snapshot.StateOf("acme", end));

        // A clock that is set back makes it hold again, as its row says.
        Assert.NotNull(snapshot.PauseOf("acme", null, null, null, end - Instants.MicrosPerHour));
    }

    [Fact]
    public async Task Apply_TheSameTwice_NamesTheFirst()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var editor = lab.Get<MeasureEditor>();
        var first = Assert.IsType<MeasureResult.Saved>(await editor.ApplyAsync(Pause(Acme), OnCall, default));

        var second = Assert.IsType<MeasureResult.Conflict>(await editor.ApplyAsync(Pause(Acme), Actor.System("KillSwitch", "job"), default));

        Assert.Equal((first.Id, "Ada"), (second.Id, second.By));
        Assert.IsType<MeasureResult.Saved>(await editor.ApplyAsync(Pause(Acme with { Feature = "chat" }), OnCall, default));
    }

    [Fact]
    public async Task Apply_ManyAtOnce_LeavesOneInForce()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var editor = lab.Get<MeasureEditor>();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => editor.ApplyAsync(Pause(Acme), OnCall, default))));

        Assert.Single(results.OfType<MeasureResult.Saved>());
        Assert.Equal(7, results.OfType<MeasureResult.Conflict>().Count());
        Assert.Single(lab.Get<MeasureBoard>().Current.Measures);
    }

    [Fact]
    public async Task Lift_Pause_NeedsAPersonAndAFreshProof()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var editor = lab.Get<MeasureEditor>();
        var id = Assert.IsType<MeasureResult.Saved>(await editor.ApplyAsync(Pause(Acme), OnCall, default)).Id;

        Assert.IsType<MeasureResult.Unproved>(await editor.LiftAsync(id, "calm again", OnCall with { ProvedAt = Lab.Now.AddHours(-1) }, default));
        Assert.IsType<MeasureResult.Refused>(await editor.LiftAsync(id, "calm again", Actor.System("Watch", "job"), default));
        Assert.IsType<MeasureResult.Refused>(await editor.LiftAsync(id, "calm again", Lab.Tester with { Via = "api" }, default));
        Assert.IsType<MeasureResult.Invalid>(await editor.LiftAsync(id, " ", OnCall, default));
        Assert.NotNull(lab.Get<MeasureBoard>().Current.PauseOf("acme", null, null, null, Now(lab)));

        Assert.IsType<MeasureResult.Saved>(await editor.LiftAsync(id, "calm again", OnCall, default));
        Assert.Null(lab.Get<MeasureBoard>().Current.PauseOf("acme", null, null, null, Now(lab)));
        Assert.IsType<MeasureResult.Conflict>(await editor.LiftAsync(id, "once more", OnCall, default));
        Assert.NotNull(Assert.Single(await lab.ReadAsync(c => c.Alerts)).RecoveredAtMicros);
        var row = Assert.Single(await lab.ReadAsync(c => c.Measures));
        Assert.Equal(("Ada", "calm again", 1), (row.LiftedBy, row.LiftReason, row.Version));
    }

    [Fact]
    public async Task Actor_OfSomeTenants_ChangesOnlyThose()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var editor = lab.Get<MeasureEditor>();
        var globex = OnCall with { Tenants = TenantScope.Of(["globex"]) };
        var id = Assert.IsType<MeasureResult.Saved>(await editor.ApplyAsync(Pause(Acme), OnCall, default)).Id;

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => editor.ApplyAsync(Pause(Acme), globex, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => editor.ApplyAsync(Pause(new(null, "chat", null, null)), globex, default));
        Assert.IsType<MeasureResult.NotFound>(await editor.LiftAsync(id, "why", globex, default));
        Assert.IsType<MeasureResult.Saved>(await editor.ApplyAsync(Pause(EnforcementScope.OfTenant("globex")), globex, default));
    }

    [Fact]
    public async Task Apply_Nonsense_IsToldAtItsField()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var wish = new MeasureCommand(MeasureKind.Tighten, new(" ", "", null, null), "", Lab.Now.UtcDateTime, null) { Percent = 100 };

        var faults = Assert.IsType<MeasureResult.Invalid>(await lab.Get<MeasureEditor>().ApplyAsync(wish, OnCall, default)).Faults;

        Assert.Equal(["Percent", "Reason", "Scope", "UntilUtc"], faults.Select(f => f.Field).Order(StringComparer.Ordinal));
        Assert.Empty(await lab.ReadAsync(c => c.Measures));
    }

    private static MeasureCommand Pause(EnforcementScope scope) => new(MeasureKind.Pause, scope, "runs away", null, null);

    private static long Now(Lab lab) => lab.Clock.NowMicros();
}
