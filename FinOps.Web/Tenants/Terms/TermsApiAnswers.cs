using FinOps.Core.Data;
using FinOps.Core.Tenants;

namespace FinOps.Web.Tenants.Terms;

/// <summary>What becomes of changes to terms, for machines.</summary>
internal static class TermsApiAnswers
{
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    public static IResult Missing() => Results.Problem("There is no such tenant.", statusCode: StatusCodes.Status404NotFound);

    public static IResult NeedsReason() => Results.Problem("Say why, as reason=…: it is kept in the audit trail.", statusCode: StatusCodes.Status400BadRequest);

    public static IResult Of(TenantEdit edit) => edit switch
    {
        TenantEdit.Saved => Results.NoContent(),
        TenantEdit.Invalid invalid => Results.Problem(
            string.Join(" ", invalid.Faults.Select(f => f.Message)),
            statusCode: StatusCodes.Status400BadRequest,
            title: "It cannot be stored like this.",
            extensions: new Dictionary<string, object?> { ["faults"] = invalid.Faults.Select(f => new { field = TermsFields.ColumnOf(f.Field), message = f.Message }) }),
        TenantEdit.Conflict conflict => Results.Problem(conflict.Message, statusCode: StatusCodes.Status409Conflict, title: "It was changed meanwhile."),
        _ => Missing(),
    };

    public static PlanAnswer Of(PlanRow row) => new(
        row.Plan.Key, row.Plan.Name, row.Plan.Tier, row.Plan.IsRetired, row.Plan.Version,
        [.. row.Prices.Select(p => new PlanPriceAnswer(p.ValidFrom, Money.ToExactText(p.MonthlyFeeNanos), TermsApiMoney.Text(p.IncludedUsageNanos), p.Reason))]);

    public static string Word(RevenueKind kind) => TermsFields.WordOf(kind);

    public static RevenueKind? KindOf(string? word) => TermsFields.KindOf(word ?? "");
}
