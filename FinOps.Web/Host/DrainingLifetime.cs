using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Host;

/// <summary>Turns the signals of the system into a <see cref="Drain"/>: SIGTERM takes its time, Ctrl-C does not.</summary>
internal sealed class DrainingLifetime(Drain drain) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        Watch(PosixSignal.SIGTERM, isUrgent: false);
        Watch(PosixSignal.SIGINT, isUrgent: true);
        Watch(PosixSignal.SIGQUIT, isUrgent: true);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => signals.ForEach(s => s.Dispose());

    private void Watch(PosixSignal signal, bool isUrgent) => signals.Add(PosixSignalRegistration.Create(signal, received =>
    {
        received.Cancel = true;
        drain.Begin(isUrgent);
    }));
}

internal static class DrainServices
{
    /// <summary>Lets the program leave in order; what is under way ends beside each other, not one after the other.</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ShutdownOptions>().Bind(configuration.GetSection(ShutdownOptions.Section));
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(shutdown.Value.DrainSeconds);
            host.ServicesStopConcurrently = true;
        });
        return services.AddSingleton<Drain>().AddHostedService<ServiceManager>();
    }
}
