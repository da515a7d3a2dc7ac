using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Retention;

/// <summary>Gives room that removed records left in the SQLite file back to the disk, a few pages at a time. A server looks after its own.</summary>
internal sealed class SpaceReclaimer(IDbContextFactory<FinOpsDbContext> contexts, SqliteWriteGate gate)
{
    private const int PagesPerTurn = 1_000;
    private const int Incremental = 2;

    /// <summary>Shrinks the file as far as it can. Files from before the first version that could do this reuse the room instead.</summary>
    public async Task ReclaimAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (!context.Database.IsSqlite())
        {
            return;
        }

        await context.Database.OpenConnectionAsync(cancellation);
        if (await PragmaAsync(context, "PRAGMA auto_vacuum", cancellation) != Incremental)
        {
            return;
        }

        while (await PragmaAsync(context, "PRAGMA freelist_count", cancellation) > 0)
        {
            await gate.EnterAsync(cancellation);
            try
            {
                await StepAsync(context, cancellation);
            }
            finally
            {
                gate.Leave();
            }
        }

        // The log holds the shrunken file until it is moved over.
        await PragmaAsync(context, "PRAGMA wal_checkpoint(PASSIVE)", cancellation);
    }

    /// <summary>Each row that the statement returns is a page that has moved; it has to be read to its end.</summary>
    private static async Task StepAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        await using var step = context.Database.GetDbConnection().CreateCommand();
        step.CommandText = $"PRAGMA incremental_vacuum({PagesPerTurn})";
        await using var page = await step.ExecuteReaderAsync(cancellation);
        while (await page.ReadAsync(cancellation))
        {
            // Nothing to see but that it went on.
        }
    }

    private static async Task<long> PragmaAsync(FinOpsDbContext context, string pragma, CancellationToken cancellation)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), null);
    }
}
