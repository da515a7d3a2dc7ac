using System.Globalization;
using System.Text;
using System.Text.Json;
using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Pricing;

/// <summary>Records that arrive before their price, on a real SQLite file.</summary>
public sealed class UnpricedRecordsTests : IDisposable
{
    private static readonly Actor Someone = Actor.System("Ada", "test");

    private readonly string folder = Directory.CreateTempSubdirectory("finops-").FullName;

    public void Dispose() => TempFolders.Remove(folder);

    [Fact]
    public async Task Price_WhenAPriceHasArrived_LeavesTheSameRollupsAsAnImportAfterIt()
    {
        await using var late = await StartAsync("late.db");
        await ImportAsync(late, Log(9_000));
        await AddPriceAsync(late);
        var priced = await late.GetRequiredService<UnpricedRecords>().PriceAsync(CancellationToken.None);

        await using var early = await StartAsync("early.db");
        await AddPriceAsync(early);
        await ImportAsync(early, Log(9_000));

        Assert.Equal(9_000, priced.Records);
        Assert.Equal(await CellsAsync(early), await CellsAsync(late));
        Assert.Equal(await RecordsAsync(early), await RecordsAsync(late));
        Assert.Equal(await FilesAsync(early), await FilesAsync(late));
        Assert.Equal(priced.CostNanos, (await RecordsAsync(late)).Sum(r => r.Cost) - Fees(9_000));
    }

    [Fact]
    public async Task Price_TheSecondTime_DoesNothing()
    {
        await using var app = await StartAsync("app.db");
        await ImportAsync(app, Log(10));
        await AddPriceAsync(app);
        var unpriced = app.GetRequiredService<UnpricedRecords>();
        await unpriced.PriceAsync(CancellationToken.None);
        var version = await VersionAsync(app);

        Assert.Equal(new PricedRecords(0, 0), await unpriced.PriceAsync(CancellationToken.None));
        Assert.Equal(version, await VersionAsync(app));
    }

    [Fact]
    public async Task Price_WithoutANewPrice_ChangesNothing()
    {
        await using var app = await StartAsync("app.db");
        await ImportAsync(app, Log(10));
        var version = await VersionAsync(app);

        Assert.Equal(new PricedRecords(0, 0), await app.GetRequiredService<UnpricedRecords>().PriceAsync(CancellationToken.None));
        Assert.Equal(version, await VersionAsync(app));
    }

    [Fact]
    public async Task Price_WhenThePriceCoversSomeOfTheTime_PricesThoseAndSaysWhyNotTheOthers()
    {
        await using var app = await StartAsync("app.db");
        await ImportAsync(app, Log(10));
        await AddPriceAsync(app, from: new DateTime(2026, 6, 1, 0, 5, 0, DateTimeKind.Utc));

        var priced = await app.GetRequiredService<UnpricedRecords>().PriceAsync(CancellationToken.None);

        var left = Assert.Single(await app.GetRequiredService<PriceQueries>().UnpricedAsync(TenantScope.All, CancellationToken.None));
        Assert.Equal(5, priced.Records);
        Assert.Equal(("house", "house-1", UnpricedReason.NoPriceAtTime, 5), (left.Provider, left.Model, left.Reason, left.Requests));
        Assert.Equal(new DateTime(2026, 6, 1, 0, 4, 0, DateTimeKind.Utc), left.LastSeenUtc);
    }

    [Fact]
    public async Task Price_OfRecordsImportedAfterTheLastRun_FindsThem()
    {
        await using var app = await StartAsync("app.db");
        var unpriced = app.GetRequiredService<UnpricedRecords>();
        await unpriced.PriceAsync(CancellationToken.None);
        await ImportAsync(app, Log(10));
        await AddPriceAsync(app);

        Assert.Equal(10, (await unpriced.PriceAsync(CancellationToken.None)).Records);
    }

    [Fact]
    public async Task InUse_OfImportedModels_TellsWhatTheyCostNow()
    {
        await using var app = await StartAsync("app.db");
        await ImportAsync(app, Log(10));
        var queries = app.GetRequiredService<PriceQueries>();

        Assert.Equal(UnpricedReason.UnknownModel, Assert.Single(await queries.InUseAsync(TenantScope.All, CancellationToken.None)).Reason);
        await AddPriceAsync(app);

        var model = Assert.Single(await queries.InUseAsync(TenantScope.All, CancellationToken.None));
        Assert.Equal(("house", "house-1", 10, 2_000_000_000), (model.Provider, model.Model, model.Measures.Requests, model.Price!.Rates.InputPer1M));
    }

    /// <summary>One call a minute, of all kinds that matter for costs.</summary>
    private static byte[] Log(int calls)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < calls; i++)
        {
            lines.AppendLine(JsonSerializer.Serialize(new Dictionary<string, object?>
            {
                ["timestamp"] = new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(i).ToString("O", CultureInfo.InvariantCulture),
                ["request_id"] = $"r{i}",
                ["tenant_id"] = $"t{i % 7}",
                ["feature_id"] = $"f{i % 3}",
                ["provider"] = "house",
                ["model"] = "house-1",
                ["input_tokens"] = 1_000 + i,
                ["cached_input_tokens"] = i % 500,
                ["output_tokens"] = i % 97,
                ["layers"] = new { prompt_tokens = i % 400, memory_tokens = i % 5 },
                ["tool_fees_usd"] = 0.000000003m * (i % 3),
                ["status"] = i % 11 == 0 ? "timeout" : "success",
                ["service_tier"] = i % 13 == 0 ? "batch" : null,
                ["latency_ms"] = 100 + (i % 900),
            }.Where(f => f.Value is not null).ToDictionary()));
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static long Fees(int calls) => 3L * Enumerable.Range(0, calls).Sum(i => i % 3);

    private async Task<ServiceProvider> StartAsync(string file)
    {
        var settings = new Dictionary<string, string?> { ["Database:ConnectionString"] = $"Data Source={Path.Combine(folder, file)};Pooling=False" };
        var services = new ServiceCollection().AddLogging().AddFinOpsCore(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        return services;
    }

    private static async Task ImportAsync(ServiceProvider app, byte[] log)
    {
        var file = await app.GetRequiredService<UsageImporter>()
            .ImportStreamAsync(new MemoryStream(log), new ImportRequest(ImportSource.Upload, "log.ndjson"), Someone, CancellationToken.None);
        await using var context = await app.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        Assert.Equal(ImportState.Done, file.State);
        Assert.Empty(await context.QuarantinedLines.Select(l => l.Message).ToListAsync());
    }

    private static async Task AddPriceAsync(ServiceProvider app, DateTime? from = null)
    {
        var draft = new PriceDraft
        {
            Provider = "house",
            ModelPattern = "house-",
            Match = ModelMatch.Prefix,
            Rates = { InputPer1M = 2m, CacheReadPer1M = 0.123m, OutputPer1M = 8.1m },
            BatchFactor = 0.5m,
            ValidFromUtc = from ?? new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Reason = "test",
        };
        Assert.IsType<PriceSaveResult.Saved>(await app.GetRequiredService<PriceEditor>().AddAsync(draft, Someone, CancellationToken.None));
    }

    private static async Task<List<string>> CellsAsync(ServiceProvider app)
    {
        await using var context = await app.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return [.. (await context.CostCells.AsNoTracking().ToListAsync()).Select(c => JsonSerializer.Serialize(c)).Order(StringComparer.Ordinal)];
    }

    private static async Task<List<(long Id, int? PriceId, long Cost, long Prompt, long Tool, long Memory, long Unsplit)>> RecordsAsync(ServiceProvider app)
    {
        await using var context = await app.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return [.. (await context.UsageRecords.AsNoTracking().OrderBy(r => r.Id).ToListAsync())
            .Select(r => (r.Id, r.PriceId, r.EffectiveCostNanos, r.PromptCostNanos, r.ToolCostNanos, r.MemoryCostNanos, r.UnsplitCostNanos))];
    }

    private static async Task<List<(long Unpriced, long Cost)>> FilesAsync(ServiceProvider app)
    {
        await using var context = await app.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return [.. (await context.ImportFiles.AsNoTracking().ToListAsync()).Select(f => (f.UnpricedRecords, f.EffectiveCostNanos))];
    }

    private static async Task<long> VersionAsync(ServiceProvider app)
    {
        await using var context = await app.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return (await context.DataVersions.AsNoTracking().SingleAsync()).Version;
    }
}
