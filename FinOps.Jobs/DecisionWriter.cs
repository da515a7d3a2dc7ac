using FinOps.Core.Enforcement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Stores the gathered refusals every second, and once more when the process ends.</summary>
internal sealed partial class DecisionWriter(DecisionLog decisions, TimeProvider time, ILogger<DecisionWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var isWell = true;
        while (await NextAsync(timer, stoppingToken))
        {
            isWell = await SaveAsync(isWell, stoppingToken);
        }

        using var patience = new CancellationTokenSource(Patience, time);
        await SaveAsync(isWell, patience.Token);
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Whether it went well; only the first of several failures is told.</returns>
    private async Task<bool> SaveAsync(bool wasWell, CancellationToken cancellation)
    {
        try
        {
            await decisions.SaveAsync(cancellation);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return wasWell;
        }
        catch (Exception exception)
        {
            if (wasWell)
            {
                CannotSave(logger, exception);
            }

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refusals cannot be stored in the decision log; they are kept until the database answers again")]
    private static partial void CannotSave(ILogger logger, Exception exception);
}
