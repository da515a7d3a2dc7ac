namespace FinOps.Core.Tenants;

/// <summary>What tenants are sold: a name and a tier; what it costs them stands in its <see cref="PlanPrice"/>s.</summary>
public sealed class Plan
{
    public int Id { get; set; }

    /// <summary>The word that contracts and files carry, e.g. <c>pro-2026</c>.</summary>
    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>The tier of tenants on this plan; see <see cref="Tenants.Tier.Key"/>.</summary>
    public string Tier { get; set; } = "";

    /// <summary>True when it is no longer sold; running contracts keep it.</summary>
    public bool IsRetired { get; set; }
    public bool IsDemo { get; set; }
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}

/// <summary>What a plan costs from a day on. Never edited: a newer row of the same day supersedes.</summary>
public sealed class PlanPrice
{
    public int Id { get; set; }
    public int PlanId { get; set; }
    public DateOnly ValidFrom { get; set; }
    public long MonthlyFeeNanos { get; set; }

    /// <summary>Usage at our own cost that the fee includes each month, in nano-USD; null when nothing was agreed.</summary>
    public long? IncludedUsageNanos { get; set; }
    public string Reason { get; set; } = "";
    public string CreatedBy { get; set; } = "";
    public long CreatedAtMicros { get; set; }
}
