using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Enforcement.Ledger.Embedded;

/// <summary>
/// The ledger in a file of its own, with one writer: what arrives while a transaction is synced to disk gathers for the next, so that
/// one sync serves many calls.
/// </summary>
internal sealed class EmbeddedLedger(string path, LedgerClock clock, TimeProvider time) : ILedgerEngine, IAsyncDisposable
{
    /// <summary>Calls in one transaction, and those that may wait.</summary>
    private const int MostAtOnce = 256;
    private const int MostWaiting = 20_000;
    private const int MostExpiredAtOnce = 500;

    /// <summary>Faults of SQLite after which the same connection goes on.</summary>
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;
    private const int Constraint = 19;

    /// <summary>After a file could not be opened it is not tried again for every call.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly Channel<LedgerWork> waiting = Channel.CreateBounded<LedgerWork>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Lock starting = new();
    private Task? writing;
    private LedgerFile? file;
    private Exception? notOpened;
    private long notOpenedAt;

    public Task<ReserveResult> ReserveAsync(ReserveCommand command, CancellationToken cancellation) => DoAsync(file => ReserveAsync(file, command), cancellation);

    public Task<SettleResult> SettleAsync(SettleCommand command, CancellationToken cancellation) => DoAsync(f => f.Machine.SettleAsync(command, clock.NowMicros), cancellation);

    public Task<VoidResult> VoidAsync(ReservationKey reservation, CancellationToken cancellation) => DoAsync(f => f.Machine.VoidAsync(reservation, clock.NowMicros), cancellation);

    public Task<ProgressResult> ProgressAsync(ProgressCommand command, CancellationToken cancellation) => DoAsync(f => f.Machine.ProgressAsync(command, clock.NowMicros), cancellation);

    public Task<int> ExpireAsync(CancellationToken cancellation) => DoAsync(f => f.Machine.ExpireAsync(MostExpiredAtOnce, clock.NowMicros), cancellation);

    public Task<IReadOnlyList<Settlement>> UnstoredAsync(int most, CancellationToken cancellation) => DoAsync(f => f.Machine.UnstoredAsync(most), cancellation);

    public Task TakeOverAsync(IReadOnlyList<AccountPosted> posted, IReadOnlyList<long> settlements, CancellationToken cancellation) => DoAsync(
        async f =>
        {
            await f.Machine.TakeOverAsync(posted, settlements, clock.NowMicros);
            return true;
        },
        cancellation);

    public Task<Reservation?> FindAsync(ReservationKey reservation, CancellationToken cancellation) => DoAsync(f => f.Rows.FindAsync(reservation), cancellation);

    public Task<IReadOnlyList<Reservation>> OpenAsync(int most, CancellationToken cancellation) => DoAsync(f => f.Rows.OpenAsync(most), cancellation);

    public Task<IReadOnlyList<LedgerFault>> VerifyAsync(CancellationToken cancellation) => DoAsync(f => f.Machine.VerifyAsync(), cancellation);

    public Task<int> PruneAsync(long beforeMicros, int most, CancellationToken cancellation) => DoAsync(f => f.Rows.PruneAsync(beforeMicros, most), cancellation);

    public Task<LedgerSnapshot> SnapshotAsync(IReadOnlyList<AccountRef> accounts, CancellationToken cancellation) => DoAsync(
        async f =>
        {
            var (open, unstored) = await f.Rows.CountAsync();
            var states = new List<AccountState>();
            foreach (var account in accounts)
            {
                if (await f.Rows.AccountAsync(account) is { } state)
                {
                    states.Add(state);
                }
            }

            return new LedgerSnapshot(f.Rows.Epoch, open, unstored, states);
        },
        cancellation);

    /// <summary>Finishes what was handed in and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        if (writing is not null)
        {
            await writing;
        }

        file?.Dispose();
        file = null;
    }

    private static async ValueTask<ReserveResult> ReserveAsync(LedgerFile file, ReserveCommand command, long now)
    {
        var accounts = await file.Machine.FollowAsync(command.Accounts, now);

        // One account is asked and taken in one statement; only beyond that is there something to undo.
        var isMarked = accounts.Length > 1;
        if (isMarked)
        {
            file.Mark();
        }

        var (result, isKept) = await file.Machine.ReserveAsync(command, accounts, now);
        if (isMarked && isKept)
        {
            file.Keep();
        }
        else if (isMarked)
        {
            file.UndoToMark();
        }

        return result;
    }

    private ValueTask<ReserveResult> ReserveAsync(LedgerFile open, ReserveCommand command) => ReserveAsync(open, command, clock.NowMicros);

    private async Task<T> DoAsync<T>(Func<LedgerFile, ValueTask<T>> run, CancellationToken cancellation)
    {
        var work = new LedgerWork<T>(run);
        if (!waiting.Writer.TryWrite(work))
        {
            throw new LedgerUnavailableException("Too many calls wait for the ledger, or the program is ending.");
        }

        Start();
        return await work.Done.WaitAsync(cancellation);
    }

    private void Start()
    {
        if (writing is null)
        {
            lock (starting)
            {
                writing ??= Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            }
        }
    }

    private async Task RunAsync()
    {
        var group = new List<LedgerWork>(MostAtOnce);
        while (await waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MostAtOnce && waiting.Reader.TryRead(out var work))
            {
                group.Add(work);
            }

            await WriteAsync(group);
        }
    }

    private async Task WriteAsync(IReadOnlyList<LedgerWork> group)
    {
        try
        {
            await WriteOnceAsync(group);
        }
        catch (Exception e) when (group.Count > 1 && e is not (SqliteException or LedgerUnavailableException or IOException or UnauthorizedAccessException))
        {
            // One of them is to blame, and the others must not suffer for it.
            foreach (var work in group)
            {
                await WriteAsync([work]);
            }

            return;
        }
        catch (Exception e)
        {
            foreach (var work in group)
            {
                work.Fail(e);
            }

            return;
        }

        foreach (var work in group)
        {
            work.Succeed();
        }
    }

    private async ValueTask WriteOnceAsync(IReadOnlyList<LedgerWork> group)
    {
        var open = Open();
        try
        {
            open.Begin();
            foreach (var work in group)
            {
                await work.RunAsync(open);
            }

            open.Commit();
        }
        catch (Exception e)
        {
            Undo(open, e);
            throw;
        }
    }

    private LedgerFile Open()
    {
        if (file is not null)
        {
            return file;
        }

        if (notOpened is not null && time.GetElapsedTime(notOpenedAt) < RetryAfter)
        {
            throw new LedgerUnavailableException(notOpened.Message, notOpened);
        }

        try
        {
            file = LedgerFile.Open(path, clock.NowMicros);
            notOpened = null;
            return file;
        }
        catch (Exception e)
        {
            (notOpened, notOpenedAt) = (e, time.GetTimestamp());
            throw;
        }
    }

    private void Undo(LedgerFile open, Exception reason)
    {
        if (reason is not LedgerUnavailableException and not SqliteException { SqliteErrorCode: not (Busy or Locked or Full or Constraint) } && open.TryUndo())
        {
            return;
        }

        // The file is gone, broken or somebody else's: it is opened anew.
        open.Dispose();
        file = null;
    }
}
