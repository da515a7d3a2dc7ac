using FinOps.Core.Access;
using FinOps.Web.Access;

namespace FinOps.Web.Costs;

/// <summary>Downloads of pages that are asked by a view in the address: checks the format and whose usage may be seen, and answers faults in words.</summary>
internal static class ViewExport
{
    /// <summary>The download that <paramref name="answer"/> writes for a view and a scope, or why there is none.</summary>
    public static async Task<IResult> AnswerAsync(HttpContext http, string? format, Func<CostView, TenantScope, string, Task<IResult>> answer)
    {
        if (format is not ("csv" or "xlsx"))
        {
            return Results.Problem("Name the format: csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
        }

        var view = CostView.Parse(http.Request.QueryString.Value);
        var scope = await http.ScopeOfPersonAsync();
        if (view.Ask(default).Filters.RefuseOthers(scope) is { } missing)
        {
            return missing;
        }

        try
        {
            return await answer(view, scope, format);
        }
        catch (ArgumentException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
