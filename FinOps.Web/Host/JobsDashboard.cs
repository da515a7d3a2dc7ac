using FinOps.Core.Access;
using FinOps.Web.SignIn;
using Hangfire;
using Hangfire.Dashboard;

namespace FinOps.Web.Host;

/// <summary>Hangfire's own pages. Those who may only view jobs cannot run or delete any.</summary>
public static class JobsDashboard
{
    public static void MapJobsDashboard(this IEndpointRouteBuilder routes) =>
        routes.MapHangfireDashboardWithAuthorizationPolicy(nameof(Permission.ViewJobs), "/jobs", new DashboardOptions
        {
            AppPath = "/",
            DashboardTitle = "FinOps jobs",
            DisplayStorageConnectionString = false,
            IsReadOnlyFunc = context => !PermissionHandler.Decided(context.GetHttpContext()).Permissions.Contains(ProtectedActions.RunJob.Needs),
        });
}
