namespace FinOps.Core.Enforcement.Ledger;

/// <summary>
/// The tables of the ledger. They are its own and not part of the product's model: the embedded ledger keeps them in a file beside the
/// database, so that a call never waits for an import.
/// </summary>
internal static class LedgerSchemaSql
{
    /// <summary>All of them, and their indexes, in the order of their making.</summary>
    public static IReadOnlyList<string> All(bool isSqlServer) =>
        [Lease(isSqlServer), Account(isSqlServer), Reservation(isSqlServer), OpenReservations(isSqlServer), EndedReservations(isSqlServer), Attempt(isSqlServer), Entry(isSqlServer), Settlement(isSqlServer), Unstored(isSqlServer)];

    public static string Lease(bool isSqlServer) =>
        $"CREATE TABLE LedgerLease (Id {Number(isSqlServer)} NOT NULL PRIMARY KEY, Epoch {Number(isSqlServer)} NOT NULL, SinceMicros {Number(isSqlServer)} NOT NULL, SchemaVersion {Number(isSqlServer)} NOT NULL)";

    public static string Account(bool isSqlServer) =>
        $"CREATE TABLE LedgerAccount (Id {Identity(isSqlServer)}, AccountKey {Text(isSqlServer, 300)} NOT NULL, WindowStartMicros {Number(isSqlServer)} NOT NULL, WindowEndMicros {Number(isSqlServer)} NOT NULL, "
        + $"Name {Text(isSqlServer, 600)} NOT NULL, LimitNanos {Number(isSqlServer)} NOT NULL, PostedBeforeNanos {Number(isSqlServer)} NOT NULL, PostedNanos {Number(isSqlServer)} NOT NULL, PostedVersion {Number(isSqlServer)} NOT NULL, "
        + $"PendingNanos {Number(isSqlServer)} NOT NULL, IsStopped {Number(isSqlServer)} NOT NULL, CONSTRAINT UQ_LedgerAccount UNIQUE (AccountKey, WindowStartMicros))";

    public static string Reservation(bool isSqlServer) =>
        $"CREATE TABLE LedgerReservation (Id {Identity(isSqlServer)}, IdKey {Bytes(isSqlServer, 16)} NOT NULL, Tenant {Text(isSqlServer, 256)} NOT NULL, RequestId {Text(isSqlServer, 256)} NOT NULL, "
        + $"ParentRequestId {Text(isSqlServer, 256)} NULL, Fingerprint {Bytes(isSqlServer, 32)} NOT NULL, State {Number(isSqlServer)} NOT NULL, HoldNanos {Number(isSqlServer)} NOT NULL, "
        + $"ByClass {Text(isSqlServer, 128)} NOT NULL, ExtendedNanos {Number(isSqlServer)} NOT NULL, Extensions {Number(isSqlServer)} NOT NULL, DebitNanos {Number(isSqlServer)} NOT NULL, "
        + $"OverrunNanos {Number(isSqlServer)} NOT NULL, LateNanos {Number(isSqlServer)} NOT NULL, PriceVersion {Number(isSqlServer)} NOT NULL, CreatedAtMicros {Number(isSqlServer)} NOT NULL, "
        + $"LeaseMicros {Number(isSqlServer)} NOT NULL, LeaseUntilMicros {Number(isSqlServer)} NOT NULL, ClosedAtMicros {Number(isSqlServer)} NULL, Attempts {Number(isSqlServer)} NOT NULL, "
        + $"Epoch {Number(isSqlServer)} NOT NULL, RemainingNanos {Number(isSqlServer)} NULL, CallJson {LongText(isSqlServer)} NOT NULL, Version {Number(isSqlServer)} NOT NULL, "
        + "CONSTRAINT UQ_LedgerReservation UNIQUE (IdKey))";

    public static string OpenReservations(bool isSqlServer) => "CREATE INDEX IX_LedgerReservation_Open ON LedgerReservation (LeaseUntilMicros) WHERE State = 0" + End(isSqlServer);

    public static string EndedReservations(bool isSqlServer) => "CREATE INDEX IX_LedgerReservation_Ended ON LedgerReservation (ClosedAtMicros) WHERE ClosedAtMicros IS NOT NULL" + End(isSqlServer);

    public static string Attempt(bool isSqlServer) =>
        $"CREATE TABLE LedgerAttempt (IdKey {Bytes(isSqlServer, 16)} NOT NULL PRIMARY KEY, ReservationId {Number(isSqlServer)} NOT NULL, Fingerprint {Bytes(isSqlServer, 32)} NOT NULL, Number {Number(isSqlServer)} NOT NULL)"
        + (isSqlServer ? "" : " WITHOUT ROWID");

    /// <summary>Laid out by reservation, so that the accounts of one stand side by side and new ones come last.</summary>
    public static string Entry(bool isSqlServer) =>
        $"CREATE TABLE LedgerEntry (ReservationId {Number(isSqlServer)} NOT NULL, Kind {Number(isSqlServer)} NOT NULL, AccountId {Number(isSqlServer)} NOT NULL, Part {Number(isSqlServer)} NOT NULL, "
        + $"AmountNanos {Number(isSqlServer)} NOT NULL, AtMicros {Number(isSqlServer)} NOT NULL, PriceVersion {Number(isSqlServer)} NOT NULL, CONSTRAINT PK_LedgerEntry PRIMARY KEY (ReservationId, Kind, AccountId, Part))"
        + (isSqlServer ? "" : " WITHOUT ROWID");

    public static string Settlement(bool isSqlServer) =>
        $"CREATE TABLE LedgerSettlement (Id {Identity(isSqlServer)}, AttemptKey {Bytes(isSqlServer, 16)} NOT NULL, ReservationId {Number(isSqlServer)} NOT NULL, Fingerprint {Bytes(isSqlServer, 32)} NOT NULL, "
        + $"DebitNanos {Number(isSqlServer)} NOT NULL, OverrunNanos {Number(isSqlServer)} NOT NULL, LateNanos {Number(isSqlServer)} NOT NULL, UsageJson {LongText(isSqlServer)} NULL, ApiKeyId {Number(isSqlServer)} NULL, "
        + $"AtMicros {Number(isSqlServer)} NOT NULL, PostedAtMicros {Number(isSqlServer)} NULL, CONSTRAINT UQ_LedgerSettlement UNIQUE (AttemptKey))";

    public static string Unstored(bool isSqlServer) => "CREATE INDEX IX_LedgerSettlement_Unstored ON LedgerSettlement (Id) WHERE PostedAtMicros IS NULL" + End(isSqlServer);

    private static string Identity(bool isSqlServer) => isSqlServer ? "bigint IDENTITY(1,1) NOT NULL PRIMARY KEY" : "INTEGER PRIMARY KEY";

    private static string Number(bool isSqlServer) => isSqlServer ? "bigint" : "INTEGER";

    private static string Bytes(bool isSqlServer, int length) => isSqlServer ? $"binary({length})" : "BLOB";

    private static string Text(bool isSqlServer, int length) => isSqlServer ? $"nvarchar({length}) COLLATE Latin1_General_100_BIN2_UTF8" : "TEXT";

    private static string LongText(bool isSqlServer) => isSqlServer ? "nvarchar(max)" : "TEXT";

    private static string End(bool isSqlServer) => isSqlServer ? ";" : "";
}
