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
        if (options.Value.Provider == DatabaseProvider.Sqlite)
        {
            // The page size counts only while the file is empty; larger pages mean fewer of them to split and to log during imports.
            await context.Database.OpenConnectionAsync(cancellation);
            await context.Database.ExecuteSqlRawAsync("PRAGMA page_size=8192; PRAGMA journal_mode=WAL;", cancellation);
        }

        await context.Database.MigrateAsync(cancellation);
    }

    private static void CreateFolder(string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }
}
