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
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Conformance;

/// <summary>The real core on a database of its own, with a stopped clock and two priced models.</summary>
internal sealed class Lab : IAsyncDisposable
{
    /// <summary>When every test takes place.</summary>
    public static readonly DateTimeOffset Now = new(2026, 10, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider services;
    private readonly ILabDatabase database;

    private Lab(ServiceProvider services, ILabDatabase database, string folder)
    {
        this.services = services;
        this.database = database;
        Folder = folder;
    }

    public static Actor Tester { get; } = Actor.System("tests", "cli");

    public string Folder { get; }

    public FakeTimeProvider Clock => (FakeTimeProvider)services.GetRequiredService<TimeProvider>();

    public UsageImporter Importer => services.GetRequiredService<UsageImporter>();

    public CostQueries Costs => services.GetRequiredService<CostQueries>();

    public static async Task<Lab> OpenAsync(ILabDatabase database, Action<IServiceCollection>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("finops-lab-").FullName;
        var settings = await database.CreateAsync(folder);
        settings["Audit:AnchorFile"] = Path.Combine(folder, "anchors.log");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddFinOpsCore(configuration);
        collection.AddSingleton<ISecretProtection, OpenSecrets>();
        collection.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        database.Change(collection);
        change?.Invoke(collection);
        var lab = new Lab(collection.BuildServiceProvider(), database, folder);
        await lab.Get<DatabaseSetup>().MigrateAsync(default);
        await lab.AddPricesAsync(LabPrices.All);
        return lab;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public object Get(Type service) => services.GetRequiredService(service);

    public FinOpsDbContext NewContext() => Get<IDbContextFactory<FinOpsDbContext>>().CreateDbContext();

    public async Task AddPricesAsync(IEnumerable<Price> prices)
    {
        await using var context = NewContext();
        context.Prices.AddRange(prices);
        await context.SaveChangesAsync();
        Get<PriceBook>().Invalidate();
    }

    public string Write(string name, IEnumerable<string> lines) => Write(name, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public Task<ImportFile> ImportAsync(string name, IEnumerable<string> lines) => ImportAsync(Write(name, lines));

    public Task<ImportFile> ImportAsync(string name, byte[] content) => ImportAsync(Write(name, content));

    public Task<ImportFile> ImportAsync(string path, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        Importer.ImportFileAsync(path, new ImportRequest(ImportSource.CommandLine, Path.GetFileName(path)), Tester, progress, cancellation);

    public async Task<List<T>> ReadAsync<T>(Func<FinOpsDbContext, IQueryable<T>> query)
    {
        await using var context = NewContext();
        return await query(context).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DropAsync();
        TempFolders.Remove(Folder);
    }
}

/// <summary>Secrets of a laboratory need no protection.</summary>
internal sealed class OpenSecrets : ISecretProtection
{
    public string Protect(byte[] secret) => Convert.ToBase64String(secret);

    public byte[] Unprotect(string text) => Convert.FromBase64String(text);
}

/// <summary>Prices of two invented models; the second has rates that make single tokens cost fractions of a nano-USD.</summary>
internal static class LabPrices
{
    public const string Provider = "lab";
    public const string Even = "even-1";
    public const string Odd = "odd-1";

    /// <summary>Never priced.</summary>
    public const string Unknown = "mystery-9";

    public static IEnumerable<Price> All =>
    [
        Of(Even, new TokenRates { InputPer1M = 3_000_000_000, CacheReadPer1M = 300_000_000, CacheWrite5mPer1M = 3_750_000_000, CacheWrite1hPer1M = 6_000_000_000, OutputPer1M = 15_000_000_000 }),
        Of(Odd, new TokenRates { InputPer1M = 37_500_000, CacheReadPer1M = 1_250_001, CacheWrite5mPer1M = 46_875_003, CacheWrite1hPer1M = 75_000_001, OutputPer1M = 333_333_337 }),
    ];

    public static TokenRates RatesOf(string model) => All.Single(p => p.ModelPattern == model).Rates;

    public static Price Of(string model, TokenRates rates, DateTime? validFromUtc = null) => new()
    {
        Kind = PriceKind.Own,
        Provider = Provider,
        ModelPattern = model,
        Match = ModelMatch.Exact,
        Rates = rates,
        ValidFromMicros = Instants.ToMicros(validFromUtc ?? new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
        Source = "lab",
        CreatedBy = "tests",
    };
}
