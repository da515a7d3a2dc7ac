using System.Diagnostics;
using System.Globalization;
using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Bench;

/// <summary>The product's core on a SQLite file of its own, driven as the command line drives it.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public BenchDatabase(string file) => services = new ServiceCollection()
        .AddLogging()
        .AddFinOpsCore(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Database:ConnectionString"] = $"Data Source={file}" }).Build())
        .BuildServiceProvider();

    /// <summary>The largest resident memory of this process so far, in MiB.</summary>
    public static long PeakMiB => long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task PrepareAsync()
    {
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(default);
        await services.GetRequiredService<PriceCatalog>().SeedAsync(default);
    }

    public async Task<(ImportFile File, TimeSpan Elapsed)> ImportAsync(string log)
    {
        var watch = Stopwatch.StartNew();
        var file = await services.GetRequiredService<UsageImporter>().ImportFileAsync(
            log, new ImportRequest(ImportSource.CommandLine, Path.GetFileName(log)), Actor.System("bench", "cli"), null, default);
        return (file, watch.Elapsed);
    }

    /// <summary>What the job does each minute, and how long it takes.</summary>
    public async Task<TimeSpan> TidyAsync()
    {
        var watch = Stopwatch.StartNew();
        await services.GetRequiredService<RollupTidier>().TidyAsync(default);
        return watch.Elapsed;
    }

    /// <summary>Runs each question often and returns its 95th percentile in milliseconds.</summary>
    public async Task<IReadOnlyList<(string Name, double P95Ms)>> AskAsync(int times)
    {
        var queries = services.GetRequiredService<CostQueries>();
        var answers = new List<(string, double)>();
        foreach (var (name, query) in Questions())
        {
            var taken = new List<double>();
            for (var i = 0; i <= times; i++)
            {
                var watch = Stopwatch.StartNew();
                await queries.RunAsync(query, TenantScope.All, default);
                taken.Add(watch.Elapsed.TotalMilliseconds);
            }

            taken.RemoveAt(0);
            taken.Sort();
            answers.Add((name, taken[(int)Math.Ceiling(taken.Count * 0.95) - 1]));
        }

        return answers;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static IEnumerable<(string Name, CostQuery Query)> Questions()
    {
        var month = new CostQuery(BenchLog.FromUtc, BenchLog.ToUtc);
        foreach (var dimension in Enum.GetValues<CostDimension>())
        {
            yield return (dimension.ToString().ToLowerInvariant(), month with { GroupBy = [dimension] });
        }

        yield return ("tenant,feature", month with { GroupBy = [CostDimension.Tenant, CostDimension.Feature] });
        yield return ("tenant,day", month with { GroupBy = [CostDimension.Tenant, CostDimension.Day] });
        yield return ("feature,day,layer", month with { GroupBy = [CostDimension.Feature, CostDimension.Day, CostDimension.Layer] });
        yield return ("feature with latency", month with { GroupBy = [CostDimension.Feature], WithLatency = true });
        CostFilter tenant = new(CostDimension.Tenant, ["tenant_00003"]);
        yield return ("one tenant by feature,day", month with { GroupBy = [CostDimension.Feature, CostDimension.Day], Filters = [tenant] });
        yield return ("one tenant by user", month with { GroupBy = [CostDimension.User], Filters = [tenant] });
        yield return ("one feature by task,route", month with { GroupBy = [CostDimension.Task, CostDimension.Route], Filters = [new(CostDimension.Feature, ["feature_03"])] });
    }
}
