using FinOps.Core.Usage;

namespace FinOps.Core.Records;

/// <summary>One call in a list. Names are as reported, empty where they were not; money is nano-USD.</summary>
public sealed record RecordRow
{
    public required long Id { get; init; }
    public required long OccurredAtMicros { get; init; }
    public required string Tenant { get; init; }
    public required string Feature { get; init; }
    public required string Provider { get; init; }
    public required string Model { get; init; }
    public required string User { get; init; }
    public required UsageStatus Status { get; init; }
    public required int InputTokens { get; init; }
    public required int CacheReadTokens { get; init; }
    public required int OutputTokens { get; init; }

    /// <summary>Our cost; null while the call waits for a price.</summary>
    public required long? CostNanos { get; init; }
    public required UnpricedReason UnpricedReason { get; init; }
    public required long? ClaimedCostNanos { get; init; }
    public required int? LatencyMs { get; init; }

    /// <summary>What did not add up in the report.</summary>
    public UsageFlags Flags { get; init; }
    public required string? RequestId { get; init; }
    public required string? TraceId { get; init; }
    public required string? SessionId { get; init; }

    /// <summary>What the sender claims minus what we computed; null where one of them is missing.</summary>
    public long? ClaimDifferenceNanos => ClaimedCostNanos - CostNanos;
}

/// <summary>Some records, newest first, and how the list goes on.</summary>
/// <param name="Rows">At most as many as were asked for.</param>
/// <param name="Next">Where older ones are; null at the end of the period.</param>
/// <param name="SearchedBackTo">Set when the search rested before the page was full: everything up to this instant has been looked at.</param>
public sealed record RecordList(IReadOnlyList<RecordRow> Rows, RecordCursor? Next, DateTime? SearchedBackTo);
