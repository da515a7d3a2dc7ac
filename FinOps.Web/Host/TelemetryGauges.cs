using System.Diagnostics.Metrics;
using FinOps.Core.Operations;

namespace FinOps.Web.Host;

/// <summary>Looks every few seconds at what cannot be counted on the way: waiting logs, their lag, room on disk.</summary>
internal sealed partial class TelemetryGauges(IngestQueries ingest, DatabaseDisk disk, TimeProvider time, ILogger<TelemetryGauges> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly Meter meter = new(Measurements.Name);
    private IngestState state = new(0, 0, TimeSpan.Zero);

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        CreateGauges();
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                state = await ingest.ReadAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                CannotRead(logger, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void CreateGauges()
    {
        meter.CreateObservableGauge("finops.import.lag", () => state.Lag.TotalSeconds, "s", "How long the oldest waiting log has waited.");
        meter.CreateObservableGauge("finops.import.queue.depth", () => state.Waiting, "{import}", "Logs that wait to be imported.");
        meter.CreateObservableGauge("finops.import.running", () => state.Running, "{import}", "Imports that run, posts among them.");
        if (disk.File is not null)
        {
            meter.CreateObservableGauge("finops.database.size", () => disk.SizeBytes ?? 0, "By", "Bytes of the SQLite file and its log.");
            meter.CreateObservableGauge("finops.database.disk.free", () => disk.FreeBytes ?? 0, "By", "Bytes that are free beside the SQLite file.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of imports cannot be read: {Reason}")]
    private static partial void CannotRead(ILogger logger, string reason);
}
