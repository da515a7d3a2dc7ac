namespace FinOps.Core.Enforcement.Ledger;

/// <summary>A try of a logical request other than its first.</summary>
internal sealed record AttemptRow(long ReservationId, byte[] Fingerprint, int Number);

/// <summary>What a try was settled with.</summary>
internal sealed record SettlementRow(long ReservationId, byte[] Fingerprint, long DebitNanos, long OverrunNanos, long LateNanos)
{
    public long AmountNanos => DebitNanos + OverrunNanos + LateNanos;
}

/// <summary>Usage that waits to be stored.</summary>
internal sealed record UnstoredRow(long Id, string Usage, int? ApiKeyId, long AmountNanos, long ReservationId);

/// <summary>
/// The rows of a ledger within one transaction. Every change of a row that others may change is conditional, in one statement:
/// nothing is read first and written afterwards on the strength of it.
/// </summary>
internal interface ILedgerRows
{
    /// <summary>The term of office that rows are written in.</summary>
    long Epoch { get; }

    ValueTask<Reservation?> FindAsync(ReservationKey key);

    ValueTask<Reservation?> FindAsync(long id);

    ValueTask<AttemptRow?> FindAttemptAsync(ReservationKey key);

    /// <summary>The new row's number; null when the key is taken.</summary>
    ValueTask<long?> InsertAsync(Reservation reservation);

    /// <summary>False when the key is taken.</summary>
    ValueTask<bool> InsertAttemptAsync(ReservationKey key, AttemptRow attempt);

    /// <summary>Writes a change; false when the row is no longer the version that it was made from.</summary>
    ValueTask<bool> UpdateAsync(Reservation after);

    ValueTask<(long Id, long PostedVersion)?> FindAccountAsync(AccountRef account);

    /// <summary>The new row's number; null when it exists.</summary>
    ValueTask<long?> InsertAccountAsync(LedgerAccount account);

    ValueTask<AccountState> AccountAsync(long id);

    /// <summary>Holds an amount if there is room; null when there is none, or the account is stopped.</summary>
    ValueTask<AccountState?> TryHoldAsync(long account, long amount, long limit);

    /// <summary>Changes pending and returns what it is then.</summary>
    ValueTask<long> AddPendingAsync(long account, long delta);

    /// <summary>Takes a newer sum over and returns the old one; null when it is not newer.</summary>
    ValueTask<long?> FollowAsync(long account, long posted, long version);

    /// <summary>Lets an account admit nothing more.</summary>
    ValueTask StopAsync(long account);

    /// <summary>Appends an entry; the same reservation, account, kind and part come once.</summary>
    ValueTask InsertEntryAsync(long reservation, long account, EntryDraft entry, long part, long atMicros, long priceVersion);

    /// <summary>The accounts of a reservation, ascending.</summary>
    ValueTask<IReadOnlyList<long>> LegsAsync(long reservation);

    ValueTask<SettlementRow?> FindSettlementAsync(ReservationKey attempt);

    ValueTask<long> InsertSettlementAsync(ReservationKey attempt, SettlementRow settlement, string? usage, int? apiKeyId, long atMicros);

    ValueTask<IReadOnlyList<UnstoredRow>> UnstoredAsync(int most);

    /// <summary>Marks a settlement as posted and returns its amount; null when it was before.</summary>
    ValueTask<(long ReservationId, long AmountNanos)?> TakeSettlementAsync(long id, long atMicros);

    /// <summary>Open reservations whose lease is over, the longest first.</summary>
    ValueTask<IReadOnlyList<long>> DueAsync(long nowMicros, int most);

    /// <summary>Pending by account, recomputed from open reservations and settlements that are not posted, beside what is stored.</summary>
    ValueTask<IReadOnlyList<(long Account, AccountRef Ref, long StoredNanos, long RecomputedNanos)>> PendingFaultsAsync();

    ValueTask<int> PruneAsync(long beforeMicros, int most);
}
