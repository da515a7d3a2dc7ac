using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace FinOps.Tests.Host;

public sealed class ImportCommandTests : IDisposable
{
    private readonly CommandLine program = new();

    [Fact]
    public async Task Import_ThenCosts_AgreeToTheNano_AndTheSameLogAddsNothing()
    {
        var log = program.Write("calls.ndjson", Lines(250));

        var import = await program.RunAsync("import", log);
        var again = await program.RunAsync("import", log);

        Assert.Equal(0, import.ExitCode);
        Assert.StartsWith("calls.ndjson: 250 new, 0 duplicate, 0 quarantined, 0 unpriced", import.Output);
        Assert.Contains("duplicate of import 1, 0 new", again.Output);
        var cost = Assert.Single(await CostsAsync("--group-by", "tenant,day"));
        Assert.Equal("acme", cost.GetProperty("tenant").GetString());
        Assert.Equal("2026-10-14", cost.GetProperty("day").GetString());
        Assert.Equal(250, cost.GetProperty("requests").GetInt64());
        Assert.Equal(Enumerable.Range(1, 250).Sum(i => ((i * 2.50m) + (7 * 10.00m)) / 1_000_000m), Money(cost));
    }

    [Fact]
    public async Task Costs_ByLayer_SumToTheWhole()
    {
        await program.RunAsync("import", program.Write("calls.ndjson", Lines(40)));

        var layers = await CostsAsync("--group-by", "layer");

        Assert.Equal(Money(Assert.Single(await CostsAsync())), layers.Sum(Money));
        Assert.Equal(40 * 7, layers.Single(l => l.GetProperty("layer").GetString() == "response").GetProperty("tokens").GetInt64());
    }

    [Fact]
    public async Task Costs_AsCsvAndTable_HoldTheSameFigure()
    {
        await program.RunAsync("import", program.Write("calls.ndjson", Lines(3)));
        string[] question = ["costs", "--group-by", "tenant", "--from", "2026-10-14", "--to", "2026-10-15", "--filter", "tenant=acme", "--format"];
        var money = Assert.Single(await CostsAsync()).GetProperty("effective_cost_usd").GetString();

        var csv = await program.RunAsync([.. question, "csv"]);
        var table = await program.RunAsync([.. question, "table"]);

        Assert.StartsWith("tenant,requests,input_tokens", csv.Output);
        Assert.Contains($",{money},", csv.Output);
        Assert.Contains($" {money} ", table.Output);
    }

    [Fact]
    public async Task Verify_AfterImport_FindsRollupsEqual()
    {
        await program.RunAsync("import", program.Write("calls.ndjson", Lines(100)));

        var run = await program.RunAsync("verify");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("100 records, ", run.Output);
        Assert.Contains(": equal.", run.Output);
    }

    [Fact]
    public async Task Import_KilledHalfway_EndsWithEveryRecordOnce()
    {
        using var halfway = await HalfwayAsync();
        halfway.Running.Kill(entireProcessTree: true);
        await halfway.Running.WaitForExitAsync();

        var resumed = await halfway.Program.RunAsync("import", halfway.Log);

        Assert.Equal(0, resumed.ExitCode);
        var cost = Assert.Single(await CostsAsync(halfway.Program));
        Assert.Equal(halfway.Lines, cost.GetProperty("requests").GetInt64());
        Assert.Equal(Enumerable.Range(1, halfway.Lines).Sum(i => (i * 2.50m) + (7 * 10.00m)) / 1_000_000m, Money(cost));
        Assert.Equal(0, (await halfway.Program.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task Import_Interrupted_SaysHowToGoOnAndDoes()
    {
        using var halfway = await HalfwayAsync();
        var errors = halfway.Running.StandardError.ReadToEndAsync();

        await SignalAsync(halfway.Running, "INT");
        await halfway.Running.WaitForExitAsync();

        Assert.Equal(1, halfway.Running.ExitCode);
        Assert.Contains("run the same command again to go on", await errors);
        Assert.Equal(0, (await halfway.Program.RunAsync("import", halfway.Log)).ExitCode);
        Assert.Equal(halfway.Lines, Assert.Single(await CostsAsync(halfway.Program)).GetProperty("requests").GetInt64());
    }

    [Fact]
    public async Task Worker_ImportsTheDropFolder_UntilItIsStopped()
    {
        using var running = program.Start("worker");
        try
        {
            var drop = Directory.CreateDirectory(Path.Combine(program.Folder, "data", "drop")).FullName;
            await File.WriteAllTextAsync(Path.Combine(drop, "calls.ndjson"), Lines(5));
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (await CostsAsync() is not [var cost] || cost.GetProperty("requests").GetInt64() != 5)
            {
                await Task.Delay(200, patience.Token);
            }

            await SignalAsync(running, "TERM");
            await running.WaitForExitAsync(patience.Token);
            Assert.Equal(0, running.ExitCode);
        }
        finally
        {
            running.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => program.Dispose();

    /// <summary>
    /// An import of which a first batch is stored and the last is not. Batches are cut by size and by time,
    /// so a machine that is through before it is seen halfway gets a log of twice the size.
    /// </summary>
    private static async Task<Halfway> HalfwayAsync()
    {
        for (var lines = 400_000; ; lines *= 2)
        {
            var program = new CommandLine();
            var log = program.Write("long.ndjson", Lines(lines));
            Assert.Equal(0, (await program.RunAsync("migrate")).ExitCode);
            var running = program.Start("import", log);
            var halfway = new Halfway(program, running, log, lines);
            if (await IsSeenHalfwayAsync(halfway))
            {
                return halfway;
            }

            Assert.Equal(0, running.ExitCode);
            halfway.Dispose();
        }
    }

    /// <summary>Asks the database, as progress is told every few seconds only.</summary>
    private static async Task<bool> IsSeenHalfwayAsync(Halfway import)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(import.Program.Folder, "data", "finops.db")};Mode=ReadOnly;Pooling=False");
        await database.OpenAsync();
        await using var stored = database.CreateCommand();
        stored.CommandText = "SELECT COALESCE(MAX(CommittedLines),0) FROM ImportFile WHERE Name='long.ndjson'";
        while (!import.Running.HasExited)
        {
            var lines = (long)(await stored.ExecuteScalarAsync())!;
            if (lines > 0 && lines < import.Lines)
            {
                return true;
            }

            await Task.Delay(10);
        }

        return false;
    }

    private sealed record Halfway(CommandLine Program, Process Running, string Log, int Lines) : IDisposable
    {
        public void Dispose()
        {
            if (!Running.HasExited)
            {
                Running.Kill(entireProcessTree: true);
                Running.WaitForExit();
            }

            Running.Dispose();
            Program.Dispose();
        }
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static string Lines(int count)
    {
        var lines = new StringBuilder();
        for (var i = 1; i <= count; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $$"""{"timestamp":"2026-10-14T{{i % 24:00}}:00:00Z","request_id":"r{{i}}","tenant_id":"acme","provider":"openai","model":"gpt-4o","input_tokens":{{i}},"output_tokens":7}""").Append('\n');
        }

        return lines.ToString();
    }

    private static decimal Money(JsonElement cost) => decimal.Parse(cost.GetProperty("effective_cost_usd").GetString()!, CultureInfo.InvariantCulture);

    private Task<List<JsonElement>> CostsAsync(params string[] more) => CostsAsync(program, more);

    private static async Task<List<JsonElement>> CostsAsync(CommandLine program, params string[] more)
    {
        var run = await program.RunAsync(["costs", "--from", "2026-10-14", "--to", "2026-10-15", "--format", "json", .. more]);
        Assert.Equal(0, run.ExitCode);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
    }
}
