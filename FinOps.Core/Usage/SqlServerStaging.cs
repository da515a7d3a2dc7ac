using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace FinOps.Core.Usage;

/// <summary>Staging on SQL Server: temporary tables of the session, filled by bulk copy inside the transaction.</summary>
internal sealed class SqlServerStaging(string connectionString) : IStagingDatabase
{
    private const int TurnTimeoutSeconds = 120;
    private const int CommandTimeoutSeconds = 300;
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
        try
        {
            TakeTurn(transaction);
            foreach (var create in new[] { UsageSqlServerSql.CreateName, UsageSqlServerSql.CreateEvent, UsageSqlServerSql.CreateCell, UsageSqlServerSql.CreateLatency })
            {
                using var command = NewCommand(transaction, create);
                command.ExecuteNonQuery();
            }

            return transaction;
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    public void Copy(DbTransaction transaction, string table, BulkRows rows)
    {
        // No table lock: pages read beside it. No constraint checks: there are none but keys, which always hold.
        using var copy = new SqlBulkCopy((SqlConnection)transaction.Connection!, SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.KeepNulls, (SqlTransaction)transaction);
        copy.DestinationTableName = $"[{table}]";
        copy.BulkCopyTimeout = CommandTimeoutSeconds;
        foreach (var column in rows.Columns)
        {
            copy.ColumnMappings.Add(column, column);
        }

        copy.WriteToServer(rows);
    }

    public bool IsWorthRetrying(DbException failure) =>
        failure is SqlException { Number: Deadlock or DuplicateInUniqueIndex or DuplicateInConstraint or SnapshotConflict };

    private static void TakeTurn(DbTransaction transaction)
    {
        using var command = NewCommand(transaction, UsageSqlServerSql.TakeTurn);
        command.CommandTimeout = TurnTimeoutSeconds + 30;
        var milliseconds = command.CreateParameter();
        milliseconds.ParameterName = "@milliseconds";
        milliseconds.Value = TurnTimeoutSeconds * 1000;
        command.Parameters.Add(milliseconds);
        if (command.ExecuteScalar() is not >= 0)
        {
            throw new TimeoutException($"Another process has been writing usage for more than {TurnTimeoutSeconds} seconds. The import goes on where it stopped when it is started again.");
        }
    }

    private static DbCommand NewCommand(DbTransaction transaction, string text)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        command.CommandTimeout = CommandTimeoutSeconds;
        return command;
    }
}
