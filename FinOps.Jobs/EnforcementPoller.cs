using FinOps.Core.Enforcement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinOps.Jobs;

/// <summary>Notices measures, overrides and settings that other processes changed. While the database does not answer, what was known goes on.</summary>
internal sealed partial class EnforcementPoller(MeasureBoard board, TimeProvider time, ILogger<EnforcementPoller> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        var isWell = true;
        while (true)
        {
            try
            {
                await board.LookAsync(stoppingToken);
                isWell = true;
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (isWell)
                {
                    CannotLook(logger, exception);
                }

                isWell = false;
                await Task.WhenAny(Task.Delay(Poll, time, stoppingToken));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot read what pauses, caps and overrides other processes changed; those that are known go on")]
    private static partial void CannotLook(ILogger logger, Exception exception);
}
