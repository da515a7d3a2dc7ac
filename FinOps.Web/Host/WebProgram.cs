using FinOps.Core;
using FinOps.Jobs;
using FinOps.Web.Edge;
using FinOps.Web.Imports;
using FinOps.Web.Shell;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Host;

/// <summary>The console, the HTTP API and the jobs in one process.</summary>
public static class WebProgram
{
    private const string DefaultAddress = "http://localhost:5080";

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = Build(args);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        await Database.PrepareAsync(app.Services, CancellationToken.None);
        Map(app);
        await app.StartAsync();
        Announce(app);
        await app.WaitForShutdownAsync();
        return ExitCodes.Done;
    }

    private static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = RunningEnvironment.Name(args),
        });
        builder.Logging.AddLines();
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // what it would say is told in one line by EntryPoint
        SettingsCheck.Demand(builder.Configuration);
        if (!HasAddress(builder.Configuration))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        builder.AddTelemetry();
        builder.Services
            .AddFinOpsCore(builder.Configuration)
            .AddJobs(builder.Configuration)
            .AddEdge(builder.Configuration)
            .AddApi()
            .AddDrain(builder.Configuration)
            .AddHealth(builder.Configuration)
            .AddShell(builder.Configuration)
            .AddImportPages()
            .AddSingleton<IHostLifetime, DrainingLifetime>();
        return builder.Build();
    }

    private static void Map(WebApplication app)
    {
        app.MapShell();
        app.MapApi();
        app.MapImports();
        app.MapHealth();
        app.MapJobsDashboard();
    }

    private static bool HasAddress(IConfiguration configuration) =>
        new[] { "urls", "http_ports", "https_ports", "Kestrel:Endpoints" }.Any(key => configuration.GetSection(key).Exists());

    private static void Announce(WebApplication app)
    {
        foreach (var address in app.Urls)
        {
            Console.WriteLine($"FinOps is ready at {address}");
        }
    }
}
