namespace FinOps.Core.Pricing.Rerating;

/// <summary>Why records are rated again. The numbers are stored.</summary>
public enum RerateKind : byte
{
    /// <summary>Someone asked to bring stamped prices up to today's book.</summary>
    Prices = 0,

    /// <summary>A price arrived for records that waited for one.</summary>
    Waiting = 1,

    /// <summary>A closed month was opened again: its corrections become part of its cost.</summary>
    Reopening = 2,
}

/// <summary>Where a run stands. The numbers are stored.</summary>
public enum RerateState : byte
{
    Queued = 0,
    Running = 1,
    Done = 2,
    Failed = 3,
    Canceled = 4,
}

/// <summary>
/// One re-rating: what it covers, who asked and why, how far it is, and what it changed. Moved in the transaction of each batch,
/// so that a run that is stopped anywhere goes on behind its last commit.
/// </summary>
public sealed class RerateRun
{
    public int Id { get; set; }
    public RerateKind Kind { get; set; }
    public RerateState State { get; set; }

    /// <summary>Empty for every provider.</summary>
    public string Provider { get; set; } = "";

    /// <summary>A model's name, with <c>*</c> for any rest; empty for every model.</summary>
    public string Model { get; set; } = "";

    /// <summary>The period of the calls, half-open; null for no bound.</summary>
    public long? FromMicros { get; set; }
    public long? ToMicros { get; set; }
    public string Reason { get; set; } = "";

    /// <summary>Who asked: stable identity and name.</summary>
    public string ActorSubject { get; set; } = "";
    public string ActorName { get; set; } = "";

    /// <summary>Records with ids in this range may be affected; set when the run begins.</summary>
    public long? FirstRecordId { get; set; }
    public long? LastRecordId { get; set; }

    /// <summary>Every record up to here has been looked at.</summary>
    public long CursorRecordId { get; set; }

    /// <summary>Records looked at.</summary>
    public long RecordsRead { get; set; }

    /// <summary>Records whose price or cost changed.</summary>
    public long RecordsChanged { get; set; }

    /// <summary>Of those, records that had no price before.</summary>
    public long RecordsPriced { get; set; }

    /// <summary>Of those, records that have no price any more.</summary>
    public long RecordsUnpriced { get; set; }

    /// <summary>By how much the total cost changed, in nano-USD; the sum of the run's correction entries.</summary>
    public long DeltaNanos { get; set; }

    /// <summary>The part of <see cref="DeltaNanos"/> that fell into closed months.</summary>
    public long ClosedDeltaNanos { get; set; }
    public bool IsCancelRequested { get; set; }

    /// <summary>What went wrong and what to do, when <see cref="State"/> is failed.</summary>
    public string? Error { get; set; }
    public long QueuedAtMicros { get; set; }
    public long? StartedAtMicros { get; set; }
    public long? UpdatedAtMicros { get; set; }
    public long? FinishedAtMicros { get; set; }

    /// <summary>How much of the range is done, 0 to 1; null before it began.</summary>
    public double? Share => FirstRecordId is { } first && LastRecordId is { } last
        ? last < first ? 1 : Math.Clamp((CursorRecordId - first + 1) / (double)(last - first + 1), 0, 1)
        : null;

    public bool HasEnded => State is RerateState.Done or RerateState.Failed or RerateState.Canceled;
}
