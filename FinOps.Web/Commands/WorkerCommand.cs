using System.CommandLine;
using FinOps.Jobs;
using FinOps.Web.Host;

namespace FinOps.Web.Commands;

/// <summary><c>worker</c>: jobs without the web, for more than one machine.</summary>
internal sealed class WorkerCommand : Command
{
    public WorkerCommand(string[] settings)
        : base("worker", "Run imports and scheduled jobs without the web, until stopped. For a second machine beside the console; both need the same SQL Server.") =>
        SetAction(async (_, cancellation) =>
        {
            using var host = CommandHost.Build(settings, Configure);
            await Database.PrepareAsync(host.Services, cancellation);
            await host.StartAsync(cancellation);
            await Console.Error.WriteLineAsync("The worker runs; stop it with Ctrl-C.");
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await host.StopAsync(CancellationToken.None);
            return ExitCodes.Done;
        });

    private static void Configure(HostApplicationBuilder builder)
    {
        builder.AddTelemetry();
        builder.Services.AddJobs(builder.Configuration).AddDrain(builder.Configuration).AddHealth(builder.Configuration).AddHostedService<WorkerHealth>();
    }
}
