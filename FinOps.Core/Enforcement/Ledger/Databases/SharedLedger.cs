using System.Data.Common;

namespace FinOps.Core.Enforcement.Ledger.Databases;

/// <summary>
/// The ledger in a database server, for any number of processes: each call is a transaction of its own, room is asked for and taken in
/// one conditional statement for each account, in the accounts' fixed order.
/// </summary>
internal sealed class SharedLedger(ILedgerDatabase database, LedgerClock clock) : ILedgerEngine
{
    private const int Tries = 5;
    private const int MostExpiredAtOnce = 500;
    private readonly KnownAccounts known = new();
    private readonly SemaphoreSlim creating = new(1, 1);
    private volatile bool isCreated;

    public async Task<ReserveResult> ReserveAsync(ReserveCommand command, CancellationToken cancellation)
    {
        var accounts = Known(command.Accounts) ?? await DoAsync(async (_, machine) => (await machine.FollowAsync(command.Accounts, clock.NowMicros), true), cancellation);
        return await DoAsync((_, machine) => machine.ReserveAsync(command, accounts, clock.NowMicros), cancellation);
    }

    public Task<SettleResult> SettleAsync(SettleCommand command, CancellationToken cancellation) => KeepAsync((_, m) => m.SettleAsync(command, clock.NowMicros), cancellation);

    public Task<VoidResult> VoidAsync(ReservationKey reservation, CancellationToken cancellation) => KeepAsync((_, m) => m.VoidAsync(reservation, clock.NowMicros), cancellation);

    public Task<ProgressResult> ProgressAsync(ProgressCommand command, CancellationToken cancellation) => KeepAsync((_, m) => m.ProgressAsync(command, clock.NowMicros), cancellation);

    public Task<int> ExpireAsync(CancellationToken cancellation) => KeepAsync((_, m) => m.ExpireAsync(MostExpiredAtOnce, clock.NowMicros), cancellation);

    public Task<IReadOnlyList<Settlement>> UnstoredAsync(int most, CancellationToken cancellation) => KeepAsync((_, m) => m.UnstoredAsync(most), cancellation);

    public Task TakeOverAsync(IReadOnlyList<AccountPosted> posted, IReadOnlyList<long> settlements, CancellationToken cancellation) => KeepAsync(
        async (_, m) =>
        {
            await m.TakeOverAsync(posted, settlements, clock.NowMicros);
            return true;
        },
        cancellation);

    public Task<Reservation?> FindAsync(ReservationKey reservation, CancellationToken cancellation) => KeepAsync((rows, _) => rows.FindAsync(reservation), cancellation);

    public Task<IReadOnlyList<Reservation>> OpenAsync(int most, CancellationToken cancellation) => KeepAsync((rows, _) => rows.OpenAsync(most), cancellation);

    public Task<IReadOnlyList<LedgerFault>> VerifyAsync(CancellationToken cancellation) => KeepAsync((_, m) => m.VerifyAsync(), cancellation);

    public Task<int> PruneAsync(long beforeMicros, int most, CancellationToken cancellation) => KeepAsync((rows, _) => rows.PruneAsync(beforeMicros, most), cancellation);

    public Task<LedgerSnapshot> SnapshotAsync(IReadOnlyList<AccountRef> accounts, CancellationToken cancellation) => KeepAsync(
        async (rows, _) =>
        {
            var (open, unstored) = await rows.CountAsync();
            var states = new List<AccountState>();
            foreach (var account in accounts)
            {
                if (await rows.AccountAsync(account) is { } state)
                {
                    states.Add(state);
                }
            }

            return new LedgerSnapshot(0, open, unstored, states);
        },
        cancellation);

    private long[]? Known(IReadOnlyList<LedgerAccount> accounts)
    {
        var ids = new long[accounts.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            if (known.Find(accounts[i].Ref, accounts[i].PostedVersion) is not { } id)
            {
                return null;
            }

            ids[i] = id;
        }

        return ids;
    }

    private Task<T> KeepAsync<T>(Func<LedgerRows, LedgerMachine, ValueTask<T>> run, CancellationToken cancellation) =>
        DoAsync(async (rows, machine) => (await run(rows, machine), true), cancellation);

    private async Task<T> DoAsync<T>(Func<LedgerRows, LedgerMachine, ValueTask<(T Result, bool IsKept)>> run, CancellationToken cancellation)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await OnceAsync(run, cancellation);
            }
            catch (Exception e) when (tried < Tries && database.IsWorthRetrying(e))
            {
                known.Forget();
            }
            catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
            {
                known.Forget();
                throw new LedgerUnavailableException(e.Message, e);
            }
        }
    }

    private async Task<T> OnceAsync<T>(Func<LedgerRows, LedgerMachine, ValueTask<(T Result, bool IsKept)>> run, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await CreateAsync(connection, cancellation);
        await using var transaction = database.Begin(connection);
        var rows = new LedgerRows(new DbLedgerStatements(database, connection, transaction));
        var (result, isKept) = await run(rows, new LedgerMachine(rows, known));
        if (isKept)
        {
            await transaction.CommitAsync(cancellation);
        }
        else
        {
            await transaction.RollbackAsync(cancellation);
        }

        return result;
    }

    private async Task CreateAsync(DbConnection connection, CancellationToken cancellation)
    {
        if (isCreated)
        {
            return;
        }

        await creating.WaitAsync(cancellation);
        try
        {
            if (!isCreated)
            {
                await database.CreateAsync(connection, cancellation);
                isCreated = true;
            }
        }
        finally
        {
            creating.Release();
        }
    }
}
