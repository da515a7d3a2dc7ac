using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FinOps.Core.Data;

/// <summary>Sets each SQLite connection up: wait for other writers instead of failing, and sync the log at checkpoints.</summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    public const string Pragmas = "PRAGMA busy_timeout=60000; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA foreign_keys=ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Prepare(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Prepare(connection);
        return Task.CompletedTask;
    }

    internal static void Prepare(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }
}
