using FinOps.Core.Alerts;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Notices alerts that were raised, taken up or over, in whatever process, so that open pages show them.</summary>
internal sealed partial class AlertFeedPoller(IDbContextFactory<FinOpsDbContext> contexts, AlertFeed feed, TimeProvider time, ILogger<AlertFeedPoller> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private (int? Newest, int Open) seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var isWell = true;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                isWell = await LookAsync(isWell, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }

    private async Task<bool> LookAsync(bool wasWell, CancellationToken cancellation)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var now = (await context.Alerts.MaxAsync(a => (int?)a.Id, cancellation), await context.Alerts.CountAsync(a => a.AcknowledgedAtMicros == null && a.RecoveredAtMicros == null, cancellation));
            if (now != seen)
            {
                seen = now;
                feed.Publish();
            }

            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (wasWell)
            {
                CannotLook(logger, exception);
            }

            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alerts cannot be read; pages show new ones once the database answers again")]
    private static partial void CannotLook(ILogger logger, Exception exception);
}
