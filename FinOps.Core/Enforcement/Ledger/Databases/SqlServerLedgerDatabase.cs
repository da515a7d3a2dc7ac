using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;

namespace FinOps.Core.Enforcement.Ledger.Databases;

/// <summary>A SQL Server that keeps the ledger.</summary>
[SuppressMessage("Security", "CA2100", Justification = "The statements are constants.")]
internal sealed class SqlServerLedgerDatabase(string connectionString) : ILedgerDatabase
{
    private const int Deadlock = 1205;
    private const int TakenByConstraint = 2627;
    private const int TakenByIndex = 2601;
    private const int Exists = 2714;
    private const int IndexExists = 1913;

    public bool IsSqlServer => true;

    public async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    public DbTransaction Begin(DbConnection connection) => connection.BeginTransaction(IsolationLevel.ReadCommitted);

    public async Task CreateAsync(DbConnection connection, CancellationToken cancellation)
    {
        foreach (var create in LedgerSchemaSql.All(true))
        {
            try
            {
                await using var command = connection.CreateCommand();
                command.CommandText = create;
                await command.ExecuteNonQueryAsync(cancellation);
            }
            catch (SqlException e) when (e.Number is Exists or IndexExists)
            {
                // It is there, or another process has just made it.
            }
        }
    }

    public bool IsTaken(Exception failure) => failure is SqlException { Number: TakenByConstraint or TakenByIndex };

    public bool IsWorthRetrying(Exception failure) => failure is SqlException { Number: Deadlock } || IsTaken(failure);
}
