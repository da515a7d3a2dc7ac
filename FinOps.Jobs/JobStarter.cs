using FinOps.Core.Imports;
using Hangfire;
using Microsoft.Extensions.Hosting;

namespace FinOps.Jobs;

/// <summary>Registers the schedule, and starts imports as soon as they are queued.</summary>
internal sealed class JobStarter(IRecurringJobManager recurring, IBackgroundJobClient jobs, ImportQueue queue) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        JobSchedule.Register(recurring);
        queue.Added += StartImport;
        StartImport();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Added -= StartImport;
        return Task.CompletedTask;
    }

    private void StartImport() => jobs.Enqueue<ImportFilesJob>(job => job.RunAsync(CancellationToken.None));
}
