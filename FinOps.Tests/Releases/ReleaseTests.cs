using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Releases;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Releases;

/// <summary>Releases on record, and what they explain, on a real database.</summary>
public sealed class ReleaseTests : IAsyncLifetime
{
    private static readonly DateTime Switch = new(2026, 10, 8, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int SwitchDay = Instants.ToDay(Instants.ToMicros(Switch));
    private Lab lab = null!;
    private List<LogLine> lines = [];

    private ReleaseEditor Editor => lab.Get<ReleaseEditor>();

    private ReleaseQueries Queries => lab.Get<ReleaseQueries>();

    public async Task InitializeAsync()
    {
        lab = await Lab.OpenAsync(new SqliteLabDatabase());
        lines = [.. from day in Enumerable.Range(-14, 26)
                    from call in Enumerable.Range(0, 30)
                    select new LogLine($"u-{day}-{call}")
                    {
                        AtUtc = Switch.AddDays(day).AddMinutes(call * 20),
                        Tenant = call < 20 ? "acme" : "globex",
                        Model = day < 0 || call >= 20 ? LabPrices.Odd : LabPrices.Even,
                    }];
        await lab.ImportAsync("switch.ndjson", lines.Select(l => l.ToJson()));
    }

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task UpgradesAsync_WithoutARelease_ReproducesFromTheLines()
    {
        var found = Assert.Single(await Queries.UpgradesAsync(null, TenantScope.All, default));

        var before = lines.Where(l => l.AtUtc >= Switch.AddDays(-7) && l.AtUtc < Switch).ToList();
        var after = lines.Where(l => l.AtUtc >= Switch && l.AtUtc < Switch.AddDays(7)).ToList();
        Assert.True(found.IsOpen);
        Assert.Equal(("chat", SwitchDay), (found.Feature, found.Finding.FirstDay));
        Assert.Equal(2 / 3.0, found.Finding.ModelShift, 9);
        Assert.Equal((decimal)before.Sum(l => l.CostNanos) / before.Count, found.Finding.Before.CostPerCallNanos);
        Assert.Equal((decimal)after.Sum(l => l.CostNanos) / after.Count, found.Finding.After.CostPerCallNanos);

        // 30 calls a day before and after.
        var perDay = ((decimal)after.Sum(l => l.CostNanos) - before.Sum(l => l.CostNanos)) / 7;
        Assert.Equal((long)decimal.Round(perDay * 30, MidpointRounding.ToEven), found.Finding.EffectPerMonthNanos);
    }

    [Theory]
    [InlineData(-2, true)]
    [InlineData(2, true)]
    [InlineData(-3, false)]
    [InlineData(3, false)]
    public async Task UpgradesAsync_WithAReleaseNearby_IsExplained(int days, bool isExplained)
    {
        Assert.IsType<ReleaseChange.Saved>(await Editor.RecordAsync(new ReleaseDraft("chat", Switch.AddDays(days).AddHours(9), " new model "), Lab.Tester, default));

        var found = Assert.Single(await Queries.UpgradesAsync("chat", TenantScope.All, default));

        Assert.Equal(isExplained, found.Release is not null);
        Assert.Equal(!isExplained, found.IsOpen);
        Assert.Equal("new model", Assert.Single(await Queries.ListAsync("chat", TenantScope.All, default)).Release.Note);
    }

    [Fact]
    public async Task UpgradesAsync_WithinSomeTenants_JudgesTheirUsageAlone()
    {
        Assert.Empty(await Queries.UpgradesAsync(null, TenantScope.Of(["globex"]), default));
        Assert.Equal(1.0, Assert.Single(await Queries.UpgradesAsync(null, TenantScope.Of(["acme"]), default)).Finding.ModelShift, 9);
        Assert.Empty(await Queries.UpgradesAsync("no-such-feature", TenantScope.All, default));
    }

    [Fact]
    public async Task UpgradesAsync_OnANewVersionOfTheSameModel_FindsItOnceItIsWorkedOut()
    {
        var calls = from day in Enumerable.Range(-14, 26)
                    from call in Enumerable.Range(0, 30)
                    select new LogLine($"v-{day}-{call}") { Feature = "search", AtUtc = Switch.AddDays(day).AddMinutes(call * 20), Version = day < 4 ? "2026-01" : "2026-09" };
        await lab.ImportAsync("versions.ndjson", calls.Select(l => l.ToJson()));
        Assert.Empty(await Queries.UpgradesAsync("search", TenantScope.All, default));

        await lab.Get<DayDeriver>().DeriveAsync(default);

        var found = Assert.Single(await Queries.UpgradesAsync("search", TenantScope.All, default)).Finding;
        Assert.Equal((SwitchDay + 4, 1.0, 0.0), (found.FirstDay, found.ModelShift, found.PriceShift));
        Assert.Equal($"{LabPrices.Even} (2026-09)", Assert.Single(found.After.Models).Model);
        Assert.Empty(await Queries.UpgradesAsync("search", TenantScope.Of(["acme"]), default));
        Assert.Single(await Queries.UpgradesAsync("chat", TenantScope.All, default));
    }

    [Fact]
    public async Task AcknowledgeAsync_Twice_KeepsTheSecondNoteAndBothEntries()
    {
        await Editor.AcknowledgeAsync("chat", SwitchDay, "who did that?", Lab.Tester, default);
        await Editor.AcknowledgeAsync("chat", SwitchDay, "planned by search team", Lab.Tester, default);

        var found = Assert.Single(await Queries.UpgradesAsync(null, TenantScope.All, default));
        Assert.False(found.IsOpen);
        Assert.Equal("planned by search team", found.Acknowledgment!.Note);
        Assert.Equal(2, (await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "quiet-upgrade.acknowledge"))).Count);
    }

    [Fact]
    public async Task RecordAsync_OfWhatIsWrong_TellsEveryFault()
    {
        var nonsense = Assert.IsType<ReleaseChange.Invalid>(await Editor.RecordAsync(new ReleaseDraft("nowhere", Lab.Now.UtcDateTime.AddDays(2), " "), Lab.Tester, default));

        Assert.Equal(["AtUtc", "Feature", "Note"], nonsense.Faults.Select(f => f.Field).Order(StringComparer.Ordinal));
        Assert.IsType<ReleaseChange.Invalid>(await Editor.RecordAsync(new ReleaseDraft("chat", null, new string('x', 513)), Lab.Tester, default));
        Assert.IsType<ReleaseChange.Missing>(await Editor.AcknowledgeAsync("nowhere", 1, "x", Lab.Tester, default));
        Assert.Empty(await lab.ReadAsync(c => c.Releases));
    }

    [Fact]
    public async Task RemoveAsync_TakesTheReleaseAwayAndKeepsItOnRecord()
    {
        var saved = Assert.IsType<ReleaseChange.Saved>(await Editor.RecordAsync(new ReleaseDraft("chat", Switch, "new model"), Lab.Tester, default));

        Assert.IsType<ReleaseChange.Saved>(await Editor.RemoveAsync(saved.Id, Lab.Tester, default));

        Assert.IsType<ReleaseChange.Missing>(await Editor.RemoveAsync(saved.Id, Lab.Tester, default));
        Assert.True(Assert.Single(await Queries.UpgradesAsync(null, TenantScope.All, default)).IsOpen);
        Assert.Contains("new model", Assert.Single(await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "release.remove"))).Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAsync_WithinSomeTenants_HidesReleasesOfFeaturesTheyDoNotUse()
    {
        await lab.ImportAsync("other.ndjson", [new LogLine("other") { Tenant = "globex", Feature = "search" }.ToJson()]);
        await Editor.RecordAsync(new ReleaseDraft("search", null, "faster"), Lab.Tester, default);

        Assert.Empty(await Queries.ListAsync(null, TenantScope.Of(["acme"]), default));
        Assert.Single(await Queries.ListAsync(null, TenantScope.Of(["globex"]), default));
    }

    [Fact]
    public async Task Editor_ForSomebodyWithoutThePermission_Refuses()
    {
        var viewer = new Actor("local|v", "Viewer", Actor.Web, new HashSet<Permission> { Permission.ViewCosts });
        var some = Lab.Tester with { Tenants = TenantScope.Of(["acme"]) };

        foreach (var actor in new[] { viewer, some })
        {
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Editor.RecordAsync(new ReleaseDraft("chat", null, "x"), actor, default));
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Editor.RemoveAsync(1, actor, default));
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Editor.AcknowledgeAsync("chat", 1, "x", actor, default));
        }
    }
}
