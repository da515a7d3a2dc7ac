namespace FinOps.Core.Enforcement.Ledger;

/// <summary>Asks to hold the worst case of a call in all of its budgets, or in none.</summary>
public sealed record ReserveCommand
{
    public required string Tenant { get; init; }

    public required string RequestId { get; init; }

    /// <summary>The request that this one repeats or replaces; while its hold is open, this one draws from it.</summary>
    public string? ParentRequestId { get; init; }

    /// <summary>SHA-256 of what was asked for.</summary>
    public required byte[] Fingerprint { get; init; }

    public required HoldByClass Hold { get; init; }

    public long PriceVersion { get; init; }

    public required TimeSpan Lease { get; init; }

    /// <summary>The budgets that must have room, each at most once.</summary>
    public required IReadOnlyList<LedgerAccount> Accounts { get; init; }

    /// <summary>What was asked, as JSON, kept with the reservation.</summary>
    public required string Call { get; init; }

    /// <summary>True for calls that were let through while the ledger did not answer: they are held whether there is room or not.</summary>
    public bool IsSoft { get; init; }
}

/// <summary>What came of a <see cref="ReserveCommand"/>.</summary>
public abstract record ReserveResult
{
    private ReserveResult()
    {
    }

    /// <summary>It is held.</summary>
    /// <param name="Reservation">The hold; that of the parent when this is another try.</param>
    /// <param name="IsReplay">True when the same was asked before.</param>
    /// <param name="Attempt">Which try this is, from 1.</param>
    public sealed record Held(Reservation Reservation, bool IsReplay, int Attempt) : ReserveResult;

    /// <summary>A budget lacks room; nothing is held anywhere.</summary>
    public sealed record Denied(AccountState Account, long DeltaNanos) : ReserveResult;

    /// <summary>The request id was used before, for something else.</summary>
    public sealed record OtherPayload : ReserveResult;

    /// <summary>The request id was used before, and its reservation has ended.</summary>
    public sealed record Ended(Reservation Reservation) : ReserveResult;
}

/// <summary>Tells what a try used.</summary>
public sealed record SettleCommand
{
    public required ReservationKey Reservation { get; init; }

    /// <summary>The try: the reservation's own key, or that of a retry or fallback.</summary>
    public required ReservationKey Attempt { get; init; }

    /// <summary>SHA-256 of what was reported.</summary>
    public required byte[] Fingerprint { get; init; }

    public required long ActualNanos { get; init; }

    /// <summary>False when another try follows, which needs the rest of the hold.</summary>
    public bool IsFinal { get; init; } = true;

    /// <summary>The usage record as a line of a log; it is kept until it is stored with the others. Null when it comes another way.</summary>
    public string? Usage { get; init; }

    /// <summary>The API key that reported it.</summary>
    public int? ApiKeyId { get; init; }
}

/// <summary>What came of a <see cref="SettleCommand"/>.</summary>
public abstract record SettleResult
{
    private SettleResult()
    {
    }

    /// <summary>It is booked.</summary>
    /// <param name="Reservation">As it is now.</param>
    /// <param name="DebitNanos">Out of the hold.</param>
    /// <param name="OverrunNanos">Beyond it.</param>
    /// <param name="LateNanos">After its end.</param>
    /// <param name="IsReplay">True when the same was reported before.</param>
    public sealed record Booked(Reservation Reservation, long DebitNanos, long OverrunNanos, long LateNanos, bool IsReplay) : SettleResult;

    public sealed record OtherPayload : SettleResult;

    public sealed record NotFound : SettleResult;
}

/// <summary>Ends a reservation of which nothing more will be used.</summary>
/// <param name="Reservation">Null when there is none.</param>
/// <param name="IsChanged">True when this call ended it.</param>
public sealed record VoidResult(Reservation? Reservation, bool IsChanged);

/// <summary>Tells that a call is under way, and what it used so far.</summary>
public sealed record ProgressCommand(ReservationKey Reservation, long UsedNanos);

/// <summary>The reservation after a report of progress; null when there is none.</summary>
public sealed record ProgressResult(Reservation? Reservation);

/// <summary>Usage that was settled and has to be stored as a record.</summary>
public sealed record Settlement(long Id, string Usage, int? ApiKeyId, long AmountNanos, IReadOnlyList<AccountRef> Accounts);

/// <summary>What the ledger holds at a moment.</summary>
/// <param name="Epoch">Its term of office.</param>
/// <param name="OpenReservations">Holds under way.</param>
/// <param name="UnstoredSettlements">Settled usage that is not yet part of posted.</param>
/// <param name="Accounts">The accounts that were asked for.</param>
public sealed record LedgerSnapshot(long Epoch, long OpenReservations, long UnstoredSettlements, IReadOnlyList<AccountState> Accounts);
