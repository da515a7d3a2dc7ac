namespace FinOps.Core.Tenants;

/// <summary>What is wrong with a field of a draft or file, and what it may hold.</summary>
/// <param name="Field">The draft's property.</param>
/// <param name="Message">One sentence that says what to do.</param>
public sealed record TenantFault(string Field, string Message);

/// <summary>What became of a change to tenants, plans, contracts or revenue.</summary>
public abstract record TenantEdit
{
    private TenantEdit()
    {
    }

    /// <summary>It is stored.</summary>
    /// <param name="Id">Of the stored row; 0 for rows that have a key instead.</param>
    public sealed record Saved(int Id) : TenantEdit;

    /// <summary>Nothing was stored; every fault is listed.</summary>
    public sealed record Invalid(IReadOnlyList<TenantFault> Faults) : TenantEdit;

    /// <summary>Nothing was stored: somebody else changed it since it was read.</summary>
    public sealed record Conflict(string By, DateTime AtUtc) : TenantEdit
    {
        public string Message => $"Changed by {By} at {AtUtc:HH:mm:ss} UTC: reload and try again.";
    }

    /// <summary>There is no such thing, or not for this actor.</summary>
    public sealed record NotFound(string Message) : TenantEdit;
}

/// <summary>A tenant as somebody wants it to be.</summary>
public sealed class TenantDraft
{
    public string Key { get; set; } = "";
    public string Name { get; set; } = "";
    public string Tier { get; set; } = "";
    public string Owner { get; set; } = "";

    /// <summary>IANA name; empty for UTC.</summary>
    public string TimeZone { get; set; } = "";
    public string Note { get; set; } = "";

    /// <summary>True to refuse a tenant of which something is written down already.</summary>
    public bool IsNew { get; set; }

    /// <summary>The version that was read; null to write whatever is there.</summary>
    public int? ExpectedVersion { get; set; }
}

/// <summary>A contract as somebody wants it to be. Money in USD.</summary>
public sealed class ContractDraft
{
    /// <summary>The contract to change; null for a new one.</summary>
    public int? Id { get; set; }
    public string Tenant { get; set; } = "";

    /// <summary>Key of the plan; empty for terms of its own.</summary>
    public string Plan { get; set; } = "";
    public DateOnly? StartDay { get; set; }

    /// <summary>First day that is not covered.</summary>
    public DateOnly? EndDay { get; set; }
    public decimal? MonthlyFeeUsd { get; set; }
    public decimal? IncludedUsageUsd { get; set; }
    public decimal? DailyCeilingUsd { get; set; }

    /// <summary>True when the contract that covers the day this one starts ends on it, as with a change of plan.</summary>
    public bool EndsPrevious { get; set; }

    /// <summary>True when, without an <see cref="Id"/>, a contract that starts on the same day is the one to change.</summary>
    public bool ReplacesSameStart { get; set; }
    public string Note { get; set; } = "";
    public int? ExpectedVersion { get; set; }
}

/// <summary>A plan, and its price from a day on, as somebody wants them to be. Money in USD.</summary>
public sealed class PlanDraft
{
    public string Key { get; set; } = "";
    public string Name { get; set; } = "";
    public string Tier { get; set; } = "";
    public bool IsRetired { get; set; }

    /// <summary>From which day the price below counts; null leaves prices as they are.</summary>
    public DateOnly? PriceFrom { get; set; }
    public decimal? MonthlyFeeUsd { get; set; }
    public decimal? IncludedUsageUsd { get; set; }

    /// <summary>Why the price changes; kept with it.</summary>
    public string Reason { get; set; } = "";

    /// <summary>True to refuse a key that is taken.</summary>
    public bool IsNew { get; set; }
    public int? ExpectedVersion { get; set; }
}

/// <summary>A tier as somebody wants it to be. Money in USD.</summary>
public sealed class TierDraft
{
    public string Key { get; set; } = "";
    public string Name { get; set; } = "";
    public int Rank { get; set; }
    public decimal? LifetimeValueUsd { get; set; }

    /// <summary>True to refuse a key that is taken.</summary>
    public bool IsNew { get; set; }
    public int? ExpectedVersion { get; set; }
}

/// <summary>Revenue to enter. Money in USD.</summary>
public sealed class RevenueDraft
{
    public string Tenant { get; set; } = "";
    public RevenueKind Kind { get; set; } = RevenueKind.Subscription;
    public DateOnly? Day { get; set; }
    public DateOnly? EndDay { get; set; }

    /// <summary>Negative for a refund.</summary>
    public decimal? AmountUsd { get; set; }
    public string Description { get; set; } = "";
    public string ExternalId { get; set; } = "";
}
