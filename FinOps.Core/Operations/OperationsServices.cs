using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Operations;

public static class OperationsServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<DatabaseDisk>()
        .AddSingleton<IngestQueries>();
}
