using Microsoft.Extensions.Options;

namespace FinOps.Web.Host;

/// <summary>A door of <c>worker</c> for machines that watch it, where <c>Health:WorkerUrl</c> asks for one: the status word and nothing else.</summary>
internal sealed class WorkerHealth(Readiness readiness, IOptions<HealthOptions> options) : IHostedService, IAsyncDisposable
{
    private WebApplication? door;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.WorkerUrl.Length == 0)
        {
            return;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Value.WorkerUrl);
        builder.Services.AddRoutingCore();
        door = builder.Build();
        door.MapGet("/health/live", () => Results.Text("Healthy"));
        door.MapGet("/health/ready", async (HttpContext http) => Health.Answer(http, await readiness.ReadAsync(http.RequestAborted), withDetails: false));
        await door.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => door?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => door?.DisposeAsync() ?? ValueTask.CompletedTask;
}
