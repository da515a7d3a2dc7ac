namespace FinOps.Core.Enforcement.Ledger;

/// <summary>Where a reservation is. All but the first are final. The numbers are stored.</summary>
public enum ReservationState
{
    /// <summary>Its hold counts against the budgets.</summary>
    Open = 0,
    Settled = 1,
    Voided = 2,

    /// <summary>Nobody settled it before its lease ended.</summary>
    Expired = 3,
}

/// <summary>Why an amount was written. The numbers are stored.</summary>
public enum LedgerEntryKind
{
    /// <summary>Held for a call.</summary>
    Reserve = 0,

    /// <summary>The rest of a hold that was not used.</summary>
    Release = 1,

    /// <summary>Used, out of the hold.</summary>
    Debit = 2,

    /// <summary>Used beyond the hold.</summary>
    Overrun = 3,

    /// <summary>Used, reported after the hold had ended.</summary>
    LateDebit = 4,

    /// <summary>A hold that ended by time.</summary>
    Expire = 5,

    /// <summary>Posted changed because stored usage was rated again.</summary>
    Rerate = 6,

    /// <summary>Posted changed by usage that came without a reservation, or by corrections; may be negative.</summary>
    Adjust = 7,

    /// <summary>Held for a call that was admitted while the ledger did not answer.</summary>
    SoftFail = 8,
}

/// <summary>Money by the kind of tokens it is for, in nano-USD.</summary>
public sealed record HoldByClass(long InputNanos, long CachedNanos, long CacheWriteNanos, long OutputNanos, long FeeNanos)
{
    public static HoldByClass None { get; } = new(0, 0, 0, 0, 0);

    public long TotalNanos => checked(InputNanos + CachedNanos + CacheWriteNanos + OutputNanos + FeeNanos);
}

/// <summary>What is held for one logical request: its first try, its retries and its fallbacks.</summary>
public sealed record Reservation
{
    /// <summary>The row's number; 0 before it is stored.</summary>
    public long Id { get; init; }

    public required ReservationKey Key { get; init; }

    public required string Tenant { get; init; }

    public required string RequestId { get; init; }

    public string? ParentRequestId { get; init; }

    /// <summary>SHA-256 of what was asked for.</summary>
    public required byte[] Fingerprint { get; init; }

    public ReservationState State { get; init; }

    /// <summary>The worst case that was held at the start; never changed.</summary>
    public required long HoldNanos { get; init; }

    public HoldByClass ByClass { get; init; } = HoldByClass.None;

    /// <summary>Held later because the call used more than was held for it.</summary>
    public long ExtendedNanos { get; init; }

    /// <summary>How often it was extended.</summary>
    public int Extensions { get; init; }

    /// <summary>Used, out of <see cref="HoldNanos"/>.</summary>
    public long DebitNanos { get; init; }

    /// <summary>Used beyond it.</summary>
    public long OverrunNanos { get; init; }

    /// <summary>Used, reported after the end.</summary>
    public long LateNanos { get; init; }

    /// <summary>The newest price that was in force.</summary>
    public long PriceVersion { get; init; }

    public required long CreatedAtMicros { get; init; }

    /// <summary>How long a hold lasts without a word from the caller.</summary>
    public required long LeaseMicros { get; init; }

    /// <summary>The hold ends here unless the caller reports progress.</summary>
    public required long LeaseUntilMicros { get; init; }

    public long? ClosedAtMicros { get; init; }

    /// <summary>Tries so far.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The ledger's term of office in which it was written.</summary>
    public long Epoch { get; init; }

    /// <summary>What was left of the tightest budget once it was held; null where no budget has a limit.</summary>
    public long? RemainingNanos { get; init; }

    /// <summary>What was asked, as JSON: settling makes the usage record from it.</summary>
    public required string Call { get; init; }

    /// <summary>Changes of the row; a change applies only to the version it was made from.</summary>
    public long Version { get; init; }

    /// <summary>What still counts against the budgets as held.</summary>
    public long OpenNanos => State == ReservationState.Open ? HoldNanos + ExtendedNanos - DebitNanos : 0;

    /// <summary>All that was used.</summary>
    public long UsedNanos => DebitNanos + OverrunNanos + LateNanos;
}
