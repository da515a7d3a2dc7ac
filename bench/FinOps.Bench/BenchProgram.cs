using System.Diagnostics;
using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;
using FinOps.Core.Usage.Readers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Bench;

internal static class BenchProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var file = args[0];
        var db = Path.Combine(Path.GetTempPath(), "finops-bench", Guid.NewGuid().ToString("n"), "finops.db");
        await using var services = Services(db);
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(default);
        await services.GetRequiredService<PriceCatalog>().SeedAsync(default);
        var snapshot = await services.GetRequiredService<PriceBook>().CurrentAsync(default);
        foreach (var stage in new[] { 2 })
        {
            var watch = Stopwatch.StartNew();
            using var source = new NdjsonReader(File.OpenRead(file), 0, 0, true);
            var parser = new UsageParser(new UsageOptions(), TimeProvider.System);
            var rater = new UsageRater(snapshot);
            var batch = new RatedBatch();
            long rows = 0;
            while (true)
            {
                batch.Clear();
                if (!source.Fill(batch.Lines, default))
                {
                    break;
                }

                rows += batch.Lines.Lines.Count;
                if (stage >= 1)
                {
                    batch.Count = parser.Parse(batch.Lines, batch.Reports);
                }

                if (stage >= 2)
                {
                    rater.Rate(batch);
                }
            }

            Console.WriteLine($"stage {stage}: {watch.ElapsedMilliseconds} ms, {rows / watch.Elapsed.TotalSeconds:N0}/s");
        }

        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var all = Stopwatch.StartNew();
        var result = await services.GetRequiredService<UsageImporter>().ImportFileAsync(file, new ImportRequest(ImportSource.CommandLine, file), Actor.System("bench", "cli"), null, default);
        Console.WriteLine($"import: {all.ElapsedMilliseconds} ms, cpu {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds:N0} ms, {result.NewRecords / all.Elapsed.TotalSeconds:N0}/s, rss {Environment.WorkingSet / 1048576} MiB");
        return 0;
    }

    private static ServiceProvider Services(string db) => new ServiceCollection()
        .AddLogging()
        .AddFinOpsCore(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Database:ConnectionString"] = $"Data Source={db}" }).Build())
        .BuildServiceProvider();
}
