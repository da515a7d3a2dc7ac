using System.Globalization;
using StackExchange.Redis;

namespace FinOps.Core.Enforcement.Ledger.Redis;

/// <summary>
/// The ledger in Redis, for any number of processes: each change is one script, which Redis runs alone. What a reservation becomes is
/// decided by <see cref="ReservationRules"/> here and applied only to the version that it was decided for. Redis holds what is under way;
/// sums of usage come from the database with every call, and this process restores its own holds when Redis has lost them.
/// </summary>
internal sealed class RedisLedger(Func<Task<IConnectionMultiplexer>> connect, string prefix, LedgerClock clock) : ILedgerEngine
{
    private const int MostExpiredAtOnce = 500;
    private readonly RedisKeys keys = new(prefix);
    private readonly RedisHolds holds = new();

    public Task<ReserveResult> ReserveAsync(ReserveCommand command, CancellationToken cancellation) => DoAsync(async db =>
    {
        var result = await ReserveAsync(db, command);
        if (result is ReserveResult.Held { IsReplay: false, Attempt: 1 })
        {
            holds.Note(command);
        }

        return result;
    });

    public Task<SettleResult> SettleAsync(SettleCommand command, CancellationToken cancellation) => DoAsync<SettleResult>(async db =>
    {
        while (true)
        {
            if (await FindAsync(db, keys.Reservation(command.Reservation)) is not { } before)
            {
                return new SettleResult.NotFound();
            }

            if (await db.HashGetAsync(keys.Settlement(command.Attempt), ["reservation", "booked"]) is [{ IsNull: false } root, var booked])
            {
                var parts = booked.ToString().Split(',');
                return root == (string)keys.Reservation(before.Key)! && parts[0] == Convert.ToHexString(command.Fingerprint)
                    ? new SettleResult.Booked(before, Number(parts[1]), Number(parts[2]), Number(parts[3]), true)
                    : new SettleResult.OtherPayload();
            }

            var step = ReservationRules.Settle(before, command.ActualNanos, command.IsFinal, clock.NowMicros);
            var (debit, over, late) = (step.After.DebitNanos - before.DebitNanos, step.After.OverrunNanos - before.OverrunNanos, step.After.LateNanos - before.LateNanos);
            if (await ApplyAsync(db, before, step, command, $"{Convert.ToHexString(command.Fingerprint)},{debit},{over},{late}"))
            {
                holds.Forget(step.After);
                return new SettleResult.Booked(step.After, debit, over, late, false);
            }
        }
    });

    public Task<VoidResult> VoidAsync(ReservationKey reservation, CancellationToken cancellation) => DoAsync(async db =>
    {
        var (after, isChanged) = await StepAsync(db, keys.Reservation(reservation), r => ReservationRules.Void(r, clock.NowMicros));
        return new VoidResult(after, isChanged);
    });

    public Task<ProgressResult> ProgressAsync(ProgressCommand command, CancellationToken cancellation) => DoAsync(async db =>
        new ProgressResult((await StepAsync(db, keys.Reservation(command.Reservation), r => ReservationRules.Progress(r, command.UsedNanos, clock.NowMicros))).After));

    public Task<int> ExpireAsync(CancellationToken cancellation) => DoAsync(async db =>
    {
        await RestoreAsync(db);
        var ended = 0;
        var now = clock.NowMicros;
        foreach (var due in await db.SortedSetRangeByScoreAsync(keys.Leases, stop: now, take: MostExpiredAtOnce))
        {
            ended += (await StepAsync(db, (string)due!, r => ReservationRules.Expire(r, now))).IsChanged ? 1 : 0;
        }

        return ended;
    });

    public Task<IReadOnlyList<Settlement>> UnstoredAsync(int most, CancellationToken cancellation) => DoAsync<IReadOnlyList<Settlement>>(async db =>
    {
        var found = new List<Settlement>();
        foreach (var id in await db.SortedSetRangeByRankAsync(keys.Unstored, 0, most - 1))
        {
            if (await db.HashGetAsync(keys.SettlementRow((long)id), ["usage", "key", "amount", "reservation"]) is [{ IsNull: false } usage, var key, var amount, var reservation] && usage.ToString().Length > 0)
            {
                var accounts = (await db.HashGetAsync((string)reservation!, "accounts")).ToString();
                found.Add(new Settlement(
                    (long)id, usage!, key.ToString().Length == 0 ? null : (int)Number(key!), Number(amount!), [.. accounts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(keys.ReadAccount)]));
            }
        }

        return found;
    });

    public Task TakeOverAsync(IReadOnlyList<AccountPosted> posted, IReadOnlyList<long> settlements, CancellationToken cancellation) => DoAsync(db => db.ScriptEvaluateAsync(
        RedisScripts.TakeOver,
        [keys.Unstored, .. posted.Select(p => keys.Account(p.Ref))],
        [keys.SettlementPrefix, .. posted.SelectMany(p => new RedisValue[] { p.PostedNanos, p.Version }), .. settlements.Select(s => (RedisValue)s)]));

    public Task<Reservation?> FindAsync(ReservationKey reservation, CancellationToken cancellation) => DoAsync(db => FindAsync(db, keys.Reservation(reservation)));

    public Task<LedgerSnapshot> SnapshotAsync(IReadOnlyList<AccountRef> accounts, CancellationToken cancellation) => DoAsync(async db =>
    {
        var states = new List<AccountState>();
        foreach (var account in accounts)
        {
            if (await db.HashGetAllAsync(keys.Account(account)) is { Length: > 0 } fields)
            {
                states.Add(RedisRows.Account(account, RedisRows.Of(fields)));
            }
        }

        return new LedgerSnapshot(0, await db.SortedSetLengthAsync(keys.Leases), await db.SortedSetLengthAsync(keys.Unstored), states);
    });

    public Task<IReadOnlyList<Reservation>> OpenAsync(int most, CancellationToken cancellation) => DoAsync<IReadOnlyList<Reservation>>(async db =>
    {
        var found = new List<Reservation>();
        foreach (var open in await db.SortedSetRangeByRankAsync(keys.Leases, 0, most - 1, Order.Descending))
        {
            if (await FindAsync(db, (string)open!) is { } reservation)
            {
                found.Add(reservation);
            }
        }

        return found;
    });

    public Task<IReadOnlyList<LedgerFault>> VerifyAsync(CancellationToken cancellation) => DoAsync<IReadOnlyList<LedgerFault>>(async db =>
    {
        var faults = (string?[]?)await db.ScriptEvaluateAsync(RedisScripts.Verify, [keys.Accounts, keys.Leases, keys.Unstored], [keys.SettlementPrefix]) ?? [];
        return [.. faults.Select(f => f!.Split('\n')).Select(f => new LedgerFault(keys.ReadAccount(f[0]), Number(f[1]), Number(f[2])))];
    });

    public Task<int> PruneAsync(long beforeMicros, int most, CancellationToken cancellation) => DoAsync(async db =>
    {
        var ended = await db.SortedSetRangeByScoreAsync(keys.Ended, stop: beforeMicros, exclude: Exclude.Stop, take: most);
        foreach (var key in ended)
        {
            var kids = (await db.HashGetAsync((string)key!, "kids")).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await db.KeyDeleteAsync([(string)key!, .. kids.Select(k => (RedisKey)k)]);
            await db.SortedSetRemoveAsync(keys.Ended, key);
        }

        return ended.Length;
    });

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsOther(string fingerprint, ReserveCommand command) => fingerprint != Convert.ToHexString(command.Fingerprint);

    private static async Task<Reservation?> FindAsync(IDatabase db, RedisKey key) => await db.HashGetAllAsync(key) is { Length: > 0 } fields ? RedisRows.Reservation(RedisRows.Of(fields)) : null;

    private async Task<ReserveResult> ReserveAsync(IDatabase db, ReserveCommand command)
    {
        var key = ReservationKey.Of(command.Tenant, command.RequestId);
        var parent = command.ParentRequestId is { } p ? ReservationKey.Of(command.Tenant, p) : key;
        var now = clock.NowMicros;
        var until = now + (long)command.Lease.TotalMicroseconds;
        var answer = (RedisResult[])(await db.ScriptEvaluateAsync(
            RedisScripts.Reserve,
            [keys.Reservation(key), keys.Attempt(key), keys.Reservation(parent), keys.Attempt(parent), keys.Leases, keys.Accounts, .. command.Accounts.Select(a => keys.Account(a.Ref))],
            [
                command.Hold.TotalNanos, command.IsSoft ? "1" : "0", now, until, command.ParentRequestId is null ? "0" : "1", Convert.ToHexString(command.Fingerprint),
                .. command.Accounts.SelectMany(a => new RedisValue[] { a.LimitNanos == LedgerAccount.Unlimited ? "u" : a.LimitNanos, a.PostedNanos, a.PostedVersion, a.WindowEndMicros }),
                .. RedisRows.New(key, command, now, until),
            ]))!;
        var (told, number, fields) = ((string)answer[0]!, (int)Number((string)answer[1]!), RedisRows.Of([.. ((string?[]?)answer[3])!.Select(text => text!)]));
        if (told == "denied")
        {
            var account = command.Accounts[number - 1];
            return new ReserveResult.Denied(RedisRows.Account(account.Ref, fields) with { LimitNanos = account.LimitNanos }, command.Hold.TotalNanos);
        }

        var reservation = RedisRows.Reservation(fields);
        return told != "repeat" ? new ReserveResult.Held(reservation, false, number)
            : IsOther((string)answer[2]!, command) ? new ReserveResult.OtherPayload()
            : reservation.State == ReservationState.Open ? new ReserveResult.Held(reservation, true, number)
            : new ReserveResult.Ended(reservation);
    }

    private async Task<(Reservation? After, bool IsChanged)> StepAsync(IDatabase db, RedisKey key, Func<Reservation, ReservationStep?> next)
    {
        while (true)
        {
            if (await FindAsync(db, key) is not { } before)
            {
                return (null, false);
            }

            if (next(before) is not { } step)
            {
                return (before, false);
            }

            if (await ApplyAsync(db, before, step, null, ""))
            {
                holds.Forget(step.After);
                return (step.After, true);
            }
        }
    }

    private async Task<bool> ApplyAsync(IDatabase db, Reservation before, ReservationStep step, SettleCommand? settle, string booked) => (string?)await db.ScriptEvaluateAsync(
        RedisScripts.Apply,
        [keys.Reservation(before.Key), settle is null ? keys.Reservation(before.Key) : keys.Settlement(settle.Attempt), keys.Leases, keys.Ended, keys.Unstored, keys.Sequence],
        [
            before.Version, step.PendingDelta, settle is null ? "0" : "1", settle?.Usage ?? "", settle?.ApiKeyId?.ToString(CultureInfo.InvariantCulture) ?? "", settle?.ActualNanos ?? 0, keys.SettlementPrefix, booked,
            .. RedisRows.Changed(step.After),
        ]) == "done";

    /// <summary>When Redis has lost everything, the holds that this process gave are held again, whether there is room or not.</summary>
    private async Task RestoreAsync(IDatabase db)
    {
        if (holds.IsEmpty || await db.KeyExistsAsync(keys.Accounts))
        {
            return;
        }

        foreach (var command in holds.All())
        {
            await ReserveAsync(db, command with { IsSoft = true });
        }
    }

    private async Task<T> DoAsync<T>(Func<IDatabase, Task<T>> run)
    {
        try
        {
            return await run((await connect()).GetDatabase());
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new LedgerUnavailableException(e.Message, e);
        }
    }
}
