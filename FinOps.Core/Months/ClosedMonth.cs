namespace FinOps.Core.Months;

/// <summary>
/// One closing of a month's books: what changes the month's cost from then on is a correction. A month that was opened again keeps its row
/// with who and why; the next closing is a new row.
/// </summary>
public sealed class ClosedMonth
{
    public int Id { get; set; }

    /// <summary>Year × 100 + month: 202610.</summary>
    public int Month { get; set; }
    public long ClosedAtMicros { get; set; }
    public string ClosedBy { get; set; } = "";
    public string Reason { get; set; } = "";

    /// <summary>The month's effective cost in nano-USD at that moment.</summary>
    public long BookedCostNanos { get; set; }
    public long? ReopenedAtMicros { get; set; }
    public string? ReopenedBy { get; set; }
    public string? ReopenReason { get; set; }
}
