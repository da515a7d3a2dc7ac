namespace FinOps.Core.Enforcement;

/// <content>What follows from it at a time.</content>
public sealed partial class MeasureSnapshot
{
    /// <summary>The pause that denies a call with these keys; null when none does, or an override lets it through.</summary>
    public EnforcementMeasure? PauseOf(string? tenant, string? feature, string? user, string? model, long nowMicros) =>
        Find(MeasureKind.Pause, tenant, feature, user, model, nowMicros) is { } pause && OverrideOf(OverrideKind.Unpause, tenant, feature, user, model, nowMicros) is null ? pause : null;

    /// <summary>The measure that asks calls with these keys for a cheaper model; null when none does.</summary>
    public EnforcementMeasure? DegradeOf(string? tenant, string? feature, string? user, string? model, long nowMicros) => Find(MeasureKind.Degrade, tenant, feature, user, model, nowMicros);

    /// <summary>The part of the rate that measures leave to calls with these keys, in percent: the least of all that apply.</summary>
    public int MeasuredRatePercent(string? tenant, string? feature, string? user, string? model, long nowMicros)
    {
        var percent = 100;
        foreach (var measure in MeasuresFor(tenant))
        {
            if (measure.Kind == MeasureKind.Tighten && measure.HoldsAt(nowMicros) && measure.Scope.Matches(tenant, feature, user, model))
            {
                percent = Math.Min(percent, measure.Percent);
            }
        }

        return percent;
    }

    /// <summary>The override of a kind that runs for calls with these keys; of several the one that allows most, never their sum.</summary>
    public EnforcementOverride? OverrideOf(OverrideKind kind, string? tenant, string? feature, string? user, string? model, long nowMicros)
    {
        EnforcementOverride? best = null;
        foreach (var candidate in OverridesFor(tenant))
        {
            if (candidate.Kind == kind && candidate.HoldsAt(nowMicros) && candidate.Scope.Matches(tenant, feature, user, model) && (best is null || Allows(candidate) > Allows(best)))
            {
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>Nano-USD by which overrides raise the budgets of a call with these keys: that of the largest, not their sum; null for no bound.</summary>
    public long? ExtraBudgetNanos(string? tenant, string? feature, string? user, string? model, long nowMicros) =>
        OverrideOf(OverrideKind.RaiseBudget, tenant, feature, user, model, nowMicros) is { } raise ? raise.AmountNanos : 0;

    /// <summary>Spend of the tenant's present day in nano-USD; 0 once the day is over.</summary>
    public long SpentNanos(string tenant, long nowMicros) => Days.TryGetValue(tenant, out var day) && nowMicros < day.EndMicros ? day.SpentNanos : 0;

    /// <summary>The cap of the tenant's present day in nano-USD, overrides included; null when there is none, or it is lifted.</summary>
    public long? CapNanos(string tenant, long nowMicros)
    {
        if (BaseCapNanos(tenant) is not { } cap || OverrideOf(OverrideKind.LiftCap, tenant, null, null, null, nowMicros) is not { } lift)
        {
            return BaseCapNanos(tenant);
        }

        return lift.AmountNanos is { } more ? (long)Math.Min(long.MaxValue, (decimal)cap + more) : null;
    }

    /// <summary>The same without overrides.</summary>
    public long? BaseCapNanos(string tenant) => RulesOf(tenant) is { CapMode: not RuleMode.Off } set ? set.Cap(Limits.GetValueOrDefault(tenant)?.CeilingNanos) : null;

    /// <summary>Calls per minute before tightening, overrides included; null when there is no limit.</summary>
    public long? RatePerMinute(string tenant, long nowMicros)
    {
        if (RulesOf(tenant) is not { RateMode: not RuleMode.Off } set || set.Rate(Limits.GetValueOrDefault(tenant)?.PeakPerMinute) is not { } rate)
        {
            return null;
        }

        return OverrideOf(OverrideKind.RaiseRate, tenant, null, null, null, nowMicros) is { RatePerMinute: { } raised } ? Math.Max(rate, raised) : rate;
    }

    /// <summary>The tenant's step of the present day.</summary>
    public LadderStep StepOf(string tenant, long nowMicros)
    {
        if (StepRow(tenant) is not { Step: not LadderStep.Normal } row || CapNanos(tenant, nowMicros) is null)
        {
            return LadderStep.Normal;
        }

        var isOfToday = Days.TryGetValue(tenant, out var day) ? row.DayStartMicros == day.StartMicros && nowMicros < day.EndMicros : nowMicros < row.DayStartMicros + LongestDayMicros;
        return isOfToday ? row.Step : LadderStep.Normal;
    }

    /// <summary>The state of a whole tenant; pauses of single features or users count as tightened.</summary>
    public TenantState StateOf(string tenant, long nowMicros)
    {
        if (PauseOf(tenant, null, null, null, nowMicros) is not null)
        {
            return TenantState.Paused;
        }

        var step = RulesOf(tenant).CapMode == RuleMode.Enforced ? StepOf(tenant, nowMicros) : LadderStep.Normal;
        return step switch
        {
            LadderStep.Cap => TenantState.Capped,
            LadderStep.Near => TenantState.Tightened,
            LadderStep.Normal => MeasuresFor(tenant).Any(m => m.Tenant is not null && m.HoldsAt(nowMicros)) ? TenantState.Tightened : TenantState.Active,
        };
    }

    private const long LongestDayMicros = 25 * Data.Instants.MicrosPerHour;

    private static decimal Allows(EnforcementOverride candidate) => candidate.Kind == OverrideKind.RaiseRate ? candidate.RatePerMinute ?? 0 : candidate.AmountNanos ?? decimal.MaxValue;

    private EnforcementMeasure? Find(MeasureKind kind, string? tenant, string? feature, string? user, string? model, long nowMicros)
    {
        foreach (var measure in MeasuresFor(tenant))
        {
            if (measure.Kind == kind && measure.HoldsAt(nowMicros) && measure.Scope.Matches(tenant, feature, user, model))
            {
                return measure;
            }
        }

        return null;
    }

    internal IEnumerable<EnforcementMeasure> MeasuresFor(string? tenant) => tenant is not null && measuresOfTenant.TryGetValue(tenant, out var own) ? own.Concat(measuresOfAny) : measuresOfAny;

    internal IEnumerable<EnforcementOverride> OverridesFor(string? tenant) => tenant is not null && overridesOfTenant.TryGetValue(tenant, out var own) ? own.Concat(overridesOfAny) : overridesOfAny;
}
