using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Access;

/// <summary>Keys at the door of the real program.</summary>
public sealed class ApiDoorTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Actor Tester = Actor.System("test", "cli");

    private ApiKeyEditor Editor => app.Services.GetRequiredService<ApiKeyEditor>();

    [Fact]
    public async Task Usage_OfOtherTenants_IsRefusedLineByLine()
    {
        using var caller = await CallerAsync(new ApiKeyDraft { Name = "acme gateway", Scopes = { ApiScope.Ingest }, Tenants = { "acme" }, Environment = "production" });

        var receipt = await PostAsync(caller, Line("d1", "acme", "production") + Line("d2", "globex", "production") + Line("d3", "acme", "staging") + "{broken\n");

        Assert.Equal((1, 1, 2), (receipt.GetProperty("new").GetInt64(), receipt.GetProperty("quarantined").GetInt64(), receipt.GetProperty("refused").GetInt64()));
        Assert.Equal(
            [(2L, "tenant_not_allowed"), (3L, "environment_not_allowed"), (4L, "broken_json")],
            receipt.GetProperty("faults").EnumerateArray().Select(f => (f.GetProperty("line").GetInt64(), f.GetProperty("reason").GetString()!)));
    }

    [Fact]
    public async Task Costs_WithABoundKey_AreOfItsTenantsOnly()
    {
        using var sender = await app.CallerAsync(ApiScope.Ingest);
        await PostAsync(sender, Line("c1", "mine", null) + Line("c2", "others", null));
        using var caller = await CallerAsync(new ApiKeyDraft { Name = "mine", Scopes = { ApiScope.Read }, Tenants = { "mine" } });

        var costs = await caller.GetFromJsonAsync<JsonElement>("/api/v1/costs?from=2026-10-01&to=2026-10-02&group_by=tenant");

        Assert.Equal(["mine"], costs.EnumerateArray().Select(c => c.GetProperty("tenant").GetString()!));
        using var other = await caller.GetAsync("/api/v1/costs?from=2026-10-01&to=2026-10-02&tenant=others");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task WrongKeys_OfEveryKind_AreAnsweredAlikeAndThenHeldBack()
    {
        using var own = new AppFixture();
        await own.InitializeAsync();
        var editor = own.Services.GetRequiredService<ApiKeyEditor>();
        var good = await own.KeyAsync(ApiScope.Read);
        var revoked = await own.KeyAsync(ApiScope.Read);
        await editor.RevokeAsync(revoked[..12], "test", Tester, default);
        string[] wrong = [ApiKeyText.New("lfk_00000000"), ApiKeyText.New(good[..12]), revoked, "lfk_mistyped", "sk-proj-something-else"];

        var answers = new List<(HttpStatusCode, string)>();
        for (var i = 0; i < 10; i++)
        {
            using var answer = await GetAsync(own, wrong[i % wrong.Length]);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            answers.Add((answer.StatusCode, $"{problem.GetProperty("title")} {problem.GetProperty("detail")} {answer.Headers.WwwAuthenticate}"));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, Assert.Single(answers.Distinct()).Item1);
        foreach (var text in wrong)
        {
            using var answer = await GetAsync(own, text);
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 6);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        // Others' wrong keys must not shut the holder of a right one out, from the same address and with the same prefix.
        using var right = await GetAsync(own, good);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        await ((IAsyncLifetime)own).DisposeAsync();
    }

    [Fact]
    public async Task Key_RevokedAtAnotherNode_IsRefusedHereToo()
    {
        using var node = new AppFixture(new Dictionary<string, string> { ["Database:ConnectionString"] = app.ConnectionString });
        await node.InitializeAsync();
        var key = await app.KeyAsync(ApiScope.Read);
        while ((await StatusAsync(node, key)) == HttpStatusCode.Unauthorized)
        {
            // Made a moment ago at the other node.
            await Task.Delay(50);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(node, key));
        await Editor.RevokeAsync(key[..12], "test", Tester, default);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, key));
        while ((await StatusAsync(node, key)) == HttpStatusCode.OK)
        {
            await Task.Delay(50);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(node, key));
        await ((IAsyncLifetime)node).DisposeAsync();
    }

    [Fact]
    public async Task Key_InTheAddress_IsNeverTaken()
    {
        var key = await app.KeyAsync(ApiScope.Read);
        using var anonymous = app.Anonymous();

        using var answer = await anonymous.GetAsync($"/api/v1/costs?api_key={key}");
        using var both = await GetAsync(app, key, $"/api/v1/costs?group_by={key}");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (answer.StatusCode, both.StatusCode));
        Assert.DoesNotContain(key, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoDifferentKeys_AreRefused()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);
        caller.DefaultRequestHeaders.Add("X-API-Key", await app.KeyAsync(ApiScope.Read));

        using var answer = await caller.GetAsync("/api/v1/costs");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Key_ThatEndsSoonOrIsReplaced_TellsItsCaller()
    {
        var key = await app.KeyAsync(ApiScope.Read);
        using (var fresh = await GetAsync(app, key))
        {
            Assert.False(fresh.Headers.Contains("FinOps-Key-Expires"));
        }

        var until = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(5);
        var rotated = Assert.IsType<ApiKeyResult.Made>(await Editor.RotateAsync(key[..12], new ApiKeyRotation(until), Tester, default));

        using var old = await GetAsync(app, key);
        using var now = await GetAsync(app, rotated.Text);
        Assert.Equal(until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), Assert.Single(old.Headers.GetValues("FinOps-Key-Expires")));
        Assert.Equal((HttpStatusCode.OK, false), (now.StatusCode, now.Headers.Contains("FinOps-Key-Expires")));
    }

    [Fact]
    public async Task Description_OfEachOperation_SaysHowToComeIn()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);

        var document = await caller.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var schemes = document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("bearer").GetProperty("scheme").GetString());
        Assert.Equal("X-API-Key", schemes.GetProperty("header").GetProperty("name").GetString());
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).ToList();
        Assert.All(operations, o =>
        {
            Assert.Equal(["bearer", "header"], o.Value.GetProperty("security").EnumerateArray().Select(s => s.EnumerateObject().Single().Name));
            Assert.Superset(new HashSet<string> { "401", "403", "429", "503" }, o.Value.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToHashSet());
        });
        var usage = document.GetProperty("paths").GetProperty("/api/v1/usage").GetProperty("post");
        Assert.Equal("ingest", usage.GetProperty("security")[0].GetProperty("bearer")[0].GetString());
    }

    private static string Line(string id, string tenant, string? environment) =>
        $$"""{"timestamp":"2026-10-01T01:00:00Z","request_id":"door-{{id}}","tenant_id":"{{tenant}}",{{(environment is null ? "" : $"\"environment\":\"{environment}\",")}}"provider":"openai","model":"gpt-4o","input_tokens":10,"output_tokens":5}""" + "\n";

    private static async Task<JsonElement> PostAsync(HttpClient caller, string lines)
    {
        using var answer = await caller.PostAsync("/api/v1/usage", new StringContent(lines));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpStatusCode> StatusAsync(AppFixture app, string key)
    {
        using var answer = await GetAsync(app, key);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> GetAsync(AppFixture app, string key, string address = "/api/v1/costs?from=2026-10-01&to=2026-10-02")
    {
        using var caller = app.Anonymous();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await caller.GetAsync(address);
    }

    private async Task<HttpClient> CallerAsync(ApiKeyDraft draft)
    {
        var caller = app.Anonymous();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await app.KeyAsync(draft));
        return caller;
    }
}
