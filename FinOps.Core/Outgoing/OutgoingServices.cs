using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Outgoing;

public static class OutgoingServices
{
    public static IServiceCollection AddOutgoing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutgoingOptions>().Bind(configuration.GetSection(OutgoingOptions.Section)).ValidateDataAnnotations();
        return services.AddSingleton<OutgoingAddresses>().AddSingleton(s => new OutgoingHttp(s.GetRequiredService<OutgoingAddresses>(), s.GetRequiredService<IOptions<OutgoingOptions>>()));
    }
}
