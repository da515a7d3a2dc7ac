using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Records;

public static class RecordServices
{
    public static IServiceCollection AddRecords(this IServiceCollection services) => services
        .AddSingleton<RecordQueries>()
        .AddSingleton<RecordDetailQueries>();
}
