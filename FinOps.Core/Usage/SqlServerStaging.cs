using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace FinOps.Core.Usage;

/// <summary>Staging on SQL Server: temporary tables of the session, filled by bulk copy inside the transaction.</summary>
internal sealed class SqlServerStaging(string connectionString) : IStagingDatabase
{
    private const int CopyTimeoutSeconds = 300;
    private const int Timeout = -2;
    private const int LockTimeout = 1222;
    private const int Deadlock = 1205;
    private const int DuplicateInUniqueIndex = 2601;
    private const int DuplicateInConstraint = 2627;
    private const int SnapshotConflict = 3960;

    public DbConnection Open()
    {
        var connection = new SqlConnection(connectionString);
        connection.Open();
        return connection;
    }

    public DbTransaction Begin(DbConnection connection)
    {
        var transaction = connection.BeginTransaction(System.Data.IsolationLevel.ReadCommitted);
        foreach (var create in UsageColumns.StagingTables)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = create;
            command.ExecuteNonQuery();
        }

        return transaction;
    }

    public void Copy(DbTransaction transaction, string table, BulkRows rows)
    {
        // No table lock: pages read beside it. No constraint checks: there are none but keys, which always hold.
        using var copy = new SqlBulkCopy((SqlConnection)transaction.Connection!, SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.KeepNulls, (SqlTransaction)transaction);
        copy.DestinationTableName = $"[{table}]";
        copy.BulkCopyTimeout = CopyTimeoutSeconds;
        foreach (var column in rows.Columns)
        {
            copy.ColumnMappings.Add(column, column);
        }

        copy.WriteToServer(rows);
    }

    public bool IsWorthRetrying(DbException failure) =>
        failure is SqlException { Number: Deadlock or DuplicateInUniqueIndex or DuplicateInConstraint or SnapshotConflict };

    public bool IsTimeout(DbException failure) => failure is SqlException { Number: Timeout or LockTimeout };
}
