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
        const int count = 150_000;
        var log = program.Write("long.ndjson", Lines(count));
        Assert.Equal(0, (await program.RunAsync("migrate")).ExitCode);
        using (var running = program.Start("import", log))
        {
            await WaitForBatchAsync(running);
            running.Kill(entireProcessTree: true);
            await running.WaitForExitAsync();
        }

        var resumed = await program.RunAsync("import", log);

        Assert.Equal(0, resumed.ExitCode);
        var cost = Assert.Single(await CostsAsync());
        Assert.Equal(count, cost.GetProperty("requests").GetInt64());
        Assert.Equal(Enumerable.Range(1, count).Sum(i => (i * 2.50m) + (7 * 10.00m)) / 1_000_000m, Money(cost));
        Assert.Equal(0, (await program.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task Import_Interrupted_SaysHowToGoOnAndDoes()
    {
        const int count = 150_000;
        var log = program.Write("long.ndjson", Lines(count));
        Assert.Equal(0, (await program.RunAsync("migrate")).ExitCode);
        using var running = program.Start("import", log);
        var errors = running.StandardError.ReadToEndAsync();
        await WaitForBatchAsync(running);

        await SignalAsync(running, "INT");
        await running.WaitForExitAsync();

        Assert.Equal(1, running.ExitCode);
        Assert.Contains("run the same command again to go on", await errors);
        Assert.Equal(0, (await program.RunAsync("import", log)).ExitCode);
        Assert.Equal(count, Assert.Single(await CostsAsync()).GetProperty("requests").GetInt64());
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

    /// <summary>Progress is told every few seconds only, so the growth of the database tells that a batch is committed.</summary>
    /// <summary>Waits until a first batch is stored; files of a database that was left open by another process say nothing about this one.</summary>
    private async Task WaitForBatchAsync(Process running)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(program.Folder, "data", "finops.db")};Mode=ReadOnly;Pooling=False");
        await database.OpenAsync();
        await using var lines = database.CreateCommand();
        lines.CommandText = "SELECT COUNT(*) FROM ImportFile WHERE Name='long.ndjson' AND CommittedLines>0";
        while (!running.HasExited && (long)(await lines.ExecuteScalarAsync())! == 0)
        {
            await Task.Delay(10);
        }

        Assert.False(running.HasExited, "The import ended before it could be stopped.");
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

    private async Task<List<JsonElement>> CostsAsync(params string[] more)
    {
        var run = await program.RunAsync(["costs", "--from", "2026-10-14", "--to", "2026-10-15", "--format", "json", .. more]);
        Assert.Equal(0, run.ExitCode);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
    }
}
