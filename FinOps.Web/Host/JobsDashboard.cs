using FinOps.Core.Access;
using Hangfire;

namespace FinOps.Web.Host;

/// <summary>Hangfire's own pages, for administrators.</summary>
public static class JobsDashboard
{
    public static void MapJobsDashboard(this IEndpointRouteBuilder routes) =>
        routes.MapHangfireDashboardWithAuthorizationPolicy(nameof(Permission.Administer), "/jobs", new DashboardOptions
        {
            AppPath = "/",
            DashboardTitle = "FinOps jobs",
            DisplayStorageConnectionString = false,
        });
}
