namespace FinOps.Core.Audit;

/// <summary>Which entries are wanted; null or empty means any.</summary>
public sealed record AuditFilter
{
    /// <summary>A part of the name, or a whole subject.</summary>
    public string? Who { get; init; }

    /// <summary>An action such as <c>price.add</c>, or a noun such as <c>price</c> for all of its actions.</summary>
    public string? Action { get; init; }

    /// <summary>A target such as <c>price:17</c>, or a noun such as <c>price</c> for all of its targets.</summary>
    public string? Target { get; init; }

    /// <summary>The key of a tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The period, half-open.</summary>
    public DateTime? FromUtc { get; init; }
    public DateTime? ToUtc { get; init; }

    /// <summary>A text somewhere in the target, the reason or the values, in any case as far as the database compares so.</summary>
    public string? Text { get; init; }
}
