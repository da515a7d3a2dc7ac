namespace FinOps.Core.Tenants;

/// <summary>What was agreed with a tenant, from a day on. Days are those of the calendar, the end is excluded; a tenant's contracts do not overlap.</summary>
public sealed class Contract
{
    public int Id { get; set; }
    public int TenantId { get; set; }

    /// <summary>The plan whose fee and inclusions count where the contract names none itself; null for terms of its own.</summary>
    public int? PlanId { get; set; }
    public DateOnly StartDay { get; set; }

    /// <summary>First day that is not covered; null while it runs on.</summary>
    public DateOnly? EndDay { get; set; }

    /// <summary>Fee of a whole month in nano-USD; null means the plan's.</summary>
    public long? MonthlyFeeNanos { get; set; }

    /// <summary>Usage at our own cost included each month, in nano-USD; null means the plan's.</summary>
    public long? IncludedUsageNanos { get; set; }

    /// <summary>Most that a day was agreed to cost us, in nano-USD; null when none was.</summary>
    public long? DailyCeilingNanos { get; set; }
    public string Note { get; set; } = "";
    public bool IsDemo { get; set; }
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }

    public bool Covers(DateOnly day) => day >= StartDay && (EndDay is null || day < EndDay);
}
