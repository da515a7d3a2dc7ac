using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Data;

/// <summary>A real SQLite file in a folder of its own, with the current schema; gone afterwards.</summary>
internal sealed class TestDatabase : IDbContextFactory<FinOpsDbContext>, IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("finops-").FullName;
    private readonly FinOpsDbContextFactory contexts;

    public TestDatabase()
    {
        // No pool: its connections would keep the file open when the folder goes.
        Options = Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(folder, "test.db")};Pooling=False" });
        contexts = new FinOpsDbContextFactory(Options, TimeProvider.System);
    }

    public IOptions<DatabaseOptions> Options { get; }

    public FinOpsDbContext CreateDbContext() => contexts.CreateDbContext();

    public Task CreateAsync() => new DatabaseSetup(this, Options).MigrateAsync(CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        TempFolders.Remove(folder);
        return ValueTask.CompletedTask;
    }
}
