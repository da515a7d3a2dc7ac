using FinOps.Core.Access;
using FinOps.Core.Margins;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.Tenants;

namespace FinOps.Web.Margins;

/// <summary>Downloads of what the page of tiers shows.</summary>
internal static class TiersExport
{
    public static string Href(CostView view) => "/margins/export" + CostView.Join((view with { Group = null }).ToQuery(), "&of=tiers");

    public static async Task<IResult> AnswerAsync(HttpContext http, CostView view, Actor actor, string format, string? sort, string? words, CancellationToken cancellation)
    {
        var margins = http.RequestServices.GetRequiredService<MarginQueries>();
        var (from, to) = TenantsTable.DaysOf(view.PeriodAt(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime));
        var tiers = await margins.TiersAsync(await margins.OfPeriodAsync(from, to, actor, cancellation), cancellation);
        return TableExport.Answer(format, $"tiers-{from:yyyy-MM-dd}-to-{to.AddDays(-1):yyyy-MM-dd}", "Tiers", TiersPage.Columns, tiers.Tiers, sort, words, cancellation);
    }
}
