using FinOps.Core.Alerts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Sends what waits in the outbox of alerts, every second or two. Several processes may run it; each message goes by one of them.</summary>
internal sealed partial class AlertDispatcher(AlertSender sender, TimeProvider time, ILogger<AlertDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var isWell = true;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                isWell = await SendAsync(isWell, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not sent goes with the next start.
        }
    }

    private async Task<bool> SendAsync(bool wasWell, CancellationToken cancellation)
    {
        try
        {
            await sender.SendAsync(cancellation);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (wasWell)
            {
                CannotSend(logger, exception);
            }

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox of alerts cannot be read; it is sent once the database answers again")]
    private static partial void CannotSend(ILogger logger, Exception exception);
}
