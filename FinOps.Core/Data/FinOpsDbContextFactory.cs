using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Data;

/// <summary>Makes short-lived contexts for the configured database.</summary>
public sealed class FinOpsDbContextFactory(IOptions<DatabaseOptions> options, TimeProvider time) : IDbContextFactory<FinOpsDbContext>
{
    private readonly Func<FinOpsDbContext> create = options.Value.Provider switch
    {
        DatabaseProvider.Sqlite => Sqlite(options.Value.ConnectionString, time),
        DatabaseProvider.SqlServer => SqlServer(options.Value.ConnectionString, time),
    };

    public FinOpsDbContext CreateDbContext() => create();

    /// <summary>A context over a connection, inside a transaction that its caller began, by an object or by a statement, and commits.</summary>
    internal static FinOpsDbContext Over(DbConnection connection, DbTransaction? transaction, TimeProvider time)
    {
        FinOpsDbContext context = connection switch
        {
            SqliteConnection => new SqliteFinOpsDbContext(new DbContextOptionsBuilder<SqliteFinOpsDbContext>().UseSqlite(connection).Options) { Clock = time },
            SqlConnection => new SqlServerFinOpsDbContext(new DbContextOptionsBuilder<SqlServerFinOpsDbContext>().UseSqlServer(connection).Options) { Clock = time },
            _ => throw new ArgumentException($"{connection.GetType().Name} is no connection of ours.", nameof(connection)),
        };
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        if (transaction is not null)
        {
            context.Database.UseTransaction(transaction);
        }

        return context;
    }

    private static Func<FinOpsDbContext> Sqlite(string connectionString, TimeProvider time)
    {
        var built = new DbContextOptionsBuilder<SqliteFinOpsDbContext>()
            .UseSqlite(connectionString)
            .AddInterceptors(new SqliteConnections())
            .ReplaceService<IMigrationsSqlGenerator, SqliteTables>()
            .Options;
        return () => new SqliteFinOpsDbContext(built) { Clock = time };
    }

    private static Func<FinOpsDbContext> SqlServer(string connectionString, TimeProvider time)
    {
        var built = new DbContextOptionsBuilder<SqlServerFinOpsDbContext>().UseSqlServer(connectionString).Options;
        return () => new SqlServerFinOpsDbContext(built) { Clock = time };
    }
}
