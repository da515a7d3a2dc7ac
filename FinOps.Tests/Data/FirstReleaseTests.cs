using System.IO.Compression;
using System.Text;
using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Data;

/// <summary>
/// A database that the first released version wrote, with 415 calls, is brought up to date by this one. What that version printed then lies beside it.
/// </summary>
public sealed class FirstReleaseTests : IAsyncLifetime
{
    private static readonly string Kept = Path.Combine(Repository.Root, "FinOps.Tests", "Data", "Upgrade");
    private readonly string folder = Directory.CreateTempSubdirectory("finops-upgrade-").FullName;
    private ServiceProvider services = null!;

    public static TheoryData<string> Reports() => [.. Directory.EnumerateFiles(Kept, "*.csv").Select(f => Path.GetFileNameWithoutExtension(f)["initial-".Length..])];

    public async Task InitializeAsync()
    {
        var file = Path.Combine(folder, "finops.db");
        await using (var packed = new GZipStream(File.OpenRead(Path.Combine(Kept, "initial.db.gz")), CompressionMode.Decompress))
        await using (var unpacked = File.Create(file))
        {
            await packed.CopyToAsync(unpacked);
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Database:ConnectionString"] = $"Data Source={file};Pooling=False" }).Build();
        services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddFinOpsCore(configuration).BuildServiceProvider();
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(default);
        await services.GetRequiredService<PriceCatalog>().SeedAsync(default);
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        TempFolders.Remove(folder);
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Upgrade_OfTheFirstRelease_KeepsEveryFigure(string groups)
    {
        var dimensions = groups.Split('_').Select(g => CostRequest.Dimensions[g]).ToList();
        var query = new CostQuery(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc)) { GroupBy = dimensions };
        var expected = await File.ReadAllLinesAsync(Path.Combine(Kept, $"initial-{groups}.csv"));

        using var output = new MemoryStream();
        await CostReport.WriteCsvAsync(await services.GetRequiredService<CostQueries>().RunAsync(query, TenantScope.All, default), output, default);

        var actual = Encoding.UTF8.GetString(output.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.True(expected.Length > 2);
        Assert.Equal(Rows(expected, expected[0]).Order(StringComparer.Ordinal), Rows(actual, expected[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Upgrade_OfTheFirstRelease_IsSoundAndKnowsItsEvents()
    {
        var report = await services.GetRequiredService<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, default);
        var again = await services.GetRequiredService<UsageImporter>().ImportFileAsync(
            Path.Combine(Kept, "initial.ndjson"), new ImportRequest(ImportSource.CommandLine, "initial.ndjson"), Actor.System("test", "cli"), null, default);
        await using var context = await services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();

        Assert.True(report.IsSound, string.Join('\n', report.Differences));
        Assert.Equal(415, report.Records);
        Assert.Equal((0L, 60L, 0L), (again.NewRecords, again.DuplicateRecords, again.QuarantinedLines));
        Assert.Equal(22, await context.QuarantinedLines.CountAsync());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
    }

    /// <summary>The columns that were there then; later versions may add some.</summary>
    private static IEnumerable<string> Rows(string[] lines, string header)
    {
        var names = lines[0].Split(',');
        var wanted = header.Split(',').Select(name => Array.IndexOf(names, name)).ToList();
        Assert.DoesNotContain(-1, wanted);
        return lines.Skip(1).Select(line => line.Split(',')).Select(cells => string.Join(',', wanted.Select(i => cells[i])));
    }
}
