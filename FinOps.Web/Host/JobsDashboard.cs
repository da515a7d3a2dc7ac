using FinOps.Core.Access;
using FinOps.Web.SignIn;
using Hangfire;
using Hangfire.Dashboard;

namespace FinOps.Web.Host;

/// <summary>Hangfire's own pages. Those who may only view jobs cannot run or delete any.</summary>
public static class JobsDashboard
{
    private static readonly Lazy<bool> Styled = new(Style);

    public static void MapJobsDashboard(this IEndpointRouteBuilder routes)
    {
        _ = Styled.Value;
        routes.MapHangfireDashboardWithAuthorizationPolicy(nameof(Permission.ViewJobs), "/jobs", new DashboardOptions
        {
            AppPath = "/",
            DashboardTitle = "FinOps jobs",
            DisplayStorageConnectionString = false,
            IsReadOnlyFunc = context => !PermissionHandler.Decided(context.GetHttpContext()).Permissions.Contains(ProtectedActions.RunJob.Needs),
        });
    }

    /// <summary>Makes the pages readable and usable for everyone. The library keeps its files for the whole process, so they are added once.</summary>
    private static bool Style()
    {
        var own = typeof(JobsDashboard).Assembly;
        GlobalConfiguration.Configuration.UseDashboardStylesheet(own, "jobs.css").UseDashboardJavaScript(own, "jobs.js");
        return true;
    }
}
