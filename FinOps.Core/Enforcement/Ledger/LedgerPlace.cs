using FinOps.Core.Data;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Enforcement.Ledger;

/// <summary>Where the ledger and its journal are.</summary>
internal sealed class LedgerPlace(LedgerOptions options, DatabaseOptions database)
{
    public LedgerKind Kind { get; } = options.Engine != LedgerKind.Auto ? options.Engine : database.Provider == DatabaseProvider.SqlServer ? LedgerKind.SqlServer : LedgerKind.Embedded;

    /// <summary>The embedded ledger's file: <c>finops.ledger.db</c> beside <c>finops.db</c>.</summary>
    public string File { get; } = options.File.Length > 0 ? options.File : Path.ChangeExtension(Beside(database), ".ledger.db");

    public string JournalFile { get; } = options.JournalFile.Length > 0 ? options.JournalFile : Path.ChangeExtension(Beside(database), ".admissions.ndjson");

    /// <summary>True when there is something to keep although nobody has asked since the start.</summary>
    public bool Exists => Kind != LedgerKind.Embedded || System.IO.File.Exists(File);

    private static string Beside(DatabaseOptions database) =>
        database.Provider == DatabaseProvider.Sqlite ? new SqliteConnectionStringBuilder(database.ConnectionString).DataSource : Path.Combine("data", "finops.db");
}
