using FinOps.Core.Enforcement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Follows spend every second, so that a tenant moves along the ladder within a second or two of crossing a limit. Each process keeps its own snapshot.</summary>
internal sealed partial class LadderTicker(SpendWatch spend, LadderWatch ladder, TimeProvider time, ILogger<LadderTicker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var isWell = true;
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                await spend.KeepUpAsync(stoppingToken);
                await ladder.MoveAsync(stoppingToken);
                await ladder.TellAsync(stoppingToken);
                isWell = true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                if (isWell)
                {
                    CannotLook(logger, exception);
                }

                isWell = false;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Spend cannot be held against caps; tenants stay where they are on the ladder until the database answers again")]
    private static partial void CannotLook(ILogger logger, Exception exception);
}
