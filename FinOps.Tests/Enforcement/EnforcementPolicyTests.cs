using FinOps.Core.Data;
using FinOps.Core.Enforcement;

namespace FinOps.Tests.Enforcement;

public sealed class EnforcementPolicyTests
{
    private const long Usd = 1_000_000_000;
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly long At = Instants.ToMicros(Now);
    private static readonly long Day = At - (12 * Instants.MicrosPerHour);

    /// <summary>Ceiling $50, factor 2 (cap $100) unless said otherwise; peak 10 a minute, factor 3.</summary>
    [Theory]
    [InlineData(79.99, 0.00, 100, null)]
    [InlineData(99.98, 0.01, 100, null)]
    [InlineData(99.99, 0.01, 100, null)]
    [InlineData(99.99, 0.02, 100, "spend_cap")]
    [InlineData(250.0, 0.00, 100, "spend_cap")]
    public void Cap_ThatStops_LeavesExactlyItsAmount(double spentUsd, double holdUsd, long capUsd, string? reason)
    {
        var snapshot = Snapshot(new LadderSettings { CapRatePercent = 0 }, (long)((decimal)spentUsd * Usd));

        var verdict = Decide(snapshot, new AdmissionQuestion("acme", "chat", null, null) { HoldNanos = (long)((decimal)holdUsd * Usd) });

        Assert.Equal((reason, capUsd * Usd), (verdict.Reason, verdict.Cap!.LimitNanos));
        Assert.Equal(reason is null ? null : Day + Instants.MicrosPerDay, verdict.RetryAtMicros);
    }

    [Theory]
    [InlineData(LadderStep.Normal, 60)] // 3 × 10 is below the least rate
    [InlineData(LadderStep.Near, 30)]
    [InlineData(LadderStep.Cap, 15)]
    public void Step_LeavesItsPartOfTheRate(LadderStep step, long perMinute)
    {
        var verdict = Decide(Snapshot(null, 90 * Usd, step), new AdmissionQuestion("acme", null, null, null));

        Assert.Equal((null, perMinute, false), (verdict.Reason, verdict.Rate!.PerMinute, verdict.Rate.IsShadow));
    }

    [Fact]
    public void Step_OfYesterday_DoesNotCount()
    {
        var snapshot = Snapshot(null, 99 * Usd, LadderStep.Cap);

        Assert.Equal(15, EnforcementPolicy.Decide(snapshot, new("acme", null, null, null), Now.AddHours(12).AddTicks(-10)).Rate!.PerMinute);
        Assert.Equal(60, EnforcementPolicy.Decide(snapshot, new("acme", null, null, null), Now.AddHours(12)).Rate!.PerMinute);
        Assert.Equal(0, EnforcementPolicy.Decide(snapshot, new("acme", null, null, null), Now.AddHours(12)).Cap!.SpentNanos);
    }

    [Fact]
    public void Shadow_NotesAndAdmits()
    {
        var snapshot = Snapshot(new LadderSettings { CapRatePercent = 0, CapMode = RuleMode.Shadow, RateMode = RuleMode.Shadow }, 500 * Usd, LadderStep.Cap);

        var verdict = Decide(snapshot, new AdmissionQuestion("acme", null, null, null));

        Assert.Equal((true, 100, true), (verdict.IsAdmitted, verdict.RatePercent, verdict.Rate!.IsShadow));
        Assert.Equal("spend_cap", Assert.Single(verdict.Shadow).Reason);
        Assert.Equal(TenantState.Active, Snapshot(new LadderSettings { CapMode = RuleMode.Shadow }, 500 * Usd, LadderStep.Cap).StateOf("acme", At));
    }

    [Fact]
    public void Off_HoldsToNothing()
    {
        var verdict = Decide(Snapshot(new LadderSettings { CapRatePercent = 0, CapMode = RuleMode.Off, RateMode = RuleMode.Off }, 500 * Usd), new AdmissionQuestion("acme", null, null, null));

        Assert.Equal((true, null, null), (verdict.IsAdmitted, verdict.Cap, verdict.Rate));
    }

    [Fact]
    public void Overrides_OfTheSameKind_TakeTheLargerOnce()
    {
        var snapshot = Snapshot(new LadderSettings { CapRatePercent = 0 }, 130 * Usd, LadderStep.Normal, Lift(20), Lift(40), Lift(40));

        Assert.Equal(140 * Usd, snapshot.CapNanos("acme", At));
        Assert.True(Decide(snapshot, new AdmissionQuestion("acme", null, null, null) { HoldNanos = 10 * Usd }).IsAdmitted);
        Assert.Equal("spend_cap", Decide(snapshot, new AdmissionQuestion("acme", null, null, null) { HoldNanos = (10 * Usd) + 1 }).Reason);
        Assert.Equal(100 * Usd, snapshot.CapNanos("acme", At + Instants.MicrosPerHour));
    }

    [Fact]
    public void Override_WaitingForApproval_DoesNotCount()
    {
        var waiting = Lift(40);
        waiting.NeedsApproval = true;
        var snapshot = Snapshot(null, 0, LadderStep.Normal, waiting);

        Assert.Equal((100 * Usd, OverrideState.Waiting), (snapshot.CapNanos("acme", At), waiting.StateAt(At)));
        waiting.ApprovedAtMicros = At;
        Assert.Equal(140 * Usd, snapshot.CapNanos("acme", At));
    }

    [Fact]
    public void Exempt_IsHeldToNeitherRateNorCap_ButPaused()
    {
        var exempt = new EnforcementOverride { Kind = OverrideKind.Exempt, Tenant = "acme", Feature = "checkout", RequestedAtMicros = At, UntilMicros = At + Instants.MicrosPerHour };
        var snapshot = Snapshot(new LadderSettings { CapRatePercent = 0 }, 500 * Usd, LadderStep.Cap, exempt);

        Assert.Equal((true, null, null), Told(Decide(snapshot, new AdmissionQuestion("acme", "checkout", null, null))));
        Assert.Equal("spend_cap", Decide(snapshot, new AdmissionQuestion("acme", "chat", null, null)).Reason);

        static (bool, RateGrant?, CapGrant?) Told(AdmissionVerdict verdict) => (verdict.IsAdmitted, verdict.Rate, verdict.Cap);
    }

    [Fact]
    public void Degrade_NamesTheModelOfTheMeasure()
    {
        var measure = new EnforcementMeasure { Kind = MeasureKind.Degrade, Model = "big", DegradeTo = "small", SinceMicros = At };
        var snapshot = new MeasureSnapshot(1, [measure], [], [], []);

        Assert.Equal((true, "small"), Told("big"));
        Assert.Equal((false, ""), Told("other"));

        (bool, string) Told(string model)
        {
            var verdict = Decide(snapshot, new AdmissionQuestion("acme", null, null, model));
            return (verdict.IsDegraded, verdict.DegradeTo);
        }
    }

    [Fact]
    public void Unpriced_IsDeniedOnlyWhereThatIsSet()
    {
        var question = new AdmissionQuestion("acme", null, null, "new") { IsPriced = false };

        Assert.True(Decide(Snapshot(null, 0), question).IsAdmitted);
        Assert.Equal("unpriced_model", Decide(Snapshot(new LadderSettings { DeniesUnpriced = true }, 0), question).Reason);
    }

    [Fact]
    public void Settings_OfATenant_WinOverTheDefaults()
    {
        var snapshot = new MeasureSnapshot(1, [], [], [new LadderSettings { CapNanos = 7, RatePerMinute = 5, FailsClosed = true }, new LadderSettings { Tenant = "acme", CapFactorPercent = 150 }], []);
        snapshot = snapshot.WithLimits(Limits());

        Assert.Equal((75 * Usd, 5L, true), (snapshot.CapNanos("acme", At), snapshot.RatePerMinute("acme", At), snapshot.RulesOf("acme").FailsClosed));
        Assert.Equal(7, snapshot.CapNanos("globex", At));
    }

    private static AdmissionVerdict Decide(MeasureSnapshot snapshot, AdmissionQuestion question) => EnforcementPolicy.Decide(snapshot, question, Now);

    private static EnforcementOverride Lift(long usd) =>
        new() { Kind = OverrideKind.LiftCap, Tenant = "acme", AmountNanos = usd * Usd, RequestedAtMicros = At, UntilMicros = At + Instants.MicrosPerHour };

    private static System.Collections.Frozen.FrozenDictionary<string, TenantLimits> Limits() =>
        System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<string, TenantLimits> { ["acme"] = new(50 * Usd, "", 10) });

    private static MeasureSnapshot Snapshot(LadderSettings? settings, long spent, LadderStep step = LadderStep.Normal, params EnforcementOverride[] overrides)
    {
        var days = new Dictionary<string, TenantDay> { ["acme"] = new(Day, Day + Instants.MicrosPerDay, spent) };
        return new MeasureSnapshot(1, [], overrides, settings is null ? [] : [settings], [new LadderState { Tenant = "acme", Step = step, DayStartMicros = Day }])
            .WithLimits(Limits()).WithDays(System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(days));
    }
}
