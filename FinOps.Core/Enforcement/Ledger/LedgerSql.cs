namespace FinOps.Core.Enforcement.Ledger;

/// <summary>The statements of the ledger, the same on both databases but for how they return what they changed.</summary>
internal static class LedgerSql
{
    private const string ReservationColumns =
        "Id, IdKey, Tenant, RequestId, ParentRequestId, Fingerprint, State, HoldNanos, ByClass, ExtendedNanos, Extensions, DebitNanos, OverrunNanos, LateNanos, PriceVersion, "
        + "CreatedAtMicros, LeaseMicros, LeaseUntilMicros, ClosedAtMicros, Attempts, Epoch, RemainingNanos, CallJson, Version";

    private const string AccountColumns = "AccountKey, WindowStartMicros, WindowEndMicros, LimitNanos, PostedNanos, PostedVersion, PendingNanos, IsStopped";

    public const string FindByKey = $"SELECT {ReservationColumns} FROM LedgerReservation WHERE IdKey = @key";

    public const string FindById = $"SELECT {ReservationColumns} FROM LedgerReservation WHERE Id = @id";

    public const string FindAttempt = "SELECT ReservationId, Fingerprint, Number FROM LedgerAttempt WHERE IdKey = @key";

    public const string InsertAttempt = "INSERT INTO LedgerAttempt (IdKey, ReservationId, Fingerprint, Number) VALUES (@key, @reservation, @fingerprint, @number)";

    public const string Update =
        "UPDATE LedgerReservation SET State = @state, ExtendedNanos = @extended, Extensions = @extensions, DebitNanos = @debit, OverrunNanos = @overrun, LateNanos = @late, "
        + "LeaseUntilMicros = @until, ClosedAtMicros = @closed, Attempts = @attempts, Version = @version WHERE Id = @id AND Version = @version - 1";

    public const string FindAccount = "SELECT Id, PostedVersion FROM LedgerAccount WHERE AccountKey = @key AND WindowStartMicros = @start";

    public const string Account = $"SELECT {AccountColumns} FROM LedgerAccount WHERE Id = @id";

    public const string Stop = "UPDATE LedgerAccount SET IsStopped = 1 WHERE Id = @id";

    public const string InsertEntry =
        "INSERT INTO LedgerEntry (ReservationId, Kind, AccountId, Part, AmountNanos, AtMicros, PriceVersion) VALUES (@reservation, @kind, @account, @part, @amount, @at, @price)";

    public const string Legs = "SELECT AccountId FROM LedgerEntry WHERE ReservationId = @reservation AND Kind IN (0, 8) AND Part = 0 ORDER BY AccountId";

    public const string FindSettlement = "SELECT ReservationId, Fingerprint, DebitNanos, OverrunNanos, LateNanos FROM LedgerSettlement WHERE AttemptKey = @attempt";

    public const string OpenCount = "SELECT COUNT(*) FROM LedgerReservation WHERE State = 0";

    public const string UnstoredCount = "SELECT COUNT(*) FROM LedgerSettlement WHERE PostedAtMicros IS NULL";

    public const string AccountByRef = $"SELECT {AccountColumns} FROM LedgerAccount WHERE AccountKey = @key AND WindowStartMicros = @start";

    /// <summary>What open holds add up to, by account.</summary>
    public const string OpenByAccount =
        "SELECT e.AccountId, SUM(r.HoldNanos + r.ExtendedNanos - r.DebitNanos) FROM LedgerReservation r JOIN LedgerEntry e ON e.ReservationId = r.Id AND e.Kind IN (0, 8) AND e.Part = 0 "
        + "WHERE r.State = 0 GROUP BY e.AccountId";

    /// <summary>What settled usage that is not yet posted adds up to, by account.</summary>
    public const string SettledByAccount =
        "SELECT e.AccountId, SUM(s.DebitNanos + s.OverrunNanos + s.LateNanos) FROM LedgerSettlement s JOIN LedgerEntry e ON e.ReservationId = s.ReservationId AND e.Kind IN (0, 8) AND e.Part = 0 "
        + "WHERE s.PostedAtMicros IS NULL GROUP BY e.AccountId";

    public const string PendingByAccount = "SELECT Id, AccountKey, WindowStartMicros, PendingNanos FROM LedgerAccount WHERE PendingNanos <> 0";

    public const string PruneEntries = "DELETE FROM LedgerEntry WHERE ReservationId = @id";

    public const string PruneAttempts = "DELETE FROM LedgerAttempt WHERE ReservationId = @id";

    public const string PruneSettlements = "DELETE FROM LedgerSettlement WHERE ReservationId = @id AND PostedAtMicros IS NOT NULL";

    public const string PruneReservation = "DELETE FROM LedgerReservation WHERE Id = @id";

    public const string InsertLease = "INSERT INTO LedgerLease (Id, Epoch, SinceMicros, SchemaVersion) VALUES (1, 0, 0, 1)";

    public const string ReadLease = "SELECT Epoch, SchemaVersion FROM LedgerLease WHERE Id = 1";

    public const string TakeLease = "UPDATE LedgerLease SET Epoch = Epoch + 1, SinceMicros = @now WHERE Id = 1";

    /// <summary>The new row's number.</summary>
    public static string Insert(bool isSqlServer) => Returning(
        isSqlServer,
        "INSERT INTO LedgerReservation (IdKey, Tenant, RequestId, ParentRequestId, Fingerprint, State, HoldNanos, ByClass, ExtendedNanos, Extensions, DebitNanos, OverrunNanos, LateNanos, PriceVersion, "
        + "CreatedAtMicros, LeaseMicros, LeaseUntilMicros, ClosedAtMicros, Attempts, Epoch, RemainingNanos, CallJson, Version)",
        "VALUES (@key, @tenant, @request, @parent, @fingerprint, 0, @hold, @byClass, 0, 0, 0, 0, 0, @price, @created, @lease, @until, NULL, 1, @epoch, @remaining, @call, 0)",
        "Id");

    public static string InsertAccount(bool isSqlServer) => Returning(
        isSqlServer,
        "INSERT INTO LedgerAccount (AccountKey, WindowStartMicros, WindowEndMicros, Name, LimitNanos, PostedBeforeNanos, PostedNanos, PostedVersion, PendingNanos, IsStopped)",
        "VALUES (@key, @start, @end, @name, @limit, 0, 0, -1, 0, 0)",
        "Id");

    /// <summary>The heart of it: room is asked for and taken in one statement.</summary>
    public static string TryHold(bool isSqlServer) => Returning(
        isSqlServer,
        "UPDATE LedgerAccount SET PendingNanos = PendingNanos + @amount, LimitNanos = @limit",
        "WHERE Id = @id AND IsStopped = 0 AND (@limit = 9223372036854775807 OR PostedNanos + PendingNanos + @amount <= @limit)",
        "AccountKey", "WindowStartMicros", "WindowEndMicros", "LimitNanos", "PostedNanos", "PostedVersion", "PendingNanos", "IsStopped");

    public static string AddPending(bool isSqlServer) =>
        Returning(isSqlServer, "UPDATE LedgerAccount SET PendingNanos = PendingNanos + @delta", "WHERE Id = @id", "PendingNanos");

    /// <summary>Returns the sum before.</summary>
    public static string Follow(bool isSqlServer) => Returning(
        isSqlServer,
        "UPDATE LedgerAccount SET PostedBeforeNanos = PostedNanos, PostedNanos = @posted, PostedVersion = @version",
        "WHERE Id = @id AND PostedVersion < @version",
        "PostedBeforeNanos");

    public static string InsertSettlement(bool isSqlServer) => Returning(
        isSqlServer,
        "INSERT INTO LedgerSettlement (AttemptKey, ReservationId, Fingerprint, DebitNanos, OverrunNanos, LateNanos, UsageJson, ApiKeyId, AtMicros, PostedAtMicros)",
        "VALUES (@attempt, @reservation, @fingerprint, @debit, @overrun, @late, @usage, @apiKey, @at, NULL)",
        "Id");

    public static string TakeSettlement(bool isSqlServer) => Returning(
        isSqlServer,
        "UPDATE LedgerSettlement SET PostedAtMicros = @at, UsageJson = NULL",
        "WHERE Id = @id AND PostedAtMicros IS NULL",
        "ReservationId", "DebitNanos", "OverrunNanos", "LateNanos");

    public static string Unstored(bool isSqlServer) => First(
        isSqlServer, "Id, UsageJson, ApiKeyId, DebitNanos + OverrunNanos + LateNanos, ReservationId FROM LedgerSettlement WHERE PostedAtMicros IS NULL AND UsageJson IS NOT NULL ORDER BY Id");

    public static string Due(bool isSqlServer) => First(isSqlServer, "Id FROM LedgerReservation WHERE State = 0 AND LeaseUntilMicros <= @now ORDER BY LeaseUntilMicros");

    public static string Open(bool isSqlServer) => First(isSqlServer, $"{ReservationColumns} FROM LedgerReservation WHERE State = 0 ORDER BY Id DESC");

    public static string Ended(bool isSqlServer) => First(isSqlServer, "Id FROM LedgerReservation WHERE ClosedAtMicros IS NOT NULL AND ClosedAtMicros < @before ORDER BY ClosedAtMicros");

    private static string First(bool isSqlServer, string rest) => isSqlServer ? $"SELECT TOP (@most) {rest}" : $"SELECT {rest} LIMIT @most";

    private static string Returning(bool isSqlServer, string head, string tail, params string[] columns) => isSqlServer
        ? $"{head} OUTPUT {string.Join(", ", columns.Select(c => "inserted." + c))} {tail}"
        : $"{head} {tail} RETURNING {string.Join(", ", columns)}";
}
