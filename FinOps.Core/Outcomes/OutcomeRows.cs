using FinOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

/// <summary>Reads rows of whole numbers with a histogram behind them, on either database.</summary>
internal static class OutcomeRows
{
    /// <summary>What is done with each row; the histogram is empty where none was asked for.</summary>
    public delegate void Reader(ReadOnlySpan<long> numbers, ReadOnlySpan<byte> histogram);

    public static async Task ReadAsync(FinOpsDbContext context, string sql, int numbers, bool withHistogram, Reader read, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        if (context.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            ReadSqlite(sqlite, sql, numbers, withHistogram, read, cancellation);
            return;
        }

        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var values = new long[numbers];
        while (await row.ReadAsync(cancellation))
        {
            for (var i = 0; i < numbers; i++)
            {
                values[i] = Convert.ToInt64(row.GetValue(i), null);
            }

            read(values, withHistogram ? row.GetFieldValue<byte[]>(numbers) : []);
        }
    }

    private static void ReadSqlite(SqliteConnection connection, string sql, int numbers, bool withHistogram, Reader read, CancellationToken cancellation)
    {
        using var row = new SqliteStatement(connection, sql);
        Span<long> values = stackalloc long[numbers];
        while (row.Step())
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < numbers; i++)
            {
                values[i] = row.Int64(i);
            }

            read(values, withHistogram ? row.Blob(numbers) : []);
        }
    }
}
