using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace FinOps.Web.Host;

/// <summary>Tells systemd when the program is ready and when it leaves, and strokes its watchdog; does nothing where there is no systemd.</summary>
internal sealed class ServiceManager(IHostApplicationLifetime lifetime, Drain drain, TimeProvider time) : BackgroundService
{
    private readonly SystemdNotifier systemd = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!systemd.IsEnabled)
        {
            return;
        }

        lifetime.ApplicationStarted.Register(() => systemd.Notify(ServiceState.Ready));
        lifetime.ApplicationStopping.Register(() => systemd.Notify(ServiceState.Stopping));
        drain.Begun += () => systemd.Notify(ServiceState.Stopping);
        if (!long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var micros) || micros <= 0)
        {
            return;
        }

        // A process whose threads all hang never gets here, and is restarted.
        using var timer = new PeriodicTimer(TimeSpan.FromMicroseconds(micros) / 2, time);
        while (await timer.WaitForNextTickAsync(CancellationToken.None) && !stoppingToken.IsCancellationRequested)
        {
            systemd.Notify(new ServiceState("WATCHDOG=1"));
        }
    }
}
