using FinOps.Core.Access;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Efficiency;

/// <summary>The download of the league.</summary>
internal static class EfficiencyEndpoints
{
    public const string ExportPath = "/efficiency/export";

    public static void MapEfficiencyExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ExportPath, ExportAsync).RequireAuthorization(nameof(Permission.ViewCosts)).ExcludeFromDescription();

    private static Task<IResult> ExportAsync(HttpContext http, EfficiencyTables tables, string? format, string? sort, string? q, CancellationToken cancellation) =>
        ViewExport.AnswerAsync(http, format, async (view, scope, known) =>
        {
            var data = await tables.ReadAsync(view, scope, cancellation);
            var name = $"efficiency-by-{CostView.KeyOf(data.League.By)}-{data.Period.FromUtc:yyyy-MM-dd}-to-{data.Period.ToUtc.AddTicks(-1):yyyy-MM-dd}";
            return TableExport.Answer(known, name, "Efficiency", EfficiencyTables.Columns(data.League.By, view.Compare), data.League.Lines, sort, q, cancellation);
        });
}
