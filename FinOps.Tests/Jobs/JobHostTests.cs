using FinOps.Core;
using FinOps.Jobs;
using Hangfire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Jobs;

/// <summary>Hosts that share a process must not do each other's work: a job would look into another host's database and find nothing to do.</summary>
public sealed class JobHostTests
{
    [Fact]
    public async Task Job_OfOneOfTwoHosts_IsMadeFromThatHostsServices()
    {
        await using var first = NewHost();
        await using var second = NewHost();
        var storeOfFirst = first.GetRequiredService<JobStorage>();

        // Whoever configures the library last would own all jobs if its activator were the process's.
        second.GetRequiredService<IGlobalConfiguration>();
        first.GetRequiredService<IGlobalConfiguration>();
        second.GetRequiredService<IGlobalConfiguration>();
        using var scope = first.GetRequiredService<JobActivator>().BeginScope((JobActivatorContext)null!);
        using var other = second.GetRequiredService<JobActivator>().BeginScope((JobActivatorContext)null!);

        Assert.Same(first.GetRequiredService<ImportLanes>(), scope.Resolve(typeof(ImportLanes)));
        Assert.Same(second.GetRequiredService<ImportLanes>(), other.Resolve(typeof(ImportLanes)));
        Assert.NotSame(storeOfFirst, second.GetRequiredService<JobStorage>());
    }

    private static ServiceProvider NewHost()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Database:ConnectionString"] = "Data Source=:memory:" }).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(settings).AddFinOpsCore(settings).AddJobs(settings).BuildServiceProvider();
    }
}
