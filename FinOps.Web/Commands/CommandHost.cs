using FinOps.Core;
using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Host;
using Microsoft.Extensions.Logging.Console;

namespace FinOps.Web.Commands;

/// <summary>The product without its web: settings checked, database migrated, warnings on standard error.</summary>
public sealed class CommandHost : IAsyncDisposable
{
    private readonly IHost host;

    private CommandHost(IHost host) => this.host = host;

    /// <summary>Who acts: the account that runs the command.</summary>
    public static Actor Operator => Actor.System(Environment.UserName, "cli") with { Address = Environment.MachineName };

    public static async Task<CommandHost> StartAsync(string[] settings, CancellationToken cancellation)
    {
        var host = Build(settings, _ => { });
        await Database.PrepareAsync(host.Services, cancellation);
        return new CommandHost(host);
    }

    /// <summary>Builds the services that commands need, with what one of them adds.</summary>
    public static IHost Build(string[] settings, Action<HostApplicationBuilder> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { Args = settings, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).AddLines();
        builder.Logging.AddFilter<ConsoleLoggerProvider>(level => level >= LogLevel.Warning);
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        SettingsCheck.Demand(builder.Configuration);
        builder.Services.AddFinOpsCore(builder.Configuration).AddSecretProtection();
        configure(builder);
        return builder.Build();
    }

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        switch (host)
        {
            case IAsyncDisposable later:
                await later.DisposeAsync();
                break;
            default:
                host.Dispose();
                break;
        }
    }
}
