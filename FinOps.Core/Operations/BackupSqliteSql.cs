namespace FinOps.Core.Operations;

/// <summary>What is asked of a database file before it is trusted.</summary>
internal static class BackupSqliteSql
{
    public const string Migrations = "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId";

    /// <summary>Any read begins the snapshot that a backup copies.</summary>
    public const string BeginSnapshot = "SELECT COUNT(*) FROM sqlite_master";
}
