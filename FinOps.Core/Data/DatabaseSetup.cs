using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Data;

/// <summary>Creates the database where there is none and brings its schema up to date.</summary>
public sealed class DatabaseSetup(IDbContextFactory<FinOpsDbContext> contexts, IOptions<DatabaseOptions> options)
{
    /// <summary>Applies pending migrations; safe to call at every start and from several processes.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        if (options.Value.Provider == DatabaseProvider.Sqlite)
        {
            CreateFolder(new SqliteConnectionStringBuilder(options.Value.ConnectionString).DataSource);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Database.MigrateAsync(cancellation);
        if (options.Value.Provider == DatabaseProvider.Sqlite)
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL;", cancellation);
        }
    }

    private static void CreateFolder(string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }
}
