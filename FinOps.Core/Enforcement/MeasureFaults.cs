using FinOps.Core.Data;

namespace FinOps.Core.Enforcement;

/// <summary>Tells what is wrong with wishes, field by field.</summary>
internal static class MeasureFaults
{
    public static IEnumerable<MeasureFault> Of(MeasureCommand command, long nowMicros)
    {
        foreach (var fault in OfScope(command.Scope).Concat(OfReason(command.Reason)).Concat(OfEnd(command.UntilUtc, nowMicros)))
        {
            yield return fault;
        }

        if (!Enum.IsDefined(command.Kind))
        {
            yield return new MeasureFault(nameof(command.Kind), "Choose degrade, tighten or pause.");
        }

        if (command.Kind == MeasureKind.Tighten && command.Percent is < 1 or > 99)
        {
            yield return new MeasureFault(nameof(command.Percent), "Leave 1 to 99 percent of the rate; pause to leave nothing.");
        }

        if (command.DegradeTo.Length > LadderModel.KeyLength)
        {
            yield return new MeasureFault(nameof(command.DegradeTo), $"At most {LadderModel.KeyLength} characters.");
        }

        if (command.Incident is { Length: > LadderModel.IncidentLength })
        {
            yield return new MeasureFault(nameof(command.Incident), $"At most {LadderModel.IncidentLength} characters.");
        }
    }

    public static IEnumerable<MeasureFault> OfScope(EnforcementScope scope)
    {
        if (scope.IsEverything)
        {
            yield return new MeasureFault("Scope", "Name at least a tenant, feature, user or model; everything at once is not offered.");
        }

        if (new[] { scope.Tenant, scope.Feature, scope.User, scope.Model }.Any(k => k is { Length: > LadderModel.KeyLength }))
        {
            yield return new MeasureFault("Scope", $"Keys have at most {LadderModel.KeyLength} characters.");
        }
    }

    public static IEnumerable<MeasureFault> OfReason(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            yield return new MeasureFault("Reason", "Say why; it stays in the audit trail.");
        }
        else if (reason.Trim().Length > LadderModel.ReasonLength)
        {
            yield return new MeasureFault("Reason", $"At most {LadderModel.ReasonLength:N0} characters.");
        }
    }

    public static IEnumerable<MeasureFault> OfEnd(DateTime? untilUtc, long nowMicros)
    {
        if (untilUtc is { } until && Instants.ToMicros(until) <= nowMicros)
        {
            yield return new MeasureFault("UntilUtc", "The end must be in the future.");
        }
        else if (untilUtc is { } far && Instants.ToMicros(far) > nowMicros + (366 * Instants.MicrosPerDay))
        {
            yield return new MeasureFault("UntilUtc", "The end must be within a year.");
        }
    }
}

/// <summary>Measures and overrides in words.</summary>
internal static class MeasureTexts
{
    public static object Audited(EnforcementMeasure measure) => new
    {
        measure.Kind,
        Scope = measure.Scope.ToString(),
        measure.Source,
        Percent = measure.Kind == MeasureKind.Tighten ? measure.Percent : (int?)null,
        DegradeTo = measure.DegradeTo.Length == 0 ? null : measure.DegradeTo,
        measure.Incident,
        Until = Instant(measure.UntilMicros),
    };

    public static object Audited(EnforcementOverride change) => new
    {
        change.Kind,
        Scope = change.Scope.ToString(),
        AmountUsd = change.AmountNanos is { } nanos ? Money.ToExactText(nanos) : null,
        change.RatePerMinute,
        Until = Instant(change.UntilMicros),
        change.NeedsApproval,
        RequestedBy = change.By,
    };

    private static DateTime? Instant(long? micros) => micros is { } at ? Instants.ToUtc(at) : null;
}
