using System.Security.Cryptography;

namespace FinOps.Core.Enforcement.Ledger;

/// <summary>
/// The ledger's operations on rows of a database, each within a transaction that its caller begins and ends. What is true for all such
/// databases stands here; how statements run, and how many transactions at a time, is the engines' own.
/// </summary>
internal sealed class LedgerMachine(ILedgerRows rows, KnownAccounts known)
{
    /// <summary>Makes the accounts known and takes newer sums over. Stays, also when the call that brings them is refused.</summary>
    /// <returns>Their numbers, in the order given.</returns>
    public async ValueTask<long[]> FollowAsync(IReadOnlyList<LedgerAccount> accounts, long now)
    {
        var ids = new long[accounts.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var account = accounts[i];
            ids[i] = known.Find(account.Ref, account.PostedVersion) ?? await FollowAsync(account, now);
        }

        return ids;
    }

    /// <summary>Holds a call's worst case.</summary>
    /// <returns>The answer, and whether what was written is to stay.</returns>
    public async ValueTask<(ReserveResult Result, bool IsKept)> ReserveAsync(ReserveCommand command, long[] accounts, long now)
    {
        var key = ReservationKey.Of(command.Tenant, command.RequestId);
        if (await RepeatAsync(key, command) is { } repeat)
        {
            return (repeat, true);
        }

        if (command.ParentRequestId is { } parent && await RetryAsync(key, ReservationKey.Of(command.Tenant, parent), command, now) is { } retry)
        {
            return (retry, true);
        }

        var hold = command.Hold.TotalNanos;
        var order = Enumerable.Range(0, accounts.Length).OrderBy(i => accounts[i]);
        long? remaining = null;
        foreach (var i in order)
        {
            var limit = command.Accounts[i].LimitNanos;
            if (command.IsSoft)
            {
                await rows.AddPendingAsync(accounts[i], hold);
            }
            else if (await rows.TryHoldAsync(accounts[i], hold, limit) is { } held)
            {
                remaining = limit == LedgerAccount.Unlimited ? remaining : Math.Min(remaining ?? long.MaxValue, held.RemainingNanos);
            }
            else
            {
                // The same request may have been admitted beside this one and taken the last room: then it is a repeat, not a refusal.
                return (await RepeatAsync(key, command) ?? new ReserveResult.Denied(await rows.AccountAsync(accounts[i]) with { LimitNanos = limit }, hold), false);
            }
        }

        var reservation = New(key, command, hold, remaining, now);
        if (await rows.InsertAsync(reservation) is not { } id)
        {
            return (await RepeatAsync(key, command) ?? throw new LedgerUnavailableException("The request is being admitted beside this one."), false);
        }

        foreach (var account in accounts.Order())
        {
            await rows.InsertEntryAsync(id, account, new(command.IsSoft ? LedgerEntryKind.SoftFail : LedgerEntryKind.Reserve, hold), 0, now, command.PriceVersion);
        }

        return (new ReserveResult.Held(reservation with { Id = id }, false, 1), true);
    }

    public async ValueTask<SettleResult> SettleAsync(SettleCommand command, long now)
    {
        while (true)
        {
            if (await rows.FindAsync(command.Reservation) is not { } before)
            {
                return new SettleResult.NotFound();
            }

            if (await rows.FindSettlementAsync(command.Attempt) is { } known)
            {
                return known.ReservationId == before.Id && Equal(known.Fingerprint, command.Fingerprint)
                    ? new SettleResult.Booked(before, known.DebitNanos, known.OverrunNanos, known.LateNanos, true)
                    : new SettleResult.OtherPayload();
            }

            var step = ReservationRules.Settle(before, command.ActualNanos, command.IsFinal, now);
            if (!await rows.UpdateAsync(step.After))
            {
                continue;
            }

            var row = new SettlementRow(
                before.Id, command.Fingerprint, step.After.DebitNanos - before.DebitNanos, step.After.OverrunNanos - before.OverrunNanos, step.After.LateNanos - before.LateNanos);
            var id = await rows.InsertSettlementAsync(command.Attempt, row, command.Usage, command.ApiKeyId, now);
            await WriteAsync(step, id, now);
            return new SettleResult.Booked(step.After, row.DebitNanos, row.OverrunNanos, row.LateNanos, false);
        }
    }

    public async ValueTask<VoidResult> VoidAsync(ReservationKey key, long now)
    {
        var (reservation, isChanged) = await StepAsync(() => rows.FindAsync(key), r => ReservationRules.Void(r, now), now);
        return new VoidResult(reservation, isChanged);
    }

    public async ValueTask<ProgressResult> ProgressAsync(ProgressCommand command, long now) =>
        new((await StepAsync(() => rows.FindAsync(command.Reservation), r => ReservationRules.Progress(r, command.UsedNanos, now), now)).Reservation);

    public async ValueTask<int> ExpireAsync(int most, long now)
    {
        var ended = 0;
        foreach (var id in await rows.DueAsync(now, most))
        {
            ended += (await StepAsync(() => rows.FindAsync(id), r => ReservationRules.Expire(r, now), now)).IsChanged ? 1 : 0;
        }

        return ended;
    }

    public async ValueTask TakeOverAsync(IReadOnlyList<AccountPosted> posted, IReadOnlyList<long> settlements, long now)
    {
        var released = new SortedDictionary<long, long>();
        foreach (var settlement in settlements.Order())
        {
            if (await rows.TakeSettlementAsync(settlement, now) is not { } taken)
            {
                continue;
            }

            foreach (var account in await rows.LegsAsync(taken.ReservationId))
            {
                released[account] = released.GetValueOrDefault(account) + taken.AmountNanos;
                await rows.InsertEntryAsync(taken.ReservationId, account, new(LedgerEntryKind.Adjust, -taken.AmountNanos), settlement, now, 0);
            }
        }

        foreach (var (account, amount) in released)
        {
            await AddPendingAsync(account, -amount);
        }

        foreach (var sum in posted)
        {
            if (await rows.FindAccountAsync(sum.Ref) is { } account && account.PostedVersion < sum.Version)
            {
                await FollowAsync(account.Id, sum, now);
            }
        }
    }

    /// <summary>Settled usage with the accounts that count it until it is posted.</summary>
    public async ValueTask<IReadOnlyList<Settlement>> UnstoredAsync(int most)
    {
        var found = new List<Settlement>();
        foreach (var row in await rows.UnstoredAsync(most))
        {
            var accounts = new List<AccountRef>();
            foreach (var leg in await rows.LegsAsync(row.ReservationId))
            {
                accounts.Add((await rows.AccountAsync(leg)).Ref);
            }

            found.Add(new Settlement(row.Id, row.Usage, row.ApiKeyId, row.AmountNanos, accounts));
        }

        return found;
    }

    public async ValueTask<IReadOnlyList<LedgerFault>> VerifyAsync()
    {
        var faults = new List<LedgerFault>();
        foreach (var (account, reference, stored, recomputed) in await rows.PendingFaultsAsync())
        {
            await rows.StopAsync(account);
            faults.Add(new LedgerFault(reference, stored, recomputed));
        }

        return faults;
    }

    private static bool Equal(byte[] a, byte[] b) => CryptographicOperations.FixedTimeEquals(a, b);

    private Reservation New(ReservationKey key, ReserveCommand command, long hold, long? remaining, long now) => new()
    {
        Key = key,
        Tenant = command.Tenant,
        RequestId = command.RequestId,
        ParentRequestId = command.ParentRequestId,
        Fingerprint = command.Fingerprint,
        HoldNanos = hold,
        ByClass = command.Hold,
        PriceVersion = command.PriceVersion,
        CreatedAtMicros = now,
        LeaseMicros = (long)command.Lease.TotalMicroseconds,
        LeaseUntilMicros = now + (long)command.Lease.TotalMicroseconds,
        RemainingNanos = remaining,
        Call = command.Call,
        Epoch = rows.Epoch,
    };

    /// <summary>The answer to a request that was asked before; null when it is new.</summary>
    private async ValueTask<ReserveResult?> RepeatAsync(ReservationKey key, ReserveCommand command)
    {
        if (await rows.FindAsync(key) is { } own)
        {
            return !Equal(own.Fingerprint, command.Fingerprint) ? new ReserveResult.OtherPayload()
                : own.State == ReservationState.Open ? new ReserveResult.Held(own, true, 1)
                : new ReserveResult.Ended(own);
        }

        if (await rows.FindAttemptAsync(key) is not { } attempt)
        {
            return null;
        }

        var root = (await rows.FindAsync(attempt.ReservationId))!;
        return !Equal(attempt.Fingerprint, command.Fingerprint) ? new ReserveResult.OtherPayload()
            : root.State == ReservationState.Open ? new ReserveResult.Held(root, true, attempt.Number)
            : new ReserveResult.Ended(root);
    }

    /// <summary>Lets a retry or fallback draw from its parent's hold; null when that is not open, so that it needs one of its own.</summary>
    private async ValueTask<ReserveResult?> RetryAsync(ReservationKey key, ReservationKey parent, ReserveCommand command, long now)
    {
        while (true)
        {
            var root = await rows.FindAsync(parent)
                ?? (await rows.FindAttemptAsync(parent) is { } earlier ? await rows.FindAsync(earlier.ReservationId) : null);
            if (root is not { State: ReservationState.Open })
            {
                return null;
            }

            var after = ReservationRules.Retry(root, now);
            if (await rows.UpdateAsync(after))
            {
                await rows.InsertAttemptAsync(key, new AttemptRow(root.Id, command.Fingerprint, after.Attempts));
                return new ReserveResult.Held(after, false, after.Attempts);
            }
        }
    }

    private async ValueTask<(Reservation? Reservation, bool IsChanged)> StepAsync(Func<ValueTask<Reservation?>> find, Func<Reservation, ReservationStep?> next, long now)
    {
        while (true)
        {
            if (await find() is not { } before || next(before) is not { } step)
            {
                return (await find(), false);
            }

            if (await rows.UpdateAsync(step.After))
            {
                await WriteAsync(step, step.After.Extensions, now);
                return (step.After, true);
            }
        }
    }

    private async ValueTask WriteAsync(ReservationStep step, long part, long now)
    {
        foreach (var account in await rows.LegsAsync(step.After.Id))
        {
            if (step.PendingDelta != 0)
            {
                await AddPendingAsync(account, step.PendingDelta);
            }

            foreach (var entry in step.Entries)
            {
                await rows.InsertEntryAsync(step.After.Id, account, entry, part, now, step.After.PriceVersion);
            }
        }
    }

    private async ValueTask AddPendingAsync(long account, long delta)
    {
        if (await rows.AddPendingAsync(account, delta) < 0)
        {
            await rows.StopAsync(account);
        }
    }

    private async ValueTask<long> FollowAsync(LedgerAccount account, long now)
    {
        var found = await rows.FindAccountAsync(account.Ref);
        var id = found?.Id ?? await rows.InsertAccountAsync(account) ?? (await rows.FindAccountAsync(account.Ref))!.Value.Id;
        if (found is null || found.Value.PostedVersion < account.PostedVersion)
        {
            await FollowAsync(id, new AccountPosted(account.Ref, account.PostedNanos, account.PostedVersion), now);
        }
        else
        {
            known.Note(account.Ref, id, found.Value.PostedVersion);
        }

        return id;
    }

    private async ValueTask FollowAsync(long account, AccountPosted sum, long now)
    {
        if (await rows.FollowAsync(account, sum.PostedNanos, sum.Version) is { } old && old != sum.PostedNanos)
        {
            await rows.InsertEntryAsync(0, account, new(LedgerEntryKind.Adjust, sum.PostedNanos - old), sum.Version, now, 0);
        }

        known.Note(sum.Ref, account, sum.Version);
    }
}
