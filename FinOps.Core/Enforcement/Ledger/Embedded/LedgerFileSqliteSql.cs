namespace FinOps.Core.Enforcement.Ledger.Embedded;

internal static class LedgerFileSqliteSql
{
    public const string HasTables = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'LedgerLease'";
}
