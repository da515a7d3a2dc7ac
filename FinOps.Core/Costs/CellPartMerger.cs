using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinOps.Core.Costs;

/// <summary>Merges the parts that bulk imports left beside the cells of their periods.</summary>
internal sealed class CellPartMerger(IDbContextFactory<FinOpsDbContext> contexts, SqliteWriteGate gate)
{
    /// <summary>Other writers get their turn between two of these.</summary>
    private const int PeriodsPerTurn = 24;

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
            while (await MergeNextAsync(context, id, cancellation))
            {
                // Each step merges the first period that is left.
            }
        }
    }

    private async Task<bool> MergeSomeAsync(FinOpsDbContext context, byte id, CancellationToken cancellation)
    {
        await Task.Run(() => gate.Enter(cancellation), cancellation);
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            var hasMore = true;
            for (var i = 0; hasMore && i < PeriodsPerTurn; i++)
            {
                hasMore = await MergeNextAsync(context, id, cancellation);
            }

            await transaction.CommitAsync(cancellation);
            return hasMore;
        }
        finally
        {
            gate.Leave();
        }
    }

    private static async Task<bool> MergeNextAsync(FinOpsDbContext context, byte id, CancellationToken cancellation)
    {
        if (Scalar(context, (SqliteConnection)context.Database.GetDbConnection(), CellPartsSqliteSql.FirstPeriod(id)) is not { } period)
        {
            return false;
        }

        await context.Database.ExecuteSqlRawAsync(CellPartsSqliteSql.Merge(id, period), cancellation);
        await context.Database.ExecuteSqlRawAsync(CellPartsSqliteSql.Delete(id, period), cancellation);
        return true;
    }

    private static int? Scalar(FinOpsDbContext context, SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = (SqliteTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? (int)value : null;
    }
}
