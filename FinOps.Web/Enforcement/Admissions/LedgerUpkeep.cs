using FinOps.Core.Enforcement.Admissions;

namespace FinOps.Web.Enforcement.Admissions;

/// <summary>Keeps the ledger of this process going, four times a second while it is in use.</summary>
internal sealed partial class LedgerUpkeep(LedgerKeeper keeper, TimeProvider time, ILogger<LedgerUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isWell = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Every, time, stoppingToken);
                if (keeper.IsInUse)
                {
                    await keeper.RoundAsync(stoppingToken);
                }

                isWell = true;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (isWell)
                {
                    Failed(logger, exception);
                }

                isWell = false;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger cannot be kept up; this goes on")]
    private static partial void Failed(ILogger logger, Exception exception);
}
