using System.Globalization;
using System.Text.Json.Serialization;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Core.Enforcement.Admissions;
using FinOps.Core.Enforcement.Ledger;

namespace FinOps.Web.Enforcement.Admissions;

/// <summary>A call that may be made.</summary>
/// <param name="ReservationId">Names the reservation in the other calls.</param>
/// <param name="RequestId">As asked.</param>
/// <param name="Attempt">Which try of its logical request, from 1.</param>
/// <param name="Mode">enforced; or soft_fail when the ledger did not answer, and the call was let through and noted.</param>
/// <param name="Reason">infra with soft_fail, else left out.</param>
/// <param name="ReservedUsd">What is held for the logical request.</param>
/// <param name="RemainingUsd">What was left of the tightest budget; null where none has a limit.</param>
/// <param name="ExpiresAt">The hold ends here unless progress is reported.</param>
/// <param name="Model">The model to use.</param>
/// <param name="Degraded">True when that is not the one asked for.</param>
/// <param name="Unpriced">True when a model has no price, so that it is held at a careful one.</param>
public sealed record AdmissionReply(
    [property: JsonPropertyName("reservation_id")] string ReservationId,
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("mode")] string Mode,
    [property: JsonPropertyName("reason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonPropertyName("reserved_usd")] string ReservedUsd,
    [property: JsonPropertyName("remaining_usd")] string? RemainingUsd,
    [property: JsonPropertyName("expires_at")] DateTime ExpiresAt,
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("degraded")] bool Degraded,
    [property: JsonPropertyName("unpriced")] bool Unpriced)
{
    internal static AdmissionReply Of(AdmissionAnswer.Admitted a) => new(
        a.Reservation.ToString(), a.RequestId, a.Attempt, a.IsSoft ? "soft_fail" : "enforced", a.IsSoft ? AdmissionReason.Infra : null,
        Money.ToExactText(a.ReservedNanos), a.RemainingNanos is { } left ? Money.ToExactText(left) : null, Instants.ToUtc(a.ExpiresAtMicros), a.Model, a.IsDegraded, a.IsUnpriced);
}

/// <summary>Whether a call may go on.</summary>
public sealed record ProgressReply(
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("warning")] bool Warning,
    [property: JsonPropertyName("used_usd")] string UsedUsd,
    [property: JsonPropertyName("reserved_usd")] string ReservedUsd);

/// <summary>What was booked.</summary>
/// <param name="State">open while another try is expected; settled, voided or expired; noted when the ledger did not answer and will be told.</param>
/// <param name="DebitedUsd">Out of the hold.</param>
/// <param name="OverrunUsd">Beyond it.</param>
/// <param name="LateUsd">After its end.</param>
/// <param name="Stop">True when more than twice the hold was used: stop what still runs.</param>
public sealed record SettleReply(
    [property: JsonPropertyName("reservation_id")] string ReservationId,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("debited_usd")] string DebitedUsd,
    [property: JsonPropertyName("overrun_usd")] string OverrunUsd,
    [property: JsonPropertyName("late_usd")] string LateUsd,
    [property: JsonPropertyName("stop")] bool Stop)
{
    internal static SettleReply Of(string id, SettlementAnswer.Booked b) => new(
        id, b.Reservation is { } r ? r.State.ToString().ToLowerInvariant() : "noted", Money.ToExactText(b.DebitNanos), Money.ToExactText(b.OverrunNanos), Money.ToExactText(b.LateNanos), b.IsBeyondCeiling);
}

/// <summary>What a reservation is after it was voided.</summary>
public sealed record VoidReply([property: JsonPropertyName("reservation_id")] string ReservationId, [property: JsonPropertyName("state")] string State);

/// <summary>Refusals as problem+json with everything that a gateway can tell its caller.</summary>
internal static class AdmissionProblems
{
    public static IResult Of(AdmissionAnswer.Denied denied, AdmissionCall call, HttpResponse response)
    {
        if (denied.RetryAfterSeconds is { } wait)
        {
            response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        }

        var status = denied.Reason switch
        {
            AdmissionReason.TenantPaused or AdmissionReason.UnpricedModel => StatusCodes.Status403Forbidden,
            AdmissionReason.StaleReservation => StatusCodes.Status409Conflict,
            AdmissionReason.Infra => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status429TooManyRequests,
        };
        return Results.Problem(denied.Text, statusCode: status, title: "The call may not be made.", extensions: new Dictionary<string, object?>
        {
            ["reason_code"] = denied.Reason,
            ["request_id"] = call.RequestId,
            ["parent_request_id"] = call.ParentRequestId,
            ["tenant"] = call.Tenant,
            ["feature_id"] = call.Feature,
            ["model_tier"] = call.Model,
            ["budget"] = denied.Budget?.Name,
            ["budget_window"] = denied.Budget is { } b ? $"{Instants.ToUtc(b.Ref.WindowStartMicros):yyyy-MM-dd'T'HH:mm:ss'Z'}/{Instants.ToUtc(b.WindowEndMicros):yyyy-MM-dd'T'HH:mm:ss'Z'}" : null,
            ["limit_usd"] = Usd(denied.LimitNanos),
            ["posted_usd"] = Usd(denied.PostedNanos),
            ["pending_usd"] = Usd(denied.PendingNanos),
            ["reserve_delta_usd"] = Usd(denied.DeltaNanos),
            ["retry_after_seconds"] = denied.RetryAfterSeconds,
        });
    }

    /// <summary>What the rate leaves.</summary>
    public static void Tell(HttpResponse response, RateAnswer? rate)
    {
        if (rate is { } known)
        {
            response.Headers["RateLimit-Limit"] = known.Limit.ToString(CultureInfo.InvariantCulture);
            response.Headers["RateLimit-Remaining"] = known.Remaining.ToString(CultureInfo.InvariantCulture);
            response.Headers["RateLimit-Reset"] = known.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string Usd(long nanos) => Money.ToExactText(nanos);
}
