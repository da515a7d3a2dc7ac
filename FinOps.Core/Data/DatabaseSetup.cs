using FinOps.Core.Access;
using FinOps.Core.Audit;
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
            // Page size and vacuum count only while the file is empty. Larger pages mean fewer of them to split and to log during imports;
            // the vacuum lets a file shrink bit by bit once old records are removed.
            await context.Database.OpenConnectionAsync(cancellation);
            await context.Database.ExecuteSqlRawAsync("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;", cancellation);
        }

        var pending = (await context.Database.GetPendingMigrationsAsync(cancellation)).ToList();
        await context.Database.MigrateAsync(cancellation);
        if (pending.Count > 0)
        {
            await NoteAsync(context, pending, cancellation);
        }
    }

    /// <summary>Two programs that start at once may both have seen what was pending; the first to get here tells it.</summary>
    private static async Task NoteAsync(FinOpsDbContext context, List<string> applied, CancellationToken cancellation)
    {
        var target = $"database:{applied[^1]}";
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (!await context.AuditEntries.AnyAsync(e => e.Target == target && e.Action == "database.migrate", cancellation))
        {
            AuditTrail.Add(context, Actor.System("Start", "job"), "database.migrate", target, null, new { Migrations = applied });
            await context.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static void CreateFolder(string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }
}
