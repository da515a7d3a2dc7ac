using System.Text.Json.Serialization;
using FinOps.Core.Access;
using FinOps.Core.Releases;
using FinOps.Web.Access;

namespace FinOps.Web.Releases;

/// <summary>A release as the API takes it.</summary>
/// <param name="Feature">The feature, as in the usage.</param>
/// <param name="At">When it went live; now where it is left out.</param>
/// <param name="Note">What was released.</param>
internal sealed record ReleaseBody(string? Feature, DateTimeOffset? At, string? Note);

/// <summary>A release as the API tells it.</summary>
internal sealed record ReleaseAnswer(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("feature")] string Feature,
    [property: JsonPropertyName("at")] DateTime At,
    [property: JsonPropertyName("note")] string Note,
    [property: JsonPropertyName("recorded_by")] string RecordedBy);

/// <summary>A change of a feature as the API tells it. Money is decimal text.</summary>
internal sealed record UpgradeAnswer(
    [property: JsonPropertyName("feature")] string Feature,
    [property: JsonPropertyName("first_day")] DateOnly FirstDay,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("models_before")] string ModelsBefore,
    [property: JsonPropertyName("models_after")] string ModelsAfter,
    [property: JsonPropertyName("cost_per_call_before_usd")] string CostPerCallBeforeUsd,
    [property: JsonPropertyName("cost_per_call_after_usd")] string? CostPerCallAfterUsd,
    [property: JsonPropertyName("effect_per_month_usd")] string? EffectPerMonthUsd,
    [property: JsonPropertyName("why")] string Why);

/// <summary><c>/api/v1/releases</c> and <c>/api/v1/signals/quiet-upgrades</c>.</summary>
internal static class ReleaseEndpoints
{
    public static void MapReleases(this IEndpointRouteBuilder api)
    {
        api.MapPost("/releases", PostAsync)
            .Guard(ApiScope.Admin)
            .WithName("PostRelease")
            .WithSummary("Record a release of a feature")
            .WithDescription("A deployment tells so that a change of models or of the cost per call is not taken for a quiet upgrade.")
            .Produces(StatusCodes.Status201Created)
            .ProducesValidationProblem();
        api.MapGet("/releases", ListAsync)
            .Guard(ApiScope.Read, Permission.ViewCosts)
            .WithName("GetReleases")
            .WithSummary("Releases on record, newest first; feature narrows")
            .Produces<IReadOnlyList<ReleaseAnswer>>();
        api.MapGet("/signals/quiet-upgrades", UpgradesAsync)
            .Guard(ApiScope.Read, Permission.ViewCosts)
            .WithName("GetQuietUpgrades")
            .WithSummary("Features whose models or cost per call changed in the last 90 days")
            .WithDescription("state is open (no release on record), released or acknowledged; feature narrows.")
            .Produces<IReadOnlyList<UpgradeAnswer>>();
    }

    private static async Task<IResult> PostAsync(HttpContext http, ReleaseBody body, ReleaseEditor editor)
    {
        var draft = new ReleaseDraft(body.Feature ?? "", body.At?.UtcDateTime, body.Note ?? "");
        return await editor.RecordAsync(draft, ApiDoor.ActorOf(http), http.RequestAborted) switch
        {
            ReleaseChange.Saved saved => Results.Created((string?)null, new { id = saved.Id }),
            ReleaseChange.Invalid invalid => Results.ValidationProblem(invalid.Faults.GroupBy(f => Named(f.Field)).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray())),
            _ => Results.Problem("There is no such feature.", statusCode: StatusCodes.Status404NotFound),
        };
    }

    private static async Task<IResult> ListAsync(HttpContext http, string? feature, ReleaseQueries releases)
    {
        var found = await releases.ListAsync(string.IsNullOrEmpty(feature) ? null : feature, ApiDoor.ActorOf(http).Sees, http.RequestAborted);
        return Results.Ok(found.Select(r => new ReleaseAnswer(r.Release.Id, r.Feature, Core.Data.Instants.ToUtc(r.Release.AtMicros), r.Release.Note, r.Release.RecordedBy)));
    }

    private static async Task<IResult> UpgradesAsync(HttpContext http, string? feature, ReleaseQueries releases)
    {
        var found = await releases.UpgradesAsync(string.IsNullOrEmpty(feature) ? null : feature, ApiDoor.ActorOf(http).Sees, http.RequestAborted);
        return Results.Ok(found.Select(Answer));
    }

    private static UpgradeAnswer Answer(QuietUpgrade upgrade)
    {
        var f = upgrade.Finding;
        return new UpgradeAnswer(
            upgrade.Feature, f.FirstDate, upgrade.IsOpen ? "open" : upgrade.Release is not null ? "released" : "acknowledged", Models(f.Before), Models(f.After), Usd(f.Before),
            f.PriceShift is null ? null : Usd(f.After), f.EffectPerMonthNanos is { } effect ? Core.Data.Money.ToExactText(effect) : null, ReleaseText.State(upgrade));
    }

    private static string Models(UsageMix mix) => string.Join(", ", mix.Models.Select(m => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{m.Model} {m.Share:0.####}")));

    private static string Usd(UsageMix mix) => (mix.CostPerCallNanos / 1_000_000_000m).ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);

    private static string Named(string field) => field == nameof(ReleaseDraft.AtUtc) ? "at" : field.ToLowerInvariant();
}
