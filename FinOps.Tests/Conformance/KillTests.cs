using System.Diagnostics;
using FinOps.Core.Data;
using FinOps.Tests.Host;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Conformance;

/// <summary>Kills the real program (SIGKILL) in the middle of an import and starts it again: the end must be that of an undisturbed run.</summary>
public sealed class KillTests
{
    private const int Lines = 150_000;

    [Fact]
    public async Task Import_KilledSeveralTimes_EndsAsIfUndisturbed()
    {
        using var calm = new CommandLine();
        using var killed = new CommandLine();
        var log = string.Join('\n', LogLine.Many(Lines, seed: 42).Select(l => l.ToJson())) + "\n";
        calm.Write("usage.ndjson", log);
        killed.Write("usage.ndjson", log);
        Assert.Equal(0, (await calm.RunAsync("migrate", Database(calm))).ExitCode);
        Assert.Equal(0, (await killed.RunAsync("migrate", Database(killed))).ExitCode);
        var undisturbed = await ImportAsync(calm, null);
        Assert.NotNull(undisturbed);

        var random = new Random(7);
        var kills = 0;
        for (var i = 0; i < 4; i++)
        {
            // Earlier moments first, so that a machine that has become faster meanwhile is still in the middle of it.
            kills += await ImportAsync(killed, undisturbed * (i + random.NextDouble()) / 5) is null ? 1 : 0;
        }

        var last = await killed.RunAsync("import", "usage.ndjson", Database(killed));

        Assert.Equal(0, last.ExitCode);
        Assert.True(kills > 0, "The import was always faster than the kill: nothing was tested.");
        Assert.Equal(await TotalsAsync(calm), await TotalsAsync(killed));
    }

    /// <summary>Runs the program until it ends or, so long after it began to import, is killed. Returns how long it imported; null when it was killed.</summary>
    private static async Task<TimeSpan?> ImportAsync(CommandLine program, TimeSpan? killAfter)
    {
        var before = await StartedAtAsync(program);
        using var process = program.Start("import", "usage.ndjson", Database(program));
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && await StartedAtAsync(program) == before)
        {
            await Task.Delay(5);
        }

        var watch = Stopwatch.StartNew();
        using var patience = killAfter is { } limit ? new CancellationTokenSource(limit) : new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return watch.Elapsed;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            return null;
        }
    }

    private static async Task<long?> StartedAtAsync(CommandLine program)
    {
        await using var context = Open(program);
        return await context.ImportFiles.MaxAsync(f => f.StartedAtMicros);
    }

    private static SqliteFinOpsDbContext Open(CommandLine program) => new(new DbContextOptionsBuilder<SqliteFinOpsDbContext>()
        .UseSqlite($"Data Source={Path.Combine(program.Folder, "kill.db")};Pooling=False").Options);

    private static string Database(CommandLine program) => $"--Database:ConnectionString=Data Source={Path.Combine(program.Folder, "kill.db")}";

    /// <summary>Everything that must be the same: records, their sums, every cell, and what the file says of itself; a run that came after the end says "duplicate".</summary>
    private static async Task<string> TotalsAsync(CommandLine program)
    {
        await using var context = Open(program);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT COUNT(*), COUNT(DISTINCT EventKey), SUM(InputTokens), SUM(OutputTokens),
                SUM(InputCostNanos+CacheReadCostNanos+CacheWriteCostNanos+OutputCostNanos+FeeCostNanos), NULL, NULL FROM UsageRecord
            UNION ALL SELECT CubeId, COUNT(*), SUM(Requests), SUM(InputTokens), SUM(InputCostNanos+OutputCostNanos), SUM(LENGTH(Latency)), SUM(Errors) FROM CostCell GROUP BY CubeId
            UNION ALL SELECT State, NewRecords, DuplicateRecords, QuarantinedLines, UnpricedRecords, EffectiveCostNanos, CommittedLines FROM ImportFile WHERE State <> 5
            UNION ALL SELECT COUNT(*), NULL, NULL, NULL, NULL, NULL, NULL FROM QuarantinedLine
            UNION ALL SELECT COUNT(*), NULL, NULL, NULL, NULL, NULL, NULL FROM Dimension
            """;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))));
        }

        return string.Join('\n', lines);
    }
}
