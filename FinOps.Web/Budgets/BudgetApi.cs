using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Tenants;
using FinOps.Web.Access;
using FinOps.Web.Shell;
using FinOps.Web.Tenants.Terms;

namespace FinOps.Web.Budgets;

/// <summary><c>/api/v1/budgets</c>: budgets from and for planning systems. Only keys change them.</summary>
internal static class BudgetApi
{
    public static void MapBudgets(this IEndpointRouteBuilder api)
    {
        api.MapGet("/budgets", ListAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetBudgets").WithSummary("Budgets with their current window")
            .WithDescription("Narrow with tenant=…, feature=… or health=over, near, fine or idle. format=csv answers the file that the import takes.").Produces<IEnumerable<BudgetAnswer>>();
        api.MapGet("/budgets/{id:int}", GetAsync).Guard(ApiScope.Read, Permission.ViewCosts).WithName("GetBudget").WithSummary("One budget").Produces<BudgetAnswer>().Refuses();
        api.MapPost("/budgets", PostAsync).Guard(ApiScope.Admin).WithName("PostBudget").WithSummary("Add a budget")
            .WithDescription("An empty scope is any. A budget of the same scope and period without an end ends where this one begins. period is daily or monthly.").Produces<BudgetAnswer>(StatusCodes.Status201Created).Refuses();
        api.MapPut("/budgets/{id:int}", PutAsync).Guard(ApiScope.Admin).WithName("PutBudget").WithSummary("Change a budget")
            .WithDescription("What is absent stays as it is; scope and period stay in any case. With version, a change by somebody else since is answered with 409.").Produces<BudgetAnswer>().Refuses();
        api.MapDelete("/budgets/{id:int}", DeleteAsync).Guard(ApiScope.Admin).WithName("DeleteBudget").WithSummary("Remove a budget")
            .WithDescription("Needs reason=…. Its history stays.").Produces(StatusCodes.Status204NoContent).Refuses();
        api.MapPost("/budgets/import", ImportAsync).Guard(ApiScope.Admin).WithName("ImportBudgets").WithSummary("Take a CSV file of budgets over")
            .WithDescription($"The body is CSV with the columns {string.Join(", ", BudgetFiles.Columns)}. Good lines are taken over, the others named with their cure. dry_run=true stores nothing.")
            .Accepts<string>("text/csv").Produces<BudgetFileAnswer>().Refuses();
    }

    private static async Task<IResult> ListAsync(HttpContext http, BudgetQueries queries, BudgetFiles files, string? tenant, string? feature, string? health, string? format)
    {
        var actor = ApiDoor.ActorOf(http);
        var rows = (await queries.ListAsync(actor, http.RequestAborted)).Where(r => (tenant is null || r.Scope.Tenant == tenant) && (feature is null || r.Scope.Feature == feature)
            && (health is null || string.Equals(r.Health.ToString(), health, StringComparison.OrdinalIgnoreCase))).ToList();
        return format == "csv"
            ? Results.Stream(output => files.WriteAsync(output, rows.Select(r => r.Budget.Id).ToHashSet(), actor, http.RequestAborted), TableExport.CsvType, "budgets.csv")
            : Results.Ok(rows.Select(BudgetAnswer.Of));
    }

    private static async Task<IResult> GetAsync(HttpContext http, int id, BudgetQueries queries) =>
        await queries.FindAsync(id, ApiDoor.ActorOf(http), http.RequestAborted) is { Budget.IsDeleted: false } row ? Results.Ok(BudgetAnswer.Of(row)) : Missing();

    private static async Task<IResult> PostAsync(HttpContext http, BudgetBody body, BudgetEditor editor, BudgetQueries queries)
    {
        var actor = ApiDoor.ActorOf(http);
        var edit = await editor.SaveAsync(body.ToDraft(null), actor, http.RequestAborted);
        return edit is BudgetEdit.Saved saved && await queries.FindAsync(saved.Id, actor, http.RequestAborted) is { } row
            ? Results.Created($"/api/v1/budgets/{saved.Id}", BudgetAnswer.Of(row))
            : Of(edit);
    }

    private static async Task<IResult> PutAsync(HttpContext http, int id, BudgetBody body, BudgetEditor editor, BudgetQueries queries) =>
        await editor.SaveAsync(body.ToDraft(id), ApiDoor.ActorOf(http), http.RequestAborted) is var edit and not BudgetEdit.Saved ? Of(edit) : await GetAsync(http, id, queries);

    private static async Task<IResult> DeleteAsync(HttpContext http, int id, string? reason, int? version, BudgetEditor editor) => string.IsNullOrWhiteSpace(reason)
        ? TermsApiAnswers.NeedsReason()
        : await editor.RemoveAsync(id, version, reason, ApiDoor.ActorOf(http), http.RequestAborted) is var edit and not BudgetEdit.Saved ? Of(edit) : Results.NoContent();

    private static async Task<IResult> ImportAsync(HttpContext http, BudgetFiles files, bool? dry_run)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var actor = ApiDoor.ActorOf(http);
        var file = body.GetBuffer().AsMemory(0, (int)body.Length);
        var result = dry_run == true ? await files.PreviewAsync(file, actor, http.RequestAborted) : await files.ApplyAsync(file, actor, http.RequestAborted);
        return result.Fault is { } fault
            ? Of(new BudgetEdit.Invalid([new BudgetFault(fault.Field, fault.Message)]))
            : Results.Ok(new BudgetFileAnswer(
                result.IsStored, result.Count(LineEffect.New), result.Count(LineEffect.Changed), result.Count(LineEffect.Unchanged), result.Count(LineEffect.Wrong),
                [.. result.Lines.Where(l => l.Effect != LineEffect.Unchanged).Select(l => new BudgetLineAnswer(l.Line, l.Key, BudgetText.Word(l.Effect), l.Text))]));
    }

    private static IResult Missing() => Results.Problem("There is no such budget.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Of(BudgetEdit edit) => edit switch
    {
        BudgetEdit.Invalid invalid => Results.Problem(
            string.Join(" ", invalid.Faults.Select(f => f.Message)), statusCode: StatusCodes.Status400BadRequest, title: "It cannot be stored like this.",
            extensions: new Dictionary<string, object?> { ["faults"] = invalid.Faults.Select(f => new { field = f.Field, message = f.Message }) }),
        BudgetEdit.Conflict conflict => Results.Problem(conflict.Message, statusCode: StatusCodes.Status409Conflict, title: "It was changed meanwhile."),
        _ => Missing(),
    };
}
