using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Edge;

/// <summary>What stands between the network and the product: headers, limits, faults, proxies.</summary>
internal static class EdgeServices
{
    /// <summary>The largest body that an endpoint without a limit of its own takes.</summary>
    public const long DefaultBodyBytes = 1024 * 1024;

    /// <summary>The largest message of a live page: what pages hand over to their circuit.</summary>
    public const long LargestMessage = 1024 * 1024;

    public static IServiceCollection AddEdge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebOptions>().Bind(configuration.GetSection(WebOptions.Section)).ValidateDataAnnotations();
        services.AddSingleton<IPostConfigureOptions<ForwardedHeadersOptions>, ProxyHeaders>();
        services.AddSingleton<FormTargets>();
        services.AddSingleton<CircuitGate>();
        services.AddSingleton<HandshakePace>();
        services.AddSingleton<CircuitPace>();
        services.AddSingleton<LiveConnections>().AddHostedService<SlowReaders>();
        services.AddOptions<CircuitOptions>().Configure(circuits =>
        {
            circuits.DetailedErrors = false;
            circuits.DisconnectedCircuitMaxRetained = 100;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            circuits.MaxBufferedUnacknowledgedRenderBatches = 10;
            circuits.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(30);
            circuits.PersistedCircuitInMemoryMaxRetained = 200;
        });
        services.AddApiFaults();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = DefaultBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        services.AddOptions<AntiforgeryOptions>().Configure<IOptions<SignInOptions>>((forms, signIn) =>
        {
            // Local sign-in and a provider on this machine run over plain http, where browsers drop cookies that ask for https.
            var isPlain = signIn.Value.Mode == SignInMode.Local || signIn.Value.IsTrial;
            forms.Cookie.Name = isPlain ? "finops-form" : "__Host-finops-form";
            forms.Cookie.SecurePolicy = isPlain ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.HttpOnly = true;
            forms.Cookie.Path = "/";
            forms.SuppressXFrameOptionsHeader = true; // every answer has a stricter one
        });
        return services;
    }

    /// <summary>Limits of what one live page may send and leave unread.</summary>
    public static void Limit(HubOptions hub)
    {
        hub.MaximumReceiveMessageSize = LargestMessage;
        hub.MaximumParallelInvocationsPerClient = 1;
        hub.HandshakeTimeout = TimeSpan.FromSeconds(10);
        hub.AddFilter<CircuitPace>();
    }

    /// <summary>Leaves it to <see cref="LiveConnections"/> to end what a browser does not take; the platform would do it sooner, and tell nobody.</summary>
    public static RazorComponentsEndpointConventionBuilder WatchSlowReaders(this RazorComponentsEndpointConventionBuilder pages, IServiceProvider services)
    {
        var limit = TimeSpan.FromSeconds(services.GetRequiredService<IOptions<WebOptions>>().Value.SlowReaderSeconds * 2);
        pages.Add(endpoint =>
        {
            foreach (var connection in endpoint.Metadata.OfType<HttpConnectionDispatcherOptions>())
            {
                connection.TransportSendTimeout = limit;
            }
        });
        return pages;
    }

    /// <summary>Comes before everything else.</summary>
    public static void UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<LastResort>();
        app.UseMiddleware<RequestGuard>();
        app.UseWhen(Edges.IsForMachines, api => api.UseApiFaults());
        app.UseWhen(http => !Edges.IsForMachines(http), pages => pages.UseExceptionHandler("/error", createScopeForErrors: true));
    }

    /// <summary>Comes once it is known who calls.</summary>
    public static void UseLimits(this WebApplication app)
    {
        app.UseMiddleware<RateLimits>();
        app.Use(MeteredUpgrade.InvokeAsync);
        app.UseWebSockets(); // before the door, which watches them
        app.UseMiddleware<CircuitDoor>();
    }
}
