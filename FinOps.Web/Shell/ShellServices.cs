using FinOps.Web.Access;
using FinOps.Web.Access.Keys;
using FinOps.Web.Alerts;
using FinOps.Web.Audit;
using FinOps.Web.Costs;
using FinOps.Web.Edge;
using FinOps.Web.Efficiency;
using FinOps.Web.Enforcement;
using FinOps.Web.Freemium;
using FinOps.Web.Outcomes;
using FinOps.Web.Pricing;
using FinOps.Web.Pricing.Catalogs;
using FinOps.Web.Pricing.Claims;
using FinOps.Web.Pricing.Compare;
using FinOps.Web.Pricing.Rerating;
using FinOps.Web.Tenants;
using FinOps.Web.Records;
using FinOps.Web.Reviews;
using FinOps.Web.Runs;
using FinOps.Web.SignIn;
using FinOps.Web.Tenants.Terms;
using FinOps.Web.Users;
using MudBlazor.Services;

namespace FinOps.Web.Shell;

/// <summary>Registers and maps everything that people see: Razor components, sign-in, exports.</summary>
public static class ShellServices
{
    public static IServiceCollection AddShell(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(EdgeServices.Limit);
        services.AddMudServices();
        services.AddSingleton(_ => ThemeSheet.RenderAsync().GetAwaiter().GetResult()); // rendered without waiting for anything
        services.AddScoped<PageScheme>();
        services.AddScoped<PageVisibility>();
        services.AddSignIn(configuration);
        services.AddCostPages();
        services.AddPricingPages();
        services.AddUserPages();
        services.AddRunPages();
        services.AddEfficiencyPages();
        services.AddTermsPages();
        services.AddScoped<ProofGate>();
        services.AddScoped<KeyDialogs>();
        services.AddScoped<EnforcementDialogs>();
        return services;
    }

    public static void MapShell(this WebApplication app)
    {
        app.UseEdge();

        // Without a culture of its own the jobs dashboard writes an invalid page language.
        app.UseRequestLocalization("en-US");

        // Only pages: a re-executed post would read its form twice, and machines want plain status codes.
        app.UseWhen(
            http => HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
            pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseRouting(); // after the status pages, so that the page they re-execute is found
        app.UseAuthentication();
        app.UseLimits();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = "'none'").GuardLivePages().WatchSlowReaders(app.Services);
        ThemeSheet.Map(app);
        app.MapWellKnown();
        app.MapSignIn();
        app.MapCostExport();
        app.MapEconomicsExport();
        app.MapTenantsExport();
        app.MapRecordExport();
        app.MapUserExport();
        app.MapRunExport();
        app.MapFreemiumExport();
        app.MapReviewExport();
        app.MapEfficiencyExport();
        app.MapClaimExport();
        app.MapPriceExport();
        app.MapCompareExport();
        CatalogDownloads.MapCatalogExport(app);
        app.MapRerateExport();
        app.MapTermsExport();
        app.MapAccess();
        app.MapKeyExport();
        app.MapAlertExport();
        app.MapAuditExport();
        app.MapDecisionExport();
        app.MapEnforcementExport();
    }
}
