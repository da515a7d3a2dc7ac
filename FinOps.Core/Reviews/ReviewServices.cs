using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Reviews;

public static class ReviewServices
{
    public static IServiceCollection AddReviews(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReviewOptions>().Bind(configuration.GetSection(ReviewOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<ReviewWatch>().AddSingleton<ReviewEditor>().AddSingleton<ReviewQueries>();
    }
}
