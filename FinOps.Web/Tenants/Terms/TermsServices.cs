namespace FinOps.Web.Tenants.Terms;

/// <summary>Registers what the pages of terms share.</summary>
internal static class TermsServices
{
    public static IServiceCollection AddTermsPages(this IServiceCollection services) => services.AddScoped<TermsDialogs>().AddSingleton<SpendOfTenants>();
}
