namespace FinOps.Core.Outcomes;

/// <summary>One reported result of work: what came out, for whom, and the ids of the calls that led to it. Never changed once stored.</summary>
public sealed class Outcome
{
    /// <summary>Quantities are stored as so many millionths of a unit.</summary>
    public const long MillionthsPerUnit = 1_000_000;

    public long Id { get; set; }

    /// <summary>128-bit hash of tenant, type and outcome id, or of all of the content where there is no id.</summary>
    public byte[] EventKey { get; set; } = [];

    /// <summary>64-bit hash of the content, to tell a repeat from a contradiction.</summary>
    public long ContentHash { get; set; }
    public int ImportFileId { get; set; }
    public long OccurredAtMicros { get; set; }

    /// <summary>UTC days since the epoch.</summary>
    public int Day { get; set; }
    public int TypeId { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }
    public int EnvironmentId { get; set; }
    public string? OutcomeId { get; set; }
    public string? TaskId { get; set; }
    public string? TraceId { get; set; }
    public string? SessionId { get; set; }
    public string? RequestId { get; set; }

    /// <summary>How much came out, in millionths of the type's unit; above 0.</summary>
    public long QuantityMillionths { get; set; }

    public bool IsSuccess { get; set; }

    /// <summary>Whether the result was right; null when nobody judged it.</summary>
    public bool? IsCorrect { get; set; }
}
