namespace FinOps.Core.Enforcement.Ledger;

/// <summary>
/// Holds money for calls before they are made, and never more than there is. What an engine has answered survives a crash.
/// Every method may throw <see cref="LedgerUnavailableException"/>; then the caller does not know whether it happened, and may ask again.
/// </summary>
public interface ILedgerEngine
{
    /// <summary>Holds an amount in all accounts or in none.</summary>
    Task<ReserveResult> ReserveAsync(ReserveCommand command, CancellationToken cancellation);

    /// <summary>Books what a try used, whatever it is, once for each try.</summary>
    Task<SettleResult> SettleAsync(SettleCommand command, CancellationToken cancellation);

    /// <summary>Ends a reservation and releases its hold.</summary>
    Task<VoidResult> VoidAsync(ReservationKey reservation, CancellationToken cancellation);

    /// <summary>Lengthens the lease, and holds more when more was used.</summary>
    Task<ProgressResult> ProgressAsync(ProgressCommand command, CancellationToken cancellation);

    /// <summary>Ends reservations whose lease is over.</summary>
    /// <returns>How many.</returns>
    Task<int> ExpireAsync(CancellationToken cancellation);

    /// <summary>The oldest settled usage that waits to be stored.</summary>
    Task<IReadOnlyList<Settlement>> UnstoredAsync(int most, CancellationToken cancellation);

    /// <summary>Takes over sums of usage records, and lets go of settled usage that they contain, in one step.</summary>
    /// <param name="posted">Sums that were read after the settlements were stored; older versions than known ones change nothing.</param>
    /// <param name="settlements">The settlements that they contain.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task TakeOverAsync(IReadOnlyList<AccountPosted> posted, IReadOnlyList<long> settlements, CancellationToken cancellation);

    /// <summary>A reservation as it is; null when there is none.</summary>
    Task<Reservation?> FindAsync(ReservationKey reservation, CancellationToken cancellation);

    /// <summary>Counts, and the accounts that are asked for.</summary>
    Task<LedgerSnapshot> SnapshotAsync(IReadOnlyList<AccountRef> accounts, CancellationToken cancellation);

    /// <summary>The newest reservations that are under way.</summary>
    Task<IReadOnlyList<Reservation>> OpenAsync(int most, CancellationToken cancellation);

    /// <summary>Recomputes what is pending from the reservations, and stops every account where it differs.</summary>
    Task<IReadOnlyList<LedgerFault>> VerifyAsync(CancellationToken cancellation);

    /// <summary>Removes what ended long ago.</summary>
    /// <param name="beforeMicros">What ended earlier goes.</param>
    /// <param name="most">At most so many reservations.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>How many went.</returns>
    Task<int> PruneAsync(long beforeMicros, int most, CancellationToken cancellation);
}

/// <summary>The ledger's store does not answer, or is full, locked, read-only or gone.</summary>
public sealed class LedgerUnavailableException : Exception
{
    public LedgerUnavailableException(string message)
        : base(message)
    {
    }

    public LedgerUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public LedgerUnavailableException()
    {
    }
}
