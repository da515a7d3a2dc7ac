using System.Text;

namespace FinOps.Tests.Access;

/// <summary>A request to each route that needs more than its pattern: values for its parameters, a body.</summary>
internal static class RouteExamples
{
    /// <summary>The day of the usage that tests import.</summary>
    public const string Day = "from=2026-10-01&to=2026-10-01";

    private const string Line = """{"timestamp":"2026-10-01T05:00:00Z","request_id":"matrix","tenant_id":"acme","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":10,"output_tokens":5}""";

    private static readonly Dictionary<string, string> Addresses = new(StringComparer.Ordinal)
    {
        ["/tenants/{*Segment}"] = $"/tenants/acme?{Day}",
        ["/manage/tenants/{*Segment}"] = "/manage/tenants/acme",
        ["/manage/terms/export"] = "/manage/terms/export?of=tenants",
        ["/api/v1/tenants/{key}"] = "/api/v1/tenants/acme",
        ["/api/v1/tenants/{key}/contracts"] = "/api/v1/tenants/acme/contracts",
        ["/api/v1/tenants/{key}/contracts/{start}"] = "/api/v1/tenants/acme/contracts/2026-10-01",
        ["/api/v1/tenants/{key}/state"] = "/api/v1/tenants/acme/state",
        ["/api/v1/enforcement/tenants/{key}"] = "/api/v1/enforcement/tenants/acme",
        ["/api/v1/revenue/{id:int}"] = "/api/v1/revenue/1",
        ["/api/v1/plans/{key}"] = "/api/v1/plans/pro-2026",
        ["/tenants/{Segment}/one-pager"] = "/tenants/acme/one-pager",
        ["/api/v1/margins/{tenant}"] = $"/api/v1/margins/acme?from=2026-10-01&to=2026-10-02",
        ["/api/v1/margins/{tenant}/interventions"] = "/api/v1/margins/acme/interventions",
        ["/margins/export"] = $"/margins/export?{Day}&format=csv",
        ["/features/{*Segment}"] = $"/features/chat?{Day}",
        ["/costs/export"] = $"/costs/export?{Day}&by=tenant&format=csv",
        ["/records/export"] = $"/records/export?{Day}&format=csv",
        ["/users/export"] = $"/users/export?{Day}&format=csv",
        ["/runs/export"] = $"/runs/export?{Day}&format=csv",
        ["/runs/{*Segment}"] = "/runs/run-1?day=2026-10-01&tenant=acme",
        ["/freemium/export"] = "/freemium/export?format=csv",
        ["/reviews/export"] = "/reviews/export?format=csv",
        ["/efficiency/export"] = $"/efficiency/export?{Day}&format=csv",
        ["/pricing/claims/export"] = $"/pricing/claims/export?{Day}&format=csv",
        ["/pricing/export"] = "/pricing/export?format=csv",
        ["/pricing/compare/export"] = "/pricing/compare/export?format=csv",
        ["/pricing/rerating/export"] = "/pricing/rerating/export?model=gpt-4o&format=csv",
        ["/imports/upload"] = "/imports/upload?name=x.ndjson",
        ["/imports/quarantine/download"] = "/imports/quarantine/download?format=csv",
        ["/imports/profiles/download"] = "/imports/profiles/download?name=azure-conversations",
        ["/imports/profiles/edit"] = "/imports/profiles/edit?copy=azure-conversations",
        ["/jobs/{**path}"] = "/jobs",
        ["/access/keys/{Prefix}"] = "/access/keys/lfk_00000000",
        ["/api/v1/alerts/{id:int}/acknowledge"] = "/api/v1/alerts/1/acknowledge",
        ["/api/v1/costs"] = "/api/v1/costs?from=2026-10-01&to=2026-10-02&group_by=tenant",
        ["/openapi/{documentName}.json"] = "/openapi/v1.json",
    };

    public static HttpRequestMessage Of(KnownRoute route, long recordId)
    {
        var address = route.Pattern is "/records/{Id:long}" or "/api/v1/records/{id:long}"
            ? route.Pattern[..route.Pattern.IndexOf('{', StringComparison.Ordinal)] + recordId.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : Addresses.GetValueOrDefault(route.Pattern, route.Pattern);
        Assert.False(address.Contains('{', StringComparison.Ordinal), $"{route.Name} has parameters: give an example of its address in {nameof(RouteExamples)}.");
        var method = route.Pattern == "/_blazor/negotiate" ? HttpMethod.Post : new HttpMethod(route.Method);
        return new HttpRequestMessage(method, address)
        {
            Content = route.Name switch
            {
                "POST /api/v1/usage" => new StringContent(Line),
                "POST /api/v1/price" => new StringContent("""{"provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":1000,"completion_tokens":100}}""", Encoding.UTF8, "application/json"),
                "POST /api/v1/releases" => new StringContent("""{"feature":"chat","note":"new model"}""", Encoding.UTF8, "application/json"),
                "POST /api/v1/revenue" => new StringContent("{}", Encoding.UTF8, "application/json"),
                _ when method == HttpMethod.Put => new StringContent("{}", Encoding.UTF8, "application/json"),
                _ when method == HttpMethod.Post => new ByteArrayContent([]),
                _ => null,
            },
        };
    }
}
