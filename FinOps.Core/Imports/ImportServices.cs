using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Imports;

public static class ImportServices
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services.AddSingleton<UsageImporter>();
}
