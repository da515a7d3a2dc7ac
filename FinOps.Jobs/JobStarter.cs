using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using Hangfire;
using Microsoft.Extensions.Hosting;

namespace FinOps.Jobs;

/// <summary>Registers the schedule, and starts what cannot wait for it: queued imports, and changed prices.</summary>
internal sealed class JobStarter(IRecurringJobManager recurring, IBackgroundJobClient jobs, ImportQueue queue, PriceBook prices) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        JobSchedule.Register(recurring);
        queue.Added += StartImport;
        prices.Changed += StartPricing;
        StartImport();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Added -= StartImport;
        prices.Changed -= StartPricing;
        return Task.CompletedTask;
    }

    private void StartPricing() => jobs.Enqueue<PriceUnpricedJob>(job => job.RunAsync(CancellationToken.None));

    private void StartImport() => jobs.Enqueue<ImportFilesJob>(job => job.RunAsync(CancellationToken.None));
}
