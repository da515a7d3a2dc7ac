using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Anomalies;
using FinOps.Core.Incidents;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Incidents;

/// <summary>What people do about incidents, what it teaches, and for whom incidents are there at all.</summary>
public sealed class IncidentEditorTests : IAsyncLifetime
{
    private IncidentLab lab = null!;
    private int id;

    public async Task InitializeAsync()
    {
        lab = await IncidentLab.OpenAsync();
        await lab.PastAsync();
        for (var i = 0; i < 3; i++)
        {
            await lab.HourAsync(lab.Spend(lab.Hour, 40, user: "u_17"));
        }

        id = Assert.Single(await lab.OpenIncidentsAsync()).Incident.Id;
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task AcknowledgeAsync_Twice_SaysItOnceAndTakesItOver()
    {
        Assert.IsType<IncidentChange.Saved>(await lab.Editor.AcknowledgeAsync(id, null, Lab.Tester, default));
        Assert.IsType<IncidentChange.Saved>(await lab.Editor.AcknowledgeAsync(id, null, Lab.Tester, default));

        var detail = await FindAsync();
        Assert.Equal((IncidentState.Acknowledged, Lab.Tester.Name), (detail.Row.Incident.State, detail.Row.Incident.AssignedTo));
        Assert.Single(detail.Events, e => e.Kind == IncidentEventKind.Acknowledged);
        Assert.Single(await lab.Lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "incident.acknowledge" && e.Target == $"incident:{id}")));
    }

    [Fact]
    public async Task Change_AfterSomebodyElse_IsAConflict()
    {
        var seen = (await FindAsync()).Row.Incident.Version;
        Assert.IsType<IncidentChange.Saved>(await lab.Editor.AssignAsync(id, seen, "Ada", Lab.Tester, default));

        Assert.Equal(Lab.Tester.Name, Assert.IsType<IncidentChange.Conflict>(await lab.Editor.ResolveAsync(id, seen, "", Lab.Tester, default)).ChangedBy);
        Assert.Equal(IncidentState.Open, (await FindAsync()).Row.Incident.State);
    }

    [Fact]
    public async Task CommentAsync_OfNothing_TellsTheField()
    {
        Assert.Equal("Comment", Assert.IsType<IncidentChange.Invalid>(await lab.Editor.CommentAsync(id, " ", Lab.Tester, default)).Fault.Field);
        Assert.IsType<IncidentChange.NotFound>(await lab.Editor.CommentAsync(9_999, "hello", Lab.Tester, default));
    }

    [Theory]
    [InlineData(IncidentVerdict.Growth, BucketUse.Learned, IncidentState.Resolved, true)]
    [InlineData(IncidentVerdict.FalseAlarm, BucketUse.Learned, IncidentState.Resolved, false)]
    [InlineData(IncidentVerdict.Planned, BucketUse.SetAside, IncidentState.Resolved, false)]
    [InlineData(IncidentVerdict.Abuse, BucketUse.Ignored, IncidentState.Open, false)]
    public async Task JudgeAsync_DecidesWhatItsHoursTeach(IncidentVerdict verdict, BucketUse use, IncidentState state, bool isAccepted)
    {
        Assert.IsType<IncidentChange.Saved>(await lab.Editor.JudgeAsync(id, null, verdict, "seen", null, Lab.Tester, default));

        var detail = await FindAsync();
        Assert.Equal((verdict, state), (detail.Row.Incident.Verdict, detail.Row.Incident.State));
        Assert.Equal(isAccepted ? detail.Row.Incident.FromHour : null, detail.Scope.AcceptedFromHour);
        await using var context = lab.Lab.NewContext();
        var past = (await SpendPast.ReadAsync(context, 0, [detail.Scope], SeriesGrain.Hour, detail.Row.Incident.FromHour + 2, 24, default))[0];
        Assert.Equal([BucketUse.Learned, use, use], past.Uses[^3..].ToArray());
    }

    [Fact]
    public async Task JudgeAsync_AsPlanned_OpensNothingUntilThen()
    {
        var until = lab.Hour.AddDays(2);
        Assert.Equal("PlannedUntil", Assert.IsType<IncidentChange.Invalid>(await lab.Editor.JudgeAsync(id, null, IncidentVerdict.Planned, "", lab.Hour.AddDays(-1), Lab.Tester, default)).Fault.Field);
        await lab.Editor.JudgeAsync(id, null, IncidentVerdict.Planned, "load test", until, Lab.Tester, default);

        for (var i = 0; i < 4; i++)
        {
            await lab.HourAsync(lab.Spend(lab.Hour, 40, user: "u_17"));
        }

        Assert.DoesNotContain(await lab.OpenIncidentsAsync(), r => r.Incident.Kind == ScopeKind.Tenant);
    }

    [Fact]
    public async Task ResolveAsync_ByAPerson_EndsItWithWhatItExplainsAndTellsSo()
    {
        Assert.IsType<IncidentChange.Saved>(await lab.Editor.ResolveAsync(id, null, "they fixed it", Lab.Tester, default));

        Assert.Empty(await lab.Lab.ReadAsync(c => c.Incidents.Where(i => i.OpenScopeId != null)));
        Assert.All(await lab.Lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.Incident)), a => Assert.NotNull(a.RecoveredAtMicros));
    }

    [Fact]
    public async Task Incidents_OfTenantsOutOfScope_AreNotThere()
    {
        var (ours, theirs) = (TenantScope.Of(["acme"]), TenantScope.Of(["globex"]));

        Assert.Equal(id, Assert.Single(await lab.Queries.ListAsync(new IncidentFilter(), ours, default)).Incident.Id);
        Assert.Empty(await lab.Queries.ListAsync(new IncidentFilter(), theirs, default));
        Assert.Empty(await lab.Queries.ListAsync(new IncidentFilter(Tenant: "acme"), theirs, default));
        Assert.Null(await lab.Queries.FindAsync(id, theirs, default));
        Assert.Null(await lab.Queries.RecomputeAsync(id, theirs, default));
        Assert.Empty(await lab.Queries.TenantScoresAsync(theirs, default));
        Assert.IsType<IncidentChange.NotFound>(await lab.Editor.AcknowledgeAsync(id, null, Lab.Tester with { Tenants = theirs }, default));

        // What mixes tenants is for who sees all.
        foreach (var mixed in await lab.Lab.ReadAsync(c => c.Incidents.Where(i => i.TenantId == 0)))
        {
            Assert.Null(await lab.Queries.FindAsync(mixed.Id, ours, default));
        }
    }

    [Fact]
    public async Task Runaway_OfOneTenant_IsToldOnce()
    {
        var all = await lab.Lab.ReadAsync(c => c.Incidents.Where(i => i.OpenScopeId != null));

        Assert.Equal([ScopeKind.Tenant], all.Where(i => i.ParentId is null).Select(i => i.Kind));
        Assert.Contains(all, i => i.Kind == ScopeKind.TenantFeature && i.ParentId == id);
        Assert.All(all.Where(i => i.Id != id), i => Assert.Equal(id, i.ParentId));
        Assert.Single((await lab.Lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.Incident))).Select(a => a.Scope).Distinct());
    }

    private async Task<IncidentDetail> FindAsync() => (await lab.Queries.FindAsync(id, TenantScope.All, default))!;
}
