using FinOps.Core.Enforcement.Ledger;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>
/// Decides while the ledger does not answer: a part of each limit may still be spent, what was let through is noted and told to the ledger
/// afterwards.
/// </summary>
internal sealed class SoftAdmissions(SoftJournal journal, LedgerOptions options, TimeProvider time)
{
    private readonly Lock guard = new();
    private readonly Dictionary<AccountRef, long> used = [];
    private readonly HashSet<ReservationKey> admitted = [];

    /// <summary>When the ledger stopped answering; null while it answers.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>Calls let through since then.</summary>
    public int Admitted
    {
        get
        {
            lock (guard)
            {
                return admitted.Count;
            }
        }
    }

    public int Waiting => journal.Count;

    /// <summary>Lets a call through if its limits' allowances have room, and notes it; false when they have none.</summary>
    public bool TryAdmit(ReserveCommand command)
    {
        lock (guard)
        {
            Since ??= time.GetUtcNow();
            var key = ReservationKey.Of(command.Tenant, command.RequestId);
            if (admitted.Contains(key))
            {
                return true;
            }

            var hold = command.Hold.TotalNanos;
            var limited = command.Accounts.Where(a => a.LimitNanos != LedgerAccount.Unlimited).ToList();
            if (limited.Exists(a => !HasRoom(a, hold)) || !journal.TryAdd(new SoftEntry { Reserve = command with { IsSoft = true } }))
            {
                return false;
            }

            limited.ForEach(a => used[a.Ref] = used.GetValueOrDefault(a.Ref) + hold);
            admitted.Add(key);
            return true;
        }
    }

    /// <summary>Notes what has to be told to the ledger; false when it cannot be kept.</summary>
    public bool TryNote(SoftEntry entry)
    {
        lock (guard)
        {
            Since ??= time.GetUtcNow();
            return journal.TryAdd(entry);
        }
    }

    /// <summary>Tells the ledger what it missed; when it took all of it, the allowances begin anew.</summary>
    /// <returns>True when an outage ended by this.</returns>
    public async Task<bool> RecoverAsync(ILedgerEngine engine, CancellationToken cancellation)
    {
        await engine.SnapshotAsync([], cancellation); // throws while it is down, also when nothing was noted
        await journal.ReplayAsync(engine, cancellation);
        lock (guard)
        {
            if (Since is null || journal.Count > 0)
            {
                return false;
            }

            Since = null;
            used.Clear();
            admitted.Clear();
            return true;
        }
    }

    private bool HasRoom(LedgerAccount account, long hold)
    {
        var taken = (decimal)used.GetValueOrDefault(account.Ref) + hold;
        return taken <= (decimal)account.LimitNanos * options.SoftFailPercent / 100 && account.PostedNanos + taken <= account.LimitNanos;
    }
}
