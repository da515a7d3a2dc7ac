using System.Globalization;

namespace FinOps.Core.Enforcement.Ledger;

/// <summary>The rows of the ledger by the statements of a database.</summary>
internal sealed class LedgerRows(ILedgerStatements statements) : ILedgerRows
{
    private static readonly LedgerTexts OnSqlite = new(false);
    private static readonly LedgerTexts OnSqlServer = new(true);
    private readonly LedgerTexts texts = statements.IsSqlServer ? OnSqlServer : OnSqlite;

    public long Epoch { get; set; }

    public ValueTask<Reservation?> FindAsync(ReservationKey key) => OneAsync(LedgerSql.FindByKey, ReadReservation, Of("@key", key.ToBytes()));

    public ValueTask<Reservation?> FindAsync(long id) => OneAsync(LedgerSql.FindById, ReadReservation, Of("@id", id));

    public ValueTask<IReadOnlyList<Reservation>> OpenAsync(int most) => statements.ReadAsync(texts.Open, ReadReservation, Of("@most", most));

    public ValueTask<AttemptRow?> FindAttemptAsync(ReservationKey key) =>
        OneAsync(LedgerSql.FindAttempt, row => new AttemptRow(row.Int64(0), row.Blob(1), (int)row.Int64(2)), Of("@key", key.ToBytes()));

    public async ValueTask<long?> InsertAsync(Reservation reservation) => await InsertedAsync(
        texts.Insert,
        Of("@key", reservation.Key.ToBytes()),
        Of("@tenant", reservation.Tenant),
        Of("@request", reservation.RequestId),
        Of("@parent", reservation.ParentRequestId),
        Of("@fingerprint", reservation.Fingerprint),
        Of("@hold", reservation.HoldNanos),
        Of("@byClass", ClassText(reservation.ByClass)),
        Of("@price", reservation.PriceVersion),
        Of("@created", reservation.CreatedAtMicros),
        Of("@lease", reservation.LeaseMicros),
        Of("@until", reservation.LeaseUntilMicros),
        Of("@epoch", reservation.Epoch),
        Of("@remaining", reservation.RemainingNanos),
        Of("@call", reservation.Call));

    public async ValueTask<bool> InsertAttemptAsync(ReservationKey key, AttemptRow attempt)
    {
        try
        {
            return await statements.RunAsync(
                LedgerSql.InsertAttempt, Of("@key", key.ToBytes()), Of("@reservation", attempt.ReservationId), Of("@fingerprint", attempt.Fingerprint), Of("@number", attempt.Number)) == 1;
        }
        catch (Exception failure) when (statements.IsTaken(failure))
        {
            return false;
        }
    }

    public async ValueTask<bool> UpdateAsync(Reservation after) => await statements.RunAsync(
        LedgerSql.Update,
        Of("@state", (int)after.State),
        Of("@extended", after.ExtendedNanos),
        Of("@extensions", after.Extensions),
        Of("@debit", after.DebitNanos),
        Of("@overrun", after.OverrunNanos),
        Of("@late", after.LateNanos),
        Of("@until", after.LeaseUntilMicros),
        Of("@closed", after.ClosedAtMicros),
        Of("@attempts", after.Attempts),
        Of("@version", after.Version),
        Of("@id", after.Id)) == 1;

    public async ValueTask<(long Id, long PostedVersion)?> FindAccountAsync(AccountRef account) =>
        await statements.ReadAsync(LedgerSql.FindAccount, row => (row.Int64(0), row.Int64(1)), Of("@key", account.Key), Of("@start", account.WindowStartMicros)) is [var found] ? found : null;

    public async ValueTask<long?> InsertAccountAsync(LedgerAccount account) => await InsertedAsync(
        texts.InsertAccount, Of("@key", account.Ref.Key), Of("@start", account.Ref.WindowStartMicros), Of("@end", account.WindowEndMicros), Of("@name", account.Name), Of("@limit", account.LimitNanos));

    public async ValueTask<AccountState> AccountAsync(long id) => (await OneAsync(LedgerSql.Account, ReadAccount, Of("@id", id)))!;

    public ValueTask<AccountState?> AccountAsync(AccountRef account) =>
        OneAsync(LedgerSql.AccountByRef, ReadAccount, Of("@key", account.Key), Of("@start", account.WindowStartMicros));

    public ValueTask<AccountState?> TryHoldAsync(long account, long amount, long limit) =>
        OneAsync(texts.TryHold, ReadAccount, Of("@amount", amount), Of("@limit", limit), Of("@id", account));

    public async ValueTask<long> AddPendingAsync(long account, long delta) =>
        (await statements.ReadAsync(texts.AddPending, row => row.Int64(0), Of("@delta", delta), Of("@id", account)))[0];

    public async ValueTask<long?> FollowAsync(long account, long posted, long version) =>
        await statements.ReadAsync(texts.Follow, row => row.Int64(0), Of("@posted", posted), Of("@version", version), Of("@id", account)) is [var old] ? old : null;

    public async ValueTask StopAsync(long account) => await statements.RunAsync(LedgerSql.Stop, Of("@id", account));

    public async ValueTask InsertEntryAsync(long reservation, long account, EntryDraft entry, long part, long atMicros, long priceVersion) => await statements.RunAsync(
        LedgerSql.InsertEntry,
        Of("@reservation", reservation),
        Of("@kind", (int)entry.Kind),
        Of("@account", account),
        Of("@part", part),
        Of("@amount", entry.AmountNanos),
        Of("@at", atMicros),
        Of("@price", priceVersion));

    public ValueTask<IReadOnlyList<long>> LegsAsync(long reservation) => statements.ReadAsync(LedgerSql.Legs, row => row.Int64(0), Of("@reservation", reservation));

    public ValueTask<SettlementRow?> FindSettlementAsync(ReservationKey attempt) => OneAsync(
        LedgerSql.FindSettlement, row => new SettlementRow(row.Int64(0), row.Blob(1), row.Int64(2), row.Int64(3), row.Int64(4)), Of("@attempt", attempt.ToBytes()));

    public async ValueTask<long> InsertSettlementAsync(ReservationKey attempt, SettlementRow settlement, string? usage, int? apiKeyId, long atMicros) => (await statements.ReadAsync(
        texts.InsertSettlement,
        row => row.Int64(0),
        Of("@attempt", attempt.ToBytes()),
        Of("@reservation", settlement.ReservationId),
        Of("@fingerprint", settlement.Fingerprint),
        Of("@debit", settlement.DebitNanos),
        Of("@overrun", settlement.OverrunNanos),
        Of("@late", settlement.LateNanos),
        Of("@usage", usage),
        Of("@apiKey", apiKeyId),
        Of("@at", atMicros)))[0];

    public ValueTask<IReadOnlyList<UnstoredRow>> UnstoredAsync(int most) => statements.ReadAsync(
        texts.Unstored, row => new UnstoredRow(row.Int64(0), row.Text(1)!, (int?)row.MaybeInt64(2), row.Int64(3), row.Int64(4)), Of("@most", most));

    public async ValueTask<(long ReservationId, long AmountNanos)?> TakeSettlementAsync(long id, long atMicros) =>
        await statements.ReadAsync(texts.TakeSettlement, row => (row.Int64(0), row.Int64(1) + row.Int64(2) + row.Int64(3)), Of("@at", atMicros), Of("@id", id)) is [var taken] ? taken : null;

    public ValueTask<IReadOnlyList<long>> DueAsync(long nowMicros, int most) => statements.ReadAsync(texts.Due, row => row.Int64(0), Of("@now", nowMicros), Of("@most", most));

    public async ValueTask<IReadOnlyList<(long Account, AccountRef Ref, long StoredNanos, long RecomputedNanos)>> PendingFaultsAsync()
    {
        var recomputed = new Dictionary<long, long>();
        foreach (var sql in new[] { LedgerSql.OpenByAccount, LedgerSql.SettledByAccount })
        {
            foreach (var (account, sum) in await statements.ReadAsync(sql, row => (row.Int64(0), row.Int64(1))))
            {
                recomputed[account] = recomputed.GetValueOrDefault(account) + sum;
            }
        }

        var faults = new List<(long, AccountRef, long, long)>();
        foreach (var (id, reference, stored) in await statements.ReadAsync(LedgerSql.PendingByAccount, row => (row.Int64(0), new AccountRef(row.Text(1)!, row.Int64(2)), row.Int64(3))))
        {
            if (!recomputed.Remove(id, out var sum) || sum != stored)
            {
                faults.Add((id, reference, stored, sum));
            }
        }

        foreach (var (id, sum) in recomputed.Where(r => r.Value != 0))
        {
            faults.Add((id, (await AccountAsync(id)).Ref, 0, sum));
        }

        return faults;
    }

    public async ValueTask<int> PruneAsync(long beforeMicros, int most)
    {
        var ended = await statements.ReadAsync(texts.Ended, row => row.Int64(0), Of("@before", beforeMicros), Of("@most", most));
        foreach (var id in ended)
        {
            await statements.RunAsync(LedgerSql.PruneAttempts, Of("@id", id));
            await statements.RunAsync(LedgerSql.PruneSettlements, Of("@id", id));
            await statements.RunAsync(LedgerSql.PruneEntries, Of("@id", id));
            await statements.RunAsync(LedgerSql.PruneReservation, Of("@id", id));
        }

        return ended.Count;
    }

    public async ValueTask<(long Open, long Unstored)> CountAsync() => (
        (await statements.ReadAsync(LedgerSql.OpenCount, row => row.Int64(0)))[0],
        (await statements.ReadAsync(LedgerSql.UnstoredCount, row => row.Int64(0)))[0]);

    private static LedgerValue Of(string name, object? value) => new(name, value);

    private static string ClassText(HoldByClass hold) =>
        string.Create(CultureInfo.InvariantCulture, $"{hold.InputNanos},{hold.CachedNanos},{hold.CacheWriteNanos},{hold.OutputNanos},{hold.FeeNanos}");

    private static HoldByClass ReadClasses(string text)
    {
        var parts = text.Split(',').Select(p => long.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return new HoldByClass(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static Reservation ReadReservation(ILedgerRow row) => new()
    {
        Id = row.Int64(0),
        Key = ReservationKey.FromBytes(row.Blob(1)),
        Tenant = row.Text(2)!,
        RequestId = row.Text(3)!,
        ParentRequestId = row.Text(4),
        Fingerprint = row.Blob(5),
        State = (ReservationState)row.Int64(6),
        HoldNanos = row.Int64(7),
        ByClass = ReadClasses(row.Text(8)!),
        ExtendedNanos = row.Int64(9),
        Extensions = (int)row.Int64(10),
        DebitNanos = row.Int64(11),
        OverrunNanos = row.Int64(12),
        LateNanos = row.Int64(13),
        PriceVersion = row.Int64(14),
        CreatedAtMicros = row.Int64(15),
        LeaseMicros = row.Int64(16),
        LeaseUntilMicros = row.Int64(17),
        ClosedAtMicros = row.MaybeInt64(18),
        Attempts = (int)row.Int64(19),
        Epoch = row.Int64(20),
        RemainingNanos = row.MaybeInt64(21),
        Call = row.Text(22)!,
        Version = row.Int64(23),
    };

    private static AccountState ReadAccount(ILedgerRow row) =>
        new(new AccountRef(row.Text(0)!, row.Int64(1)), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5), row.Int64(6), row.Int64(7) != 0);

    private async ValueTask<T?> OneAsync<T>(string sql, Func<ILedgerRow, T> read, params LedgerValue[] values)
        where T : class =>
        await statements.ReadAsync(sql, read, values) is [var one, ..] ? one : null;

    private async ValueTask<long?> InsertedAsync(string sql, params LedgerValue[] values)
    {
        try
        {
            return (await statements.ReadAsync(sql, row => row.Int64(0), values))[0];
        }
        catch (Exception failure) when (statements.IsTaken(failure))
        {
            return null;
        }
    }

    /// <summary>The texts that differ between the databases, made once.</summary>
    private sealed class LedgerTexts(bool isSqlServer)
    {
        public string Insert { get; } = LedgerSql.Insert(isSqlServer);

        public string InsertAccount { get; } = LedgerSql.InsertAccount(isSqlServer);

        public string TryHold { get; } = LedgerSql.TryHold(isSqlServer);

        public string AddPending { get; } = LedgerSql.AddPending(isSqlServer);

        public string Follow { get; } = LedgerSql.Follow(isSqlServer);

        public string InsertSettlement { get; } = LedgerSql.InsertSettlement(isSqlServer);

        public string TakeSettlement { get; } = LedgerSql.TakeSettlement(isSqlServer);

        public string Unstored { get; } = LedgerSql.Unstored(isSqlServer);

        public string Due { get; } = LedgerSql.Due(isSqlServer);

        public string Open { get; } = LedgerSql.Open(isSqlServer);

        public string Ended { get; } = LedgerSql.Ended(isSqlServer);
    }
}
