using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinOps.Core.Access;
using FinOps.Tests.Access;

namespace FinOps.Tests.Host;

public sealed class CostApiTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Costs_WithoutKey_AnswersProblemNotRedirect()
    {
        using var anonymous = app.Anonymous();

        using var answer = await anonymous.GetAsync("/api/v1/costs");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Costs_WithKeyOfOtherScope_IsForbidden()
    {
        using var caller = await app.CallerAsync(ApiScope.Ingest);

        using var answer = await caller.GetAsync("/api/v1/costs");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("lacks the scope read", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Costs_WithRevokedKey_IsRefused()
    {
        var key = await app.KeyAsync(ApiScope.Read);
        using var caller = app.Anonymous();
        caller.DefaultRequestHeaders.Add("X-Api-Key", key);
        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/api/v1/costs")).StatusCode);

        var keys = (ApiKeyEditor)app.Services.GetService(typeof(ApiKeyEditor))!;
        Assert.IsType<ApiKeyResult.Saved>(await keys.RevokeAsync(key[..12], "test", Actor.System("test", "cli"), CancellationToken.None));

        Assert.Equal(HttpStatusCode.Unauthorized, (await caller.GetAsync("/api/v1/costs")).StatusCode);
    }

    [Fact]
    public async Task Costs_WithSeveralBadParameters_NamesEachWithWhatIsAllowed()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);

        using var answer = await caller.GetAsync("/api/v1/costs?from=yesterday&group_by=tenant,planet&moon=1&format=xml");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["from", "group_by", "moon", "format"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
        Assert.Contains("tenant, feature, model", problem.GetProperty("errors").GetProperty("group_by")[0].GetString());
    }

    [Fact]
    public async Task Costs_ForSignedInPerson_Answers()
    {
        using var person = await app.SignedInAsync("Admin");

        using var answer = await person.GetAsync("/api/v1/costs?group_by=tenant");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("/openapi/v1.json", HttpStatusCode.Unauthorized)]
    [InlineData("/jobs", HttpStatusCode.Found)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    public async Task Address_ForAnonymous_Answers(string address, HttpStatusCode expected)
    {
        using var anonymous = app.Anonymous();

        using var answer = await anonymous.GetAsync(address);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task OpenApi_WithKey_DescribesEveryEndpoint()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);

        var document = await caller.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var mapped = KnownRoutes.Of(app.Services).Select(r => r.Pattern).Where(p => p.StartsWith("/api/v1/", StringComparison.Ordinal)).Select(p => Regex.Replace(p, ":[^}]+", "")).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Contains("/api/v1/tenants/{key}/contracts/{start}", mapped);
        Assert.Equal(mapped, document.GetProperty("paths").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }
}
