namespace FinOps.Core.Tenants;

/// <summary>What kind of revenue. The numbers are stored.</summary>
public enum RevenueKind : byte
{
    /// <summary>A fee for a time of service, spread evenly over its days.</summary>
    Subscription = 1,

    /// <summary>Billed for usage; counts on its day.</summary>
    Usage = 2,

    /// <summary>Anything else that is billed once, such as a setup; counts on its day.</summary>
    OneOff = 3,
}

/// <summary>Revenue that was billed to a tenant, or given back when negative. Never edited: it is removed, with a reason, and entered anew.</summary>
public sealed class RevenueEntry
{
    public int Id { get; set; }
    public int TenantId { get; set; }
    public RevenueKind Kind { get; set; }

    /// <summary>The day it counts on; of a subscription, the first day of service.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Of a subscription, the first day that is no longer served; a month later when nobody said. Null for other kinds.</summary>
    public DateOnly? EndDay { get; set; }

    /// <summary>Nano-USD; negative for a refund or credit.</summary>
    public long AmountNanos { get; set; }
    public string Description { get; set; } = "";

    /// <summary>The sender's own id, such as an invoice line, so that the same entry sent twice counts once; null when there is none.</summary>
    public string? ExternalId { get; set; }
    public bool IsDemo { get; set; }
    public string CreatedBy { get; set; } = "";
    public long CreatedAtMicros { get; set; }
}
