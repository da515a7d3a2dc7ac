using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Samples;

/// <summary>A fresh database with the catalog's prices, on a day after all samples.</summary>
internal sealed class SampleDatabase : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("finops-samples-").FullName;
    private readonly ServiceProvider services;

    private SampleDatabase()
    {
        var settings = new Dictionary<string, string?> { ["Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "test.db")};Pooling=False", ["Usage:EventFilterMiB"] = "1" };
        services = new ServiceCollection().AddLogging().AddFinOpsCore(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))).BuildServiceProvider();
    }

    public static async Task<SampleDatabase> CreateAsync()
    {
        var database = new SampleDatabase();
        await database.services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        await database.services.GetRequiredService<PriceCatalog>().SeedAsync(CancellationToken.None);
        return database;
    }

    /// <summary>Full path of a file below the repository's root.</summary>
    public static string InRepository(params string[] path)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "FinOps.sln")))
        {
            root = root.Parent;
        }

        return Path.Combine([root.FullName, .. path]);
    }

    public Task<ImportFile> ImportSampleAsync(string name) => ImportAsync(InRepository("samples", name), null);

    public Task<ImportFile> ImportAsync(string path, string? profile) => services.GetRequiredService<UsageImporter>().ImportFileAsync(
        path, new ImportRequest(ImportSource.CommandLine, Path.GetFileName(path)) { Profile = profile }, Actor.System("test", "cli"), null, CancellationToken.None);

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public Task<CostResult> CostsAsync(DateTime fromUtc, DateTime toUtc, params CostDimension[] groups) =>
        services.GetRequiredService<CostQueries>().RunAsync(new CostQuery(fromUtc, toUtc) { GroupBy = groups }, TenantScope.All, CancellationToken.None);

    public async Task<IReadOnlyList<QuarantinedLine>> QuarantineAsync()
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return await context.QuarantinedLines.OrderBy(line => line.LineNumber).ToListAsync();
    }

    public async Task<IReadOnlyList<UsageRecord>> RecordsAsync()
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return await context.UsageRecords.AsNoTracking().ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        TempFolders.Remove(folder);
    }
}
