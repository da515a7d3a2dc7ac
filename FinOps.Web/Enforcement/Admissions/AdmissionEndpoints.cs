using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Core.Enforcement.Admissions;
using FinOps.Core.Enforcement.Ledger;
using FinOps.Web.Access;
using FinOps.Web.Edge;

namespace FinOps.Web.Enforcement.Admissions;

/// <summary><c>/api/v1/admissions</c>: asked before a call to a model is made, told while it runs and when it is over.</summary>
internal static class AdmissionEndpoints
{
    public static void MapAdmissions(this IEndpointRouteBuilder api)
    {
        api.MapPost("/admissions", AdmitAsync).Guard(ApiScope.Reserve).WithName("Admit")
            .WithSummary("Ask whether a call may be made, and hold its worst case")
            .WithDescription("The same id and body get the same answer (Idempotent-Replayed: true); a refused call may be asked again. Retries and fallbacks name their parent and draw from its hold. reason_code of a refusal: budget_breach, stale_reservation, rate_limited, tenant_paused, spend_cap, unpriced_model or infra.")
            .Produces<AdmissionReply>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapPost("/admissions/{id}/progress", ProgressAsync).Guard(ApiScope.Reserve).WithName("ReportProgress")
            .WithSummary("Report how far a call is; the answer says whether it may go on")
            .Produces<ProgressReply>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/admissions/{id}/settle", SettleAsync).Guard(ApiScope.Reserve).WithName("Settle")
            .WithSummary("Report what a try used; it is booked and becomes a usage record")
            .WithDescription("status retry or fallback keeps the rest of the hold for the next try. request_id names a try other than the first.")
            .Produces<SettleReply>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/admissions/{id}/void", VoidAsync).Guard(ApiScope.Reserve).WithName("Void")
            .WithSummary("End a reservation of which nothing more will be used")
            .Produces<VoidReply>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AdmitAsync(HttpContext http, AdmissionBody body, Core.Enforcement.Admissions.Admissions admissions, DecisionLog decisions)
    {
        if (body.Read() is not { Call: { } call } read)
        {
            return Fault(body.Read().Field, body.Read().Fault);
        }

        var key = ApiDoor.KeyOf(http)!;
        if (!key.Tenants.Allows(call.Tenant) || (key.Environment is { } environment && environment != call.Environment))
        {
            return Results.Problem($"The key {key.Prefix} is not for this tenant or environment.", statusCode: StatusCodes.Status403Forbidden);
        }

        var answer = await admissions.AdmitAsync(call, http.RequestAborted);
        AdmissionProblems.Tell(http.Response, answer.Rate);
        switch (answer)
        {
            case AdmissionAnswer.Admitted admitted:
                if (admitted.IsReplay)
                {
                    http.Response.Headers["Idempotent-Replayed"] = "true";
                }

                return Results.Ok(AdmissionReply.Of(admitted));
            case AdmissionAnswer.Denied denied:
                decisions.Note(DecisionDoor.Admission, denied.Reason, Subject(call, key), Edges.AddressOf(http), "POST /api/v1/admissions", call.Tenant);
                return AdmissionProblems.Of(denied, call, http.Response);
            default:
                return Results.Problem("The request id was used before with another body.", statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> ProgressAsync(HttpContext http, string id, ProgressBody body, Core.Enforcement.Admissions.Admissions admissions)
    {
        if (body.InputTokens < 0 || body.OutputTokens < 0 || body.ToolCalls < 0 || !(body.ElapsedSeconds >= 0))
        {
            return Fault("output_tokens", "Counts and seconds are numbers from 0.");
        }

        return await AnswerAsync(async () => ReservationKey.TryParse(id, out var key)
            && await admissions.ProgressAsync(key, new AdmissionProgress(body.InputTokens, body.OutputTokens, body.ToolCalls, body.ElapsedSeconds), ScopeOf(http), http.RequestAborted) is { } answer
            ? Results.Ok(new ProgressReply(answer.Action, answer.Reason, answer.Warning, Money.ToExactText(answer.UsedNanos), Money.ToExactText(answer.HeldNanos)))
            : Missing());
    }

    private static Task<IResult> SettleAsync(HttpContext http, string id, SettleBody body, Core.Enforcement.Admissions.Admissions admissions) => AnswerAsync(async () =>
    {
        if (!ReservationKey.TryParse(id, out var key))
        {
            return Missing();
        }

        switch (await admissions.SettleAsync(key, body.Read(), ScopeOf(http), ApiDoor.KeyOf(http)!.Id, http.RequestAborted))
        {
            case SettlementAnswer.Booked booked:
                if (booked.IsReplay)
                {
                    http.Response.Headers["Idempotent-Replayed"] = "true";
                }

                return Results.Ok(SettleReply.Of(id, booked));
            case SettlementAnswer.Invalid invalid:
                return Fault(invalid.Field, invalid.Text);
            case SettlementAnswer.OtherPayload:
                return Results.Problem("The try was settled before with other figures.", statusCode: StatusCodes.Status422UnprocessableEntity);
            default:
                return Missing();
        }
    });

    private static Task<IResult> VoidAsync(HttpContext http, string id, Core.Enforcement.Admissions.Admissions admissions) => AnswerAsync(async () =>
        ReservationKey.TryParse(id, out var key) && await admissions.VoidAsync(key, ScopeOf(http), http.RequestAborted) is { } voided
            ? Results.Ok(new VoidReply(id, voided.Reservation is { } r ? r.State.ToString().ToLowerInvariant() : "noted"))
            : Missing());

    /// <summary>What the ledger neither did nor could note must be told again.</summary>
    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (LedgerUnavailableException)
        {
            return Results.Problem("The ledger does not answer. Try again.", statusCode: StatusCodes.Status503ServiceUnavailable, extensions: new Dictionary<string, object?> { ["reason_code"] = AdmissionReason.Infra });
        }
    }

    private static TenantScope ScopeOf(HttpContext http) => ApiDoor.KeyOf(http)!.Tenants;

    private static string Subject(AdmissionCall call, VerifiedKey key) => call.Feature.Length > 0 ? $"feature:{call.Feature}" : $"key:{key.Prefix}";

    private static IResult Missing() => Results.Problem("There is no such reservation.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Fault(string field, string text) => Results.Problem(text, statusCode: StatusCodes.Status400BadRequest, extensions: new Dictionary<string, object?> { ["field"] = field });
}
