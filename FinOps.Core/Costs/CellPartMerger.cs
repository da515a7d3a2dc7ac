using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinOps.Core.Costs;

/// <summary>Merges the parts that bulk imports left beside the cells of their periods.</summary>
internal sealed class CellPartMerger(IDbContextFactory<FinOpsDbContext> contexts, SqliteWriteGate gate)
{
    /// <summary>After so many cells other writers get their turn: about a tenth of a second.</summary>
    private const int CellsPerTurn = 20_000;

    /// <summary>Ids of the parts that hold cells.</summary>
    public static async Task<IReadOnlyList<byte>> PresentAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var parts = new List<byte>();
        if (context.Database.GetDbConnection() is SqliteConnection connection)
        {
            await context.Database.OpenConnectionAsync(cancellation);
            for (var after = CellParts.IdOf(0, 1); Scalar(context, connection, CellPartsSqliteSql.NextId(after)) is { } id; after = (byte)id)
            {
                parts.Add((byte)id);
            }
        }

        return parts;
    }

    /// <summary>Merges all parts, a few periods at a time.</summary>
    public async Task MergeAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        foreach (var id in await PresentAsync(context, cancellation))
        {
            while (await MergeSomeAsync(context, id, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Merges all parts inside a transaction that its caller holds.</summary>
    public static async Task MergeInsideAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        foreach (var id in await PresentAsync(context, cancellation))
        {
            while (await MergeNextAsync(context, id, cancellation) is not null)
            {
                // Each step merges the first period that is left.
            }
        }
    }

    private async Task<bool> MergeSomeAsync(FinOpsDbContext context, byte id, CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation);
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            var merged = 0;
            var hasMore = true;
            while (hasMore && merged < CellsPerTurn)
            {
                var cells = await MergeNextAsync(context, id, cancellation);
                hasMore = cells is not null;
                merged += cells ?? 0;
            }

            await transaction.CommitAsync(cancellation);
            return hasMore;
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>Merges the first period of a part; returns how many cells it had, or null when nothing is left.</summary>
    private static async Task<int?> MergeNextAsync(FinOpsDbContext context, byte id, CancellationToken cancellation)
    {
        if (Scalar(context, (SqliteConnection)context.Database.GetDbConnection(), CellPartsSqliteSql.FirstPeriod(id)) is not { } period)
        {
            return null;
        }

        await context.Database.ExecuteSqlRawAsync(CellPartsSqliteSql.Merge(id, period), cancellation);
        return await context.Database.ExecuteSqlRawAsync(CellPartsSqliteSql.Delete(id, period), cancellation);
    }

    private static int? Scalar(FinOpsDbContext context, SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? (int)value : null;
    }
}
