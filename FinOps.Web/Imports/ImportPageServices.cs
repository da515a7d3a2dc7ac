namespace FinOps.Web.Imports;

public static class ImportPageServices
{
    public static IServiceCollection AddImportPages(this IServiceCollection services) => services.AddScoped<MappingSample>();
}
