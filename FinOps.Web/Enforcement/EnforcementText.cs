using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Enforcement;

/// <summary>States, measures and overrides in words.</summary>
public static class EnforcementText
{
    /// <summary>The columns of a download.</summary>
    public static readonly IReadOnlyList<TableColumn<TenantStanding>> Columns =
    [
        new("tenant", "Tenant", ColumnKind.Text, s => s.Tenant),
        new("state", "State", ColumnKind.Text, s => State(s.State)),
        new("spent", "Spent today", ColumnKind.Usd, s => s.SpentNanos),
        new("cap", "Cap", ColumnKind.Usd, s => s.CapNanos),
        new("used", "Cap used", ColumnKind.Percent, s => s.CapUsed),
        new("rate", "Calls / minute", ColumnKind.Count, s => s.RatePerMinute),
        new("left", "Rate left, %", ColumnKind.Count, s => (long)s.RatePercent),
        new("since", "Since", ColumnKind.Text, s => s.SinceMicros is { } at ? At(at) : null),
        new("by", "By", ColumnKind.Text, s => s.Pause?.By),
        new("why", "Why", ColumnKind.Text, s => Why(s)),
    ];

    public static string State(TenantState state) => state switch
    {
        TenantState.Active => "Active",
        TenantState.Tightened => "Tightened",
        TenantState.Capped => "Capped",
        TenantState.Paused => "Paused",
    };

    /// <summary>The class that colors it; words always stand beside.</summary>
    public static string Tone(TenantState state) => state switch
    {
        TenantState.Active => "good",
        TenantState.Tightened => "warn",
        TenantState.Capped => "bad",
        TenantState.Paused => "bad",
    };

    public static string Explain(TenantState state) => state switch
    {
        TenantState.Active => "Calls are admitted at their full rate.",
        TenantState.Tightened => "Near the daily cap, or tightened by a measure: calls go on at a part of their rate.",
        TenantState.Capped => "The daily cap is reached.",
        TenantState.Paused => "All calls are denied until a person ends it, or its time is over.",
    };

    public static string Mode(RuleMode mode) => mode switch
    {
        RuleMode.Off => "Off",
        RuleMode.Shadow => "Shadow",
        RuleMode.Enforced => "Enforced",
    };

    public static string Kind(MeasureKind kind) => kind switch
    {
        MeasureKind.Pause => "Pause",
        MeasureKind.Tighten => "Tighten",
        MeasureKind.Degrade => "Degrade",
    };

    public static string Kind(OverrideKind kind) => kind switch
    {
        OverrideKind.LiftCap => "Lift or raise the daily cap",
        OverrideKind.Unpause => "Un-pause for a while",
        OverrideKind.RaiseRate => "Raise the rate",
        OverrideKind.RaiseBudget => "Raise its budgets",
        OverrideKind.Exempt => "Exempt a class of calls",
    };

    /// <summary>What a measure does, such as "Tightened to 50 % of the rate".</summary>
    public static string What(EnforcementMeasure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return measure.Kind switch
        {
            MeasureKind.Pause => "Paused",
            MeasureKind.Tighten => FormattableString.Invariant($"Tightened to {measure.Percent} % of the rate"),
            MeasureKind.Degrade => measure.DegradeTo.Length > 0 ? $"Asked to use {measure.DegradeTo}" : "Asked for a cheaper model",
        };
    }

    /// <summary>Why a tenant stands as it does.</summary>
    public static string Why(TenantStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return standing switch
        {
            { Pause: { } pause } => pause.Reason,
            { Step: LadderStep.Cap } => "Daily cap reached",
            { Step: LadderStep.Near } => FormattableString.Invariant($"Above {standing.Rules.NearPercent} % of its cap"),
            { Measures: [var first, ..] } => $"{What(first)}: {first.Reason}",
            _ => "",
        };
    }

    /// <summary>How long something still holds, to the second when it is short.</summary>
    public static string Left(long untilMicros, long nowMicros)
    {
        var left = TimeSpan.FromMicroseconds(Math.Max(0, untilMicros - nowMicros));
        return left.TotalHours >= 48 ? string.Create(CultureInfo.InvariantCulture, $"{left.TotalDays:0} d")
            : left.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours} h {left.Minutes:00} m")
            : string.Create(CultureInfo.InvariantCulture, $"{left.Minutes:0}:{left.Seconds:00}");
    }

    public static string At(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Until(long? micros) => micros is { } at ? $"until {At(at)}" : "until somebody ends it";

    /// <summary>The cap in words.</summary>
    public static string Cap(TenantStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return standing.CapNanos is { } cap ? $"{CostFormat.Usd(standing.SpentNanos)} of {CostFormat.Usd(cap)}" : standing.BaseCapNanos is null ? $"{CostFormat.Usd(standing.SpentNanos)}, no cap" : $"{CostFormat.Usd(standing.SpentNanos)}, cap lifted";
    }

    /// <summary>What a change that did not happen says to the person; null when it did.</summary>
    public static string? Problem(MeasureResult result) => result switch
    {
        MeasureResult.Saved => null,
        MeasureResult.Invalid invalid => string.Join(' ', invalid.Faults.Select(f => f.Message)),
        MeasureResult.Conflict other => $"Not changed: {other.By} did at {other.AtUtc.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC. Look again.",
        MeasureResult.Refused refused => refused.Message,
        MeasureResult.NotFound => "It is not there any more. Look again.",
        MeasureResult.Unproved unproved => unproved.Proof.Message,
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };
}
