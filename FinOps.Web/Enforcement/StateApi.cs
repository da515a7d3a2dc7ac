using System.Globalization;
using System.Text.Json.Serialization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Web.Access;
using FinOps.Web.Costs;

namespace FinOps.Web.Enforcement;

/// <summary>What gateways may keep of a tenant for a moment.</summary>
/// <param name="Tenant">Its key.</param>
/// <param name="State">active, tightened, capped or paused.</param>
/// <param name="Paused">True when all its calls are denied.</param>
/// <param name="PausedUntil">When the pause ends by itself; null when a person has to end it.</param>
/// <param name="Multiplier">The part of its rate that is left, 0 to 1.</param>
/// <param name="RatePerMinute">Calls per minute that are left; null for no limit.</param>
/// <param name="CapUsd">Its daily spend cap, exact; null for none, and for callers who may not see costs.</param>
/// <param name="SpentUsd">Spent of the present day, exact; null for callers who may not see costs.</param>
/// <param name="CapStops">True when nothing is admitted above the cap.</param>
/// <param name="DegradeTo">The model it is asked to use instead; null for none.</param>
/// <param name="FailClosed">True when its calls are to be denied while this service does not answer.</param>
/// <param name="PausedScopes">Pauses of parts of it, by feature, user and model.</param>
/// <param name="Version">Moves with every change of what enforcement goes by.</param>
public sealed record TenantStateAnswer(
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("paused")] bool Paused,
    [property: JsonPropertyName("paused_until")] DateTime? PausedUntil,
    [property: JsonPropertyName("multiplier")] decimal Multiplier,
    [property: JsonPropertyName("rate_per_minute")] long? RatePerMinute,
    [property: JsonPropertyName("cap_usd")] string? CapUsd,
    [property: JsonPropertyName("spent_usd")] string? SpentUsd,
    [property: JsonPropertyName("cap_stops")] bool CapStops,
    [property: JsonPropertyName("degrade_to")] string? DegradeTo,
    [property: JsonPropertyName("fail_closed")] bool FailClosed,
    [property: JsonPropertyName("paused_scopes")] IReadOnlyList<PausedScopeAnswer> PausedScopes,
    [property: JsonPropertyName("version")] long Version);

/// <summary>A part of a tenant's calls that is denied; null means any.</summary>
public sealed record PausedScopeAnswer(
    [property: JsonPropertyName("feature")] string? Feature,
    [property: JsonPropertyName("user")] string? User,
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("until")] DateTime? Until);

/// <summary>The state of a tenant for gateways, answered from memory.</summary>
internal static class StateApi
{
    /// <summary>Gateways may keep an answer so long; a pause is obeyed as fast as that plus half a second.</summary>
    private const int CacheSeconds = 1;

    public static void MapTenantState(this IEndpointRouteBuilder api)
    {
        foreach (var (scope, path, name) in new[] { (ApiScope.Reserve, "/tenants/{key}/state", "GetTenantState"), (ApiScope.Read, "/enforcement/tenants/{key}", "GetTenantEnforcement") })
        {
            api.MapGet(path, StateAsync).Guard(scope, scope == ApiScope.Read ? Permission.ViewCosts : null).WithName(name).WithSummary("Whether a tenant is paused, and what is left of its rate and cap")
                .WithDescription($"For gateways: answered from memory, and may be kept for {CacheSeconds} s. Needs the scope {scope}. Send the ETag as If-None-Match to be told 304 when nothing changed.")
                .Produces<TenantStateAnswer>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static async Task<IResult> StateAsync(HttpContext http, string key, MeasureBoard board, TimeProvider time)
    {
        var tenant = CostLinks.Decode(key);
        var actor = ApiDoor.ActorOf(http);
        var snapshot = await board.ReadAsync(http.RequestAborted);

        // A key of the scope reserve sees no costs, so it is held to the tenants it is bound to.
        var scope = ApiDoor.KeyOf(http) is { } shown ? shown.Tenants : actor.Sees;
        if (!scope.Allows(tenant))
        {
            return Results.Problem("There is no such tenant.", statusCode: StatusCodes.Status404NotFound);
        }

        var now = time.GetUtcNow();
        var answer = Of(snapshot, tenant, now, actor.TenantsFor(Permission.ViewCosts).Allows(tenant));
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{answer.Version}-{answer.State}-{answer.Multiplier}-{answer.SpentUsd}-{answer.PausedScopes.Count}\"");
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = $"private, max-age={CacheSeconds}";
        return http.Request.Headers.IfNoneMatch.Contains(tag) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Ok(answer);
    }

    private static TenantStateAnswer Of(MeasureSnapshot snapshot, string tenant, DateTimeOffset now, bool seesCosts)
    {
        var at = Instants.ToMicros(now);
        var verdict = EnforcementPolicy.Decide(snapshot, new AdmissionQuestion(tenant, null, null, null), now);
        var parts = snapshot.Measures.Where(m => m.Kind == MeasureKind.Pause && m.HoldsAt(at) && (m.Tenant is null || m.Tenant == tenant) && !m.Scope.IsWholeTenant);
        return new TenantStateAnswer(
            tenant, Word(snapshot.StateOf(tenant, at)), verdict.Pause is not null, Utc(verdict.Pause?.UntilMicros), verdict.RatePercent / 100m, verdict.Rate is { IsShadow: false } rate ? rate.PerMinute : null,
            seesCosts && snapshot.CapNanos(tenant, at) is { } cap ? Money.ToExactText(cap) : null, seesCosts ? Money.ToExactText(snapshot.SpentNanos(tenant, at)) : null, snapshot.RulesOf(tenant) is { StopsAtCap: true, CapMode: RuleMode.Enforced },
            verdict is { IsDegraded: true } ? verdict.DegradeTo : null, verdict.FailsClosed, [.. parts.Select(p => new PausedScopeAnswer(p.Feature, p.User, p.Model, Utc(p.UntilMicros)))], snapshot.Version);
    }

    private static string Word(TenantState state) => state switch
    {
        TenantState.Active => "active",
        TenantState.Tightened => "tightened",
        TenantState.Capped => "capped",
        TenantState.Paused => "paused",
    };

    private static DateTime? Utc(long? micros) => micros is { } at ? Instants.ToUtc(at) : null;
}
