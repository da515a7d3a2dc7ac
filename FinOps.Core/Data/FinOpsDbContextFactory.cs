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
