using FinOps.Core.Access;
using FinOps.Web.Access;
using FinOps.Web.Alerts;
using FinOps.Web.Costs;
using FinOps.Web.Enforcement;
using FinOps.Web.Outcomes;
using FinOps.Web.Margins;
using FinOps.Web.Pricing;
using FinOps.Web.Freemium;
using FinOps.Web.Records;
using FinOps.Web.Releases;
using FinOps.Web.Runs;
using FinOps.Web.Tenants.Terms;
using FinOps.Web.Usage;

namespace FinOps.Web.Host;

/// <summary>The HTTP API under <c>/api/v1</c>, described by <c>/openapi/v1.json</c>.</summary>
public static class Api
{
    private static readonly ApiAccess Description = new(ApiScope.Read, Permission.ViewCosts);

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
            options.AddDoor();
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new() { Title = "FinOps API", Version = "v1", Description = "Send usage and read costs. Every call shows a key." };
                return Task.CompletedTask;
            });
        });
        return services.AddSingleton<ApiDoor>();
    }

    public static void MapApi(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase), branch => branch.Use(async (http, next) =>
        {
            if (await http.RequestServices.GetRequiredService<ApiDoor>().RefuseAsync(http, Description) is { } refusal)
            {
                await refusal.ExecuteAsync(http);
                return;
            }

            await next(http);
        }));
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(Description); // the branch above asks for it
        var api = app.MapGroup("/api/v1");
        api.MapUsage();
        api.MapCosts();
        api.MapOutcomes();
        api.MapMargins();
        api.MapRecords();
        api.MapReleases();
        api.MapRuns();
        api.MapFreemium();
        api.MapPrice();
        api.MapTerms();
        api.MapAlerts();
        api.MapTenantState();
    }
}
