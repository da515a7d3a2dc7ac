using FinOps.Core.Data;

namespace FinOps.Core.Enforcement;

/// <summary>Decides what pauses, caps, rates and measures say to a call. It only looks at what it is given, and so takes microseconds.</summary>
public static class EnforcementPolicy
{
    /// <summary>Asks the ladder: pause, then unpriced model, then cap; rate and degradation are told with an admission.</summary>
    public static AdmissionVerdict Decide(MeasureSnapshot snapshot, AdmissionQuestion question, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(question);
        var at = Instants.ToMicros(now);
        var (tenant, feature, user, model) = (question.Tenant, question.Feature, question.User, question.Model);
        var rules = snapshot.RulesOf(tenant);
        var verdict = new AdmissionVerdict { Version = snapshot.Version, FailsClosed = rules.FailsClosed };
        if (snapshot.PauseOf(tenant, feature, user, model, at) is { } pause)
        {
            return verdict with { Reason = AdmissionReason.TenantPaused, Text = $"Paused: {pause.Scope}.", Pause = pause, RetryAtMicros = pause.UntilMicros, RatePercent = 0 };
        }

        if (!question.IsPriced && rules.DeniesUnpriced)
        {
            return verdict with { Reason = AdmissionReason.UnpricedModel, Text = $"Model {model} has no price, and calls without one are denied." };
        }

        verdict = Degrade(verdict, snapshot, question, rules, at) with
        {
            BudgetMode = rules.BudgetMode,
            ExtraBudgetNanos = snapshot.ExtraBudgetNanos(tenant, feature, user, model, at),
            RatePercent = snapshot.MeasuredRatePercent(tenant, feature, user, model, at),
        };

        // An exempt class is held to neither rate nor cap; what people decided about it by a measure still counts.
        var isExempt = snapshot.OverrideOf(OverrideKind.Exempt, tenant, feature, user, model, at) is not null;
        verdict = isExempt ? verdict : HoldToCap(verdict, snapshot, question, rules, at);
        return verdict.IsAdmitted ? HoldToRate(verdict, snapshot, tenant, rules, isExempt, at) : verdict;
    }

    private static AdmissionVerdict Degrade(AdmissionVerdict verdict, MeasureSnapshot snapshot, AdmissionQuestion question, LadderRules rules, long at)
    {
        if (snapshot.DegradeOf(question.Tenant, question.Feature, question.User, question.Model, at) is { } measure)
        {
            return verdict with { IsDegraded = true, DegradeTo = measure.DegradeTo.Length > 0 ? measure.DegradeTo : rules.DegradeTo };
        }

        var isByStep = rules is { DegradeMode: RuleMode.Enforced, CapMode: RuleMode.Enforced, DegradeTo.Length: > 0 } && rules.DegradeTo != question.Model
            && snapshot.StepOf(question.Tenant, at) != LadderStep.Normal;
        return isByStep ? verdict with { IsDegraded = true, DegradeTo = rules.DegradeTo } : verdict;
    }

    private static AdmissionVerdict HoldToCap(AdmissionVerdict verdict, MeasureSnapshot snapshot, AdmissionQuestion question, LadderRules rules, long at)
    {
        if (snapshot.CapNanos(question.Tenant, at) is not { } limit)
        {
            return verdict;
        }

        var isKnown = snapshot.Days.TryGetValue(question.Tenant, out var day) && at < day.EndMicros;
        var spent = question.SpentNanos ?? snapshot.SpentNanos(question.Tenant, at);
        var isShadow = rules.CapMode == RuleMode.Shadow;
        var cap = new CapGrant(limit, spent, isKnown ? day.EndMicros : null, rules.StopsAtCap, isShadow);
        var isOver = (decimal)spent + question.PendingNanos + question.HoldNanos > limit;
        if (rules.StopsAtCap && isOver)
        {
            var text = $"The daily spend cap of ${Money.ToUsd(limit):N2} leaves no room: ${Money.ToUsd(spent):N2} is spent.";
            return isShadow
                ? verdict with { Cap = cap, Shadow = [.. verdict.Shadow, new ShadowDenial(AdmissionReason.SpendCap, text)] }
                : verdict with { Cap = cap, Reason = AdmissionReason.SpendCap, Text = text, RetryAtMicros = cap.EndMicros };
        }

        var left = snapshot.StepOf(question.Tenant, at) switch
        {
            LadderStep.Normal => 100,
            LadderStep.Near => rules.NearRatePercent,
            LadderStep.Cap => rules.CapRatePercent,
        };
        return verdict with { Cap = cap, RatePercent = isShadow ? verdict.RatePercent : Math.Min(verdict.RatePercent, left) };
    }

    private static AdmissionVerdict HoldToRate(AdmissionVerdict verdict, MeasureSnapshot snapshot, string tenant, LadderRules rules, bool isExempt, long at)
    {
        if (snapshot.RatePerMinute(tenant, at) is not { } perMinute || (isExempt && verdict.RatePercent == 100))
        {
            return verdict;
        }

        var left = Math.Max(1, (long)((decimal)perMinute * verdict.RatePercent / 100));
        return verdict with { Rate = new RateGrant(left, rules.RateMode == RuleMode.Shadow) };
    }
}
