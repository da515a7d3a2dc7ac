using System.Globalization;
using FinOps.Core.Data;

namespace FinOps.Core.Enforcement;

/// <summary>Tells what is wrong with a wish for an override, field by field.</summary>
internal static class OverrideFaults
{
    private const decimal MostUsd = 1_000_000_000;

    public static IEnumerable<MeasureFault> Of(OverrideDraft draft, long nowMicros)
    {
        foreach (var fault in MeasureFaults.OfScope(draft.Scope).Concat(MeasureFaults.OfReason(draft.Reason)).Concat(MeasureFaults.OfEnd(draft.UntilUtc, nowMicros)))
        {
            yield return fault;
        }

        if (draft.Kind is OverrideKind.LiftCap or OverrideKind.Unpause or OverrideKind.RaiseRate && !draft.Scope.IsWholeTenant)
        {
            yield return new MeasureFault("Scope", "This is for a whole tenant: name the tenant and nothing else.");
        }

        if (draft.Kind is OverrideKind.LiftCap or OverrideKind.RaiseBudget && draft.AmountUsd is <= 0 or > MostUsd)
        {
            yield return new MeasureFault(nameof(draft.AmountUsd), "Give an amount above 0, or leave it empty for no bound.");
        }

        if (draft.Kind == OverrideKind.RaiseRate && draft.RatePerMinute is null or < 1 or > 100_000_000)
        {
            yield return new MeasureFault(nameof(draft.RatePerMinute), "Give the calls per minute that are allowed, at least 1.");
        }
    }
}

/// <summary>Overrides in words.</summary>
public static class OverrideTexts
{
    /// <summary>What it allows, such as "Cap raised by $40.00".</summary>
    public static string Of(EnforcementOverride granted)
    {
        ArgumentNullException.ThrowIfNull(granted);
        var amount = granted.AmountNanos is { } nanos ? string.Create(CultureInfo.InvariantCulture, $"raised by ${Money.ToUsd(nanos):N2}") : "lifted";
        return granted.Kind switch
        {
            OverrideKind.LiftCap => $"Daily cap {amount}",
            OverrideKind.Unpause => "Un-paused",
            OverrideKind.RaiseRate => string.Create(CultureInfo.InvariantCulture, $"Rate raised to {granted.RatePerMinute:N0} calls a minute"),
            OverrideKind.RaiseBudget => $"Budgets {amount}",
            OverrideKind.Exempt => "Exempt from rate and cap",
        };
    }
}
