namespace FinOps.Core.Enforcement;

/// <summary>Why a call is denied; the codes that callers see.</summary>
public static class AdmissionReason
{
    public const string BudgetBreach = "budget_breach";
    public const string StaleReservation = "stale_reservation";
    public const string RateLimited = "rate_limited";
    public const string TenantPaused = "tenant_paused";
    public const string SpendCap = "spend_cap";
    public const string UnpricedModel = "unpriced_model";

    /// <summary>Our own store did not answer.</summary>
    public const string Infra = "infra";

    public static IReadOnlyList<string> All { get; } = [BudgetBreach, StaleReservation, RateLimited, TenantPaused, SpendCap, UnpricedModel, Infra];
}

/// <summary>A call that asks to be admitted. Keys are null where the call does not carry them.</summary>
public sealed record AdmissionQuestion(string Tenant, string? Feature, string? User, string? Model)
{
    /// <summary>The most that it may cost, in nano-USD.</summary>
    public long HoldNanos { get; init; }

    /// <summary>What the tenant's other admitted calls may still cost today, in nano-USD.</summary>
    public long PendingNanos { get; init; }

    /// <summary>Spend of the tenant's day as the asker knows it, where that is fresher than the snapshot; null takes the snapshot's.</summary>
    public long? SpentNanos { get; init; }

    /// <summary>False when no price is known for the model.</summary>
    public bool IsPriced { get; init; } = true;
}

/// <summary>A rate that a tenant's calls are held to.</summary>
/// <param name="PerMinute">Calls per minute that are left after tightening; at least 1.</param>
/// <param name="IsShadow">True when what exceeds it is noted and admitted.</param>
public sealed record RateGrant(long PerMinute, bool IsShadow);

/// <summary>A daily cap that a tenant's calls are held to.</summary>
/// <param name="LimitNanos">In nano-USD, overrides included.</param>
/// <param name="SpentNanos">Of the present day.</param>
/// <param name="EndMicros">When the day ends; null when that is not known.</param>
/// <param name="Stops">True when nothing is admitted above it; else calls go on at a part of their rate.</param>
/// <param name="IsShadow">True when what exceeds it is noted and admitted.</param>
public sealed record CapGrant(long LimitNanos, long SpentNanos, long? EndMicros, bool Stops, bool IsShadow);

/// <summary>A rule in shadow mode that would have denied the call.</summary>
/// <param name="Reason">One of <see cref="AdmissionReason"/>.</param>
public sealed record ShadowDenial(string Reason, string Text);

/// <summary>What the policy says to a call. An admitted one still has to find room at its rate and in its budgets.</summary>
public sealed record AdmissionVerdict
{
    /// <summary>Null when it is admitted; else one of <see cref="AdmissionReason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public string Text { get; init; } = "";

    /// <summary>The pause that denies it.</summary>
    public EnforcementMeasure? Pause { get; init; }

    /// <summary>When asking again makes sense, in microseconds since the epoch; null when only a person can help.</summary>
    public long? RetryAtMicros { get; init; }

    /// <summary>The rate it is held to; null for none.</summary>
    public RateGrant? Rate { get; init; }

    /// <summary>The cap it is held to; null for none.</summary>
    public CapGrant? Cap { get; init; }

    /// <summary>The part of its rate that is left, in percent.</summary>
    public int RatePercent { get; init; } = 100;

    /// <summary>True when the caller is asked for a cheaper model.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>The model to use instead; empty leaves the choice to the caller.</summary>
    public string DegradeTo { get; init; } = "";

    /// <summary>How budgets are taken for this call.</summary>
    public RuleMode BudgetMode { get; init; } = RuleMode.Enforced;

    /// <summary>Nano-USD by which an override raises its budgets; null for no bound.</summary>
    public long? ExtraBudgetNanos { get; init; } = 0;

    /// <summary>True when the call is denied while our own store is down.</summary>
    public bool FailsClosed { get; init; }

    /// <summary>Rules in shadow mode that would have denied it.</summary>
    public IReadOnlyList<ShadowDenial> Shadow { get; init; } = [];

    /// <summary>Of the snapshot that was asked.</summary>
    public long Version { get; init; }

    public bool IsAdmitted => Reason is null;
}
