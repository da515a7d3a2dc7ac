namespace FinOps.Core.Freemium;

/// <summary>
/// A user of a free tenant who cost more than the tier's users bring in over their whole life, within 30 days of first use. Derived from the daily sums of
/// users, every night anew; a tenant none of whose calls names a user counts as one user.
/// </summary>
public sealed class FreemiumUser
{
    public int TenantId { get; set; }

    /// <summary>0 where the tenant counts as one user.</summary>
    public int UserId { get; set; }

    /// <summary>The first UTC day with a call, in days since the epoch.</summary>
    public int FirstDay { get; set; }

    /// <summary>The UTC day on which the cost of all days since the first passed the lifetime value.</summary>
    public int PassedDay { get; set; }

    /// <summary>What was compared with, in nano-USD.</summary>
    public long LifetimeValueNanos { get; set; }

    /// <summary>Cost of the 30 days from the first on, so far as they have passed, in nano-USD.</summary>
    public long CostNanos { get; set; }

    /// <summary>Calls of those days.</summary>
    public long Calls { get; set; }

    /// <summary>What those calls would cost on the cheap model, in nano-USD; null where no model with a price is cheaper.</summary>
    public long? CheapCostNanos { get; set; }
}

/// <summary>How far the check of free users has come: one row.</summary>
public sealed class FreemiumCheck
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    /// <summary>The last day that was looked at, in days since the epoch.</summary>
    public int ThroughDay { get; set; }

    /// <summary>All users of free tenants.</summary>
    public int Users { get; set; }

    /// <summary>The model that the savings are computed with, as <c>provider/model</c>; empty where there is none.</summary>
    public string CheapModel { get; set; } = "";
    public long AtMicros { get; set; }
}
