using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Core.Tenants;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Enforcement;

public sealed class LadderWatchTests
{
    private const long Usd = 1_000_000_000;

    /// <summary>One call of a million input tokens costs $3.</summary>
    private static string Line(string id, string tenant, DateTimeOffset at, int millionths = 1_000_000) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"timestamp":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","request_id":"{{id}}","tenant_id":"{{tenant}}","feature_id":"chat","provider":"lab","model":"even-1","input_tokens":{{millionths}},"output_tokens":0}""");

    [Fact]
    public async Task Spend_ThatCrosses_MovesTheTenantOnce_AndTellsPeople()
    {
        await using var lab = await OpenAsync(capUsd: 10);
        await lab.ImportAsync("a.ndjson", [Line("1", "acme", Lab.Now.AddHours(-1)), Line("2", "acme", Lab.Now.AddHours(-1)), Line("3", "acme", Lab.Now.AddMinutes(-1), 700_000), Line("9", "globex", Lab.Now.AddHours(-1))]);
        await LookAsync(lab);

        var (board, now) = (lab.Get<MeasureBoard>(), lab.Clock.NowMicros());
        Assert.Equal((8_100_000_000L, LadderStep.Near, TenantState.Tightened), (board.Current.SpentNanos("acme", now), board.Current.StepOf("acme", now), board.Current.StateOf("acme", now)));
        Assert.Equal(TenantState.Active, board.Current.StateOf("globex", now));
        await LookAsync(lab);
        Assert.Equal(["80"], (await lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.SpendCap))).Select(a => a.Step));

        await lab.ImportAsync("b.ndjson", [Line("4", "acme", Lab.Now, 700_000)]);
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        await LookAsync(lab);
        Assert.Equal(TenantState.Capped, board.Current.StateOf("acme", lab.Clock.NowMicros()));
        Assert.Equal(["100", "80"], (await lab.ReadAsync(c => c.Alerts.Where(a => a.Kind == AlertKind.SpendCap))).Select(a => a.Step).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await lab.ReadAsync(c => c.AuditEntries.Where(e => e.Action == "ladder.tighten" && e.Tenant == "acme"))).Count);
    }

    [Fact]
    public async Task NewDay_BeginsAtTheBottom_WithoutAnybodyDoingAnything()
    {
        await using var lab = await OpenAsync(capUsd: 5);
        await lab.ImportAsync("a.ndjson", [Line("1", "acme", Lab.Now.AddHours(-1)), Line("2", "acme", Lab.Now.AddHours(-1))]);
        await LookAsync(lab);
        var snapshot = lab.Get<MeasureBoard>().Current;
        var midnight = Instants.ToMicros(Lab.Now.UtcDateTime.Date.AddDays(1));

        Assert.Equal(TenantState.Capped, snapshot.StateOf("acme", midnight - 1));
        Assert.Equal((TenantState.Active, 0L), (snapshot.StateOf("acme", midnight), snapshot.SpentNanos("acme", midnight)));
    }

    [Fact]
    public async Task Day_IsThatOfTheTenantsTimeZone()
    {
        await using var lab = await OpenAsync(capUsd: 5);
        await lab.Get<TenantEditor>().SaveAsync(new TenantDraft { Key = "acme", IsNew = true, Name = "Acme", TimeZone = "America/New_York" }, Lab.Tester, default);

        // Midnight of New York is 04:00 UTC in October.
        await lab.ImportAsync("a.ndjson", [Line("1", "acme", Lab.Now.Date.AddHours(3.5)), Line("2", "acme", Lab.Now.Date.AddHours(4.5)), Line("3", "globex", Lab.Now.Date.AddHours(3.5))]);
        await LookAsync(lab);

        var (snapshot, now) = (lab.Get<MeasureBoard>().Current, lab.Clock.NowMicros());
        Assert.Equal((3 * Usd, 3 * Usd), (snapshot.SpentNanos("acme", now), snapshot.SpentNanos("globex", now)));
        Assert.Equal(Instants.ToMicros(Lab.Now.UtcDateTime.Date.AddHours(4)), snapshot.Days["acme"].StartMicros);
    }

    [Theory]
    [InlineData("America/New_York", "2026-11-01T12:00:00Z", 4, 25)] // clocks go back
    [InlineData("America/New_York", "2026-03-08T12:00:00Z", 5, 23)] // clocks go forward
    [InlineData("Asia/Kolkata", "2026-10-20T12:00:00Z", -6, 24)] // midnight is 18:30 UTC, so the day begins with 18:00
    [InlineData("", "2026-10-20T00:00:00Z", 0, 24)]
    [InlineData("No/Where", "2026-10-20T23:59:59Z", 0, 24)]
    public void TenantDay_HasTheHoursOfItsZone(string zone, string at, int startHour, int hours)
    {
        var instant = DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

        var (start, end) = TenantClock.DayOf(zone, Instants.ToMicros(instant));

        Assert.Equal((Instants.ToMicros(instant.Date.AddHours(startHour)), hours * Instants.MicrosPerHour), (start, end - start));
    }

    [Fact]
    public async Task Ceiling_OfTheContract_MakesTheCap()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.Get<TenantEditor>().SaveAsync(new TenantDraft { Key = "acme", IsNew = true, Name = "Acme" }, Lab.Tester, default);
        await lab.Get<ContractEditor>().SaveAsync(new ContractDraft { Tenant = "acme", StartDay = new(2026, 1, 1), MonthlyFeeUsd = 10, DailyCeilingUsd = 20 }, Lab.Tester, default);
        await LookAsync(lab);

        Assert.Equal(40 * Usd, lab.Get<MeasureBoard>().Current.CapNanos("acme", lab.Clock.NowMicros()));
    }

    [Theory]
    [InlineData(new long[] { 60, 60, 60, 60, 60, 60, 60, 60, 60, 60_000 }, 1)] // a single wild day of ten does not count
    [InlineData(new long[] { 61 }, 2)]
    [InlineData(new long[] { 0, 0, 0 }, 1)]
    [InlineData(new long[] { 600, 1200, 6000 }, 100)]
    public void Peak_IsTheHourThatNineOfTenDaysDoNotExceed(long[] hours, long perMinute) => Assert.Equal(perMinute, PeakLearner.PerMinute([.. hours]));

    [Fact]
    public async Task Learner_ReadsWholeDays_AndForgetsWhoIsGone()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await using (var context = lab.NewContext())
        {
            context.LearnedPeaks.Add(new LearnedPeak { Tenant = "gone", PerMinute = 5 });
            await context.SaveChangesAsync();
        }

        await lab.ImportAsync("a.ndjson", Enumerable.Range(0, 130).Select(i => Line($"y{i}", "acme", Lab.Now.AddDays(-1), 10)).Concat(Enumerable.Range(0, 500).Select(i => Line($"t{i}", "acme", Lab.Now, 10))));
        Assert.True(await lab.Get<PeakLearner>().IsDueAsync(default));

        Assert.Equal(1, await lab.Get<PeakLearner>().LearnAsync(default));

        Assert.Equal(("acme", 3L), await lab.ReadAsync(c => c.LearnedPeaks) is [var only] ? (only.Tenant, only.PerMinute) : default);
        Assert.False(await lab.Get<PeakLearner>().IsDueAsync(default));
    }

    /// <summary>By hand: $3 an hour for ten hours under a cap of $10 that stops: three hours fit, a third of the fourth, and the rest is denied.</summary>
    [Fact]
    public async Task Simulation_OfACapThatStops_SavesWhatIsAboveIt()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var day = Lab.Now.Date.AddDays(-2);
        await lab.ImportAsync("a.ndjson", Enumerable.Range(0, 10).SelectMany(h => Enumerable.Range(0, 3).Select(i => Line($"{h}-{i}", "acme", new DateTimeOffset(day.AddHours(h), TimeSpan.Zero), 333_000 + (i == 0 ? 1_000 : 0)))));
        var rules = LadderRules.BuiltIn with { CapNanos = 10 * Usd, CapRatePercent = 0 };

        var result = await lab.Get<LadderSimulation>().RunAsync(rules, null, Lab.Tester, default);

        var acme = Assert.Single(result.Tenants);
        Assert.Equal((30L, 20L, 1, 1), (acme.Requests, acme.DeniedByCap, acme.DaysNear, acme.DaysCapped));
        Assert.Equal(20 * Usd, acme.SavedNanos);
        Assert.Empty((await lab.Get<LadderSimulation>().RunAsync(rules with { CapMode = RuleMode.Off }, null, Lab.Tester, default)).Tenants);
        Assert.Equal(0, (await lab.Get<LadderSimulation>().RunAsync(rules, null, Lab.Tester with { Tenants = TenantScope.Of(["globex"]) }, default)).TenantsLookedAt);
    }

    [Fact]
    public void Simulation_OfARate_DeniesWhatIsAboveItsHour()
    {
        var play = new LadderPlay(LadderRules.BuiltIn with { RatePerMinute = 10 }, null);

        play.Hour(0, 700, 700);
        play.Hour(Instants.MicrosPerHour, 600, 600);

        Assert.Equal(new SimulatedTenant("acme", 1_300, 1_300, 100, 0, 100, 0, 0), play.Tell("acme"));
    }

    [Fact]
    public async Task Standings_AreCutToWhoIsSeen_TheWorstFirst()
    {
        await using var lab = await OpenAsync(capUsd: 5);
        await lab.ImportAsync("a.ndjson", [Line("1", "acme", Lab.Now), Line("2", "acme", Lab.Now), Line("3", "globex", Lab.Now)]);
        await lab.Get<MeasureEditor>().ApplyAsync(new(MeasureKind.Pause, EnforcementScope.OfTenant("initech"), "why", null, null), Lab.Tester, default);
        await LookAsync(lab);
        var queries = lab.Get<EnforcementQueries>();

        Assert.Equal(["initech", "acme", "globex"], (await queries.ListAsync(Lab.Tester, default)).Select(s => s.Tenant));
        var some = Lab.Tester with { Tenants = TenantScope.Of(["globex"]) };
        Assert.Equal(["globex"], (await queries.ListAsync(some, default)).Select(s => s.Tenant));
        Assert.Null(await queries.FindAsync("acme", some, default));
        Assert.Empty(await queries.HistoryAsync("acme", some, default));
        Assert.Equal(["At the cap at $6 of $5"], (await queries.HistoryAsync("acme", Lab.Tester, default)).Select(h => h.What));
    }

    [Fact]
    public void Meter_CountsTheLastMinute()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Lab.Now);
        var meter = new AdmissionMeter(clock);
        meter.Count(true);
        meter.Count(false, isSoftFail: true);
        clock.Advance(TimeSpan.FromSeconds(59));
        meter.Count(true, isShadowed: true);

        Assert.Equal((2L, 1L, 1L, 1L, 60), Told(meter.Read()));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1L, 0L, 0L, 1L, 60), Told(meter.Read()));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((0L, 0L, 0L, 0L, 60), Told(meter.Read()));

        static (long, long, long, long, int) Told(AdmissionRates r) => (r.Admitted, r.Denied, r.SoftFails, r.Shadowed, r.Seconds);
    }

    private static async Task LookAsync(Lab lab)
    {
        await lab.Get<SpendWatch>().ReadAsync(default);
        await lab.Get<LadderWatch>().MoveAsync(default);
    }

    private static async Task<Lab> OpenAsync(long capUsd)
    {
        var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.Get<LadderEditor>().SaveAsync(new LadderSettings { CapNanos = capUsd * Usd }, "test", Lab.Tester, default);
        return lab;
    }
}
