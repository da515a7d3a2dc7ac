using System.Globalization;
using System.Text;
using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Demo;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using FinOps.Core.Margins;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Demo;

/// <summary>One life of the demo company beside real usage: real usage in, demo in, in again, on to the next day, out again.</summary>
public sealed class DemoRun : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("finops-demo-").FullName;
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 20, 18, 0, 0, TimeSpan.Zero));
    private ServiceProvider services = null!;

    internal static readonly Actor Operator = Actor.System("test", "cli");

    public ImportFile First { get; private set; } = null!;
    public ImportFile Again { get; private set; } = null!;
    public ImportFile NextDay { get; private set; } = null!;
    public long Removed { get; private set; }

    /// <summary>Everything that is stored, as text: before the demo company came, while it was there, and after it went.</summary>
    public IReadOnlyList<string> Before { get; private set; } = [];
    public IReadOnlyList<string> After { get; private set; } = [];

    /// <summary>Requests, cost and claimed cost by cube, and under "records" those of the records.</summary>
    public IReadOnlyDictionary<string, (long Requests, long Cost, long LayerCost, long Claimed)> Totals { get; private set; } = null!;
    public IReadOnlyList<(string Name, string Tier)> Tenants { get; private set; } = [];

    /// <summary>The margins of the last 30 days of the story.</summary>
    public MarginTable Margins { get; private set; } = null!;
    public (bool Before, bool During, bool After) Loaded { get; private set; }
    public ImportFile Reloaded { get; private set; } = null!;

    private DemoCompany Company => services.GetRequiredService<DemoCompany>();

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string?> { ["Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "test.db")};Pooling=False", ["Usage:EventFilterMiB"] = "4" };
        services = new ServiceCollection().AddLogging().AddFinOpsCore(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<TimeProvider>(clock).BuildServiceProvider();
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        await services.GetRequiredService<PriceCatalog>().SeedAsync(CancellationToken.None);
        await ImportRealUsageAsync();
        Before = await SnapshotAsync();
        var before = await Company.IsLoadedAsync(CancellationToken.None);

        First = await Company.LoadAsync(Operator, null, CancellationToken.None);
        Again = await Company.LoadAsync(Operator, null, CancellationToken.None);
        clock.Advance(TimeSpan.FromHours(26));
        NextDay = await Company.LoadAsync(Operator, null, CancellationToken.None);
        await ReadAsync();
        var during = await Company.IsLoadedAsync(CancellationToken.None);

        Removed = await Company.RemoveAsync(Operator, CancellationToken.None);
        Loaded = (before, during, await Company.IsLoadedAsync(CancellationToken.None));
        After = await SnapshotAsync();
        Reloaded = await Company.LoadAsync(Operator, null, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        TempFolders.Remove(folder);
    }

    /// <summary>Real tenants that share features, models, teams, routes and days with the demo company, so that their cells overlap.</summary>
    private async Task ImportRealUsageAsync()
    {
        var log = new StringBuilder();
        for (var i = 0; i < 400; i++)
        {
            var at = new DateTime(2026, 11, 1 + (i % 20), i % 18, i % 60, 0, DateTimeKind.Utc).ToString("s", CultureInfo.InvariantCulture) + "Z";
            var tenant = i % 7 == 0 ? "" : $"\"tenant_id\":\"real-{i % 3}\",\"user_id\":\"real-user-{i % 11}\",";
            var (feature, team, route, task, model) = i % 2 == 0
                ? ("thread-summary", "Messaging", "/v1/summaries", "summarize", "gpt-5.4-mini")
                : ("own-feature", "Own team", "/own", "own-task", "gpt-5.5");
            log.Append(CultureInfo.InvariantCulture, $"{{\"timestamp\":\"{at}\",\"request_id\":\"real-{i}\",{tenant}\"feature_id\":\"{feature}\",\"team\":\"{team}\",\"route\":\"{route}\",\"task_id\":\"{task}\",");
            log.Append(CultureInfo.InvariantCulture, $"\"environment\":\"production\",\"provider\":\"openai\",\"model\":\"{model}\",\"input_tokens\":{3001 + i},\"output_tokens\":{97 + i},\"latency_ms\":{500 + (i * 3)}}}\n");
        }

        var path = Path.Combine(folder, "real.ndjson");
        await File.WriteAllTextAsync(path, log.ToString());
        var file = await services.GetRequiredService<UsageImporter>()
            .ImportFileAsync(path, new ImportRequest(ImportSource.CommandLine, "real.ndjson"), Operator, null, CancellationToken.None);
        Assert.Equal(400, file.NewRecords);
    }

    private async Task ReadAsync()
    {
        const string costs = "SUM(InputCostNanos+CacheReadCostNanos+CacheWriteCostNanos+OutputCostNanos+FeeCostNanos)";
        const string layers = "SUM(PromptCostNanos+ToolCostNanos+MemoryCostNanos+UnsplitCostNanos+OutputCostNanos)";
        var rows = await RowsAsync($"SELECT CubeId%16, SUM(Requests), {costs}, {layers}, SUM(ClaimedCostNanos) FROM CostCell GROUP BY CubeId%16 "
            + $"UNION ALL SELECT 'records', COUNT(*), {costs}, {layers}, SUM(COALESCE(ClaimedCostNanos,0)) FROM UsageRecord");
        Totals = rows.Select(row => row.Split('|'))
            .ToDictionary(row => row[0], row => (Number(row[1]), Number(row[2]), Number(row[3]), Number(row[4])));
        await using var context = await services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        Margins = await services.GetRequiredService<MarginQueries>().OfPeriodAsync(new(2026, 10, 22), new(2026, 11, 21), Operator, CancellationToken.None);
        Tenants = [.. (await context.Tenants.Where(t => t.IsDemo).ToListAsync()).Select(t => (t.Name, t.Tier))];

        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }

    private async Task<IReadOnlyList<string>> SnapshotAsync()
    {
        var all = new List<string>();
        foreach (var table in new[] { "UsageRecord", "CostCell", "Dimension", "Tenant", "Contract", "RevenueEntry", "Plan", "PlanPrice", "ImportFile", "QuarantinedLine" })
        {
            all.AddRange((await RowsAsync($"SELECT * FROM [{table}]")).Order(StringComparer.Ordinal).Select(row => $"{table}: {row}"));
        }

        return all;
    }

    private async Task<List<string>> RowsAsync(string sql)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes
                ? Convert.ToHexString(bytes)
                : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
