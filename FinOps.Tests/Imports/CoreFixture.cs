using System.Text;
using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Imports;

/// <summary>The whole core on a SQLite file of its own.</summary>
public sealed class CoreFixture : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly string folder = Directory.CreateTempSubdirectory("finops-imports-").FullName;

    private CoreFixture()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "test.db")};Pooling=False",
            ["Imports:DropFolder"] = Path.Combine(folder, "drop"),
            ["Imports:SpoolFolder"] = SpoolFolder,
        }).Build();
        services = new ServiceCollection().AddLogging().AddFinOpsCore(configuration).BuildServiceProvider();
    }

    public static Actor Admin { get; } = Actor.System("test", "web");

    public static Actor Viewer { get; } = new("viewer", "Viewer", "web", new HashSet<Permission> { Permission.ViewCosts });

    public string SpoolFolder => Path.Combine(folder, "spool");

    public static async Task<CoreFixture> StartAsync()
    {
        var core = new CoreFixture();
        await core.Get<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        return core;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task<FinOpsDbContext> ContextAsync() => await Get<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();

    /// <summary>Imports a log given as text.</summary>
    public async Task<ImportFile> ImportAsync(string name, string text, string? profile = null)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text, new UTF8Encoding(false));
        return await Get<UsageImporter>().ImportFileAsync(path, new ImportRequest(ImportSource.CommandLine, name) { Profile = profile }, Admin, null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        TempFolders.Remove(folder);
    }
}
