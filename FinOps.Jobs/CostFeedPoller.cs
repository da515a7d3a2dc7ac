using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Notices commits of other processes (a command, a worker), so that open pages refresh; and stores when keys were last used.</summary>
internal sealed partial class CostFeedPoller(
    IDbContextFactory<FinOpsDbContext> contexts, CostFeed feed, ApiKeyUses keys, TimeProvider time, ILogger<CostFeedPoller> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private const int LooksPerKeySave = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        var isWell = true;
        for (var look = 1; ; look++)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await LookAsync(stoppingToken);
                isWell = true;
                if (look % LooksPerKeySave == 0)
                {
                    await keys.SaveAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                await SaveLastAsync();
                return;
            }
            catch (Exception exception)
            {
                if (isWell)
                {
                    CannotLook(logger, exception);
                }

                isWell = false;
            }
        }
    }

    /// <summary>Stores the uses of the last seconds before the process ends.</summary>
    private async Task SaveLastAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            await keys.SaveAsync(patience.Token);
        }
        catch (Exception exception)
        {
            CannotSave(logger, exception);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        feed.Publish(await context.DataVersions.Where(v => v.Id == 1).Select(v => v.Version).SingleAsync(cancellation));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot read the data version; pages refresh once the database answers again")]
    private static partial void CannotLook(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "When API keys were used in the last seconds cannot be stored")]
    private static partial void CannotSave(ILogger logger, Exception exception);
}
