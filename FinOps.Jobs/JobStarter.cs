using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using Hangfire;
using Microsoft.Extensions.Hosting;

namespace FinOps.Jobs;

/// <summary>Registers the schedule, and starts what cannot wait for it: queued imports, changed prices and re-ratings, and what imports without a console left to tidy.</summary>
internal sealed class JobStarter(IRecurringJobManager recurring, IBackgroundJobClient jobs, ImportQueue queue, PriceBook prices, RerateQueue rerating) : IHostedService
{
    /// <summary>What follows from derived days waits for them a little; the nightly run makes up for what comes later.</summary>
    private static readonly TimeSpan SettleDelay = TimeSpan.FromMinutes(1);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        JobSchedule.Register(recurring);
        queue.Added += StartImport;
        prices.Changed += StartPricing;
        rerating.Added += StartRerating;
        StartImport();
        jobs.Enqueue<TidyRollupsJob>(job => job.RunAsync(CancellationToken.None));
        jobs.Enqueue<DeriveDaysJob>(job => job.RunAsync(CancellationToken.None));
        jobs.Schedule<FindFreemiumJob>(job => job.RunAsync(CancellationToken.None), SettleDelay);
        jobs.Schedule<ReviewFeaturesJob>(job => job.RunAsync(CancellationToken.None), SettleDelay);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Added -= StartImport;
        prices.Changed -= StartPricing;
        rerating.Added -= StartRerating;
        return Task.CompletedTask;
    }

    private void StartPricing() => jobs.Enqueue<PriceUnpricedJob>(job => job.RunAsync(CancellationToken.None));

    private void StartRerating() => jobs.Enqueue<RerateJob>(job => job.RunAsync(CancellationToken.None));

    private void StartImport() => jobs.Enqueue<ImportFilesJob>(job => job.RunAsync(CancellationToken.None));
}
