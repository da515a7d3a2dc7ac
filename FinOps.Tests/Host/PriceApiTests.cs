using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Tests.Pricing.Questions;

namespace FinOps.Tests.Host;

public sealed class PriceApiTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Question = """{"provider":"openai","model":"gpt-4o","at":"2026-10-05","usage":{"prompt_tokens":1000,"completion_tokens":100}}""";

    [Fact]
    public async Task Price_OfOneQuestion_IsOneAnswerByTheStoredPrice()
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(await TextAsync(Question, "application/json"));

        Assert.Equal("0.0035", answer.Text("total_usd"));
        Assert.True(answer.GetProperty("price").GetProperty("id").GetInt32() > 0);
    }

    [Fact]
    public async Task Price_OfLines_IsALineEach()
    {
        var lines = (await TextAsync($"{Question}\n{{broken\n{Question}", "application/x-ndjson")).Trim().Split('\n');

        Assert.Equal([true, false, true], lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line).TryGetProperty("total_usd", out _)));
    }

    [Fact]
    public async Task Price_OfMoreThanFitsInMemory_AnswersEachLine()
    {
        var lines = (await TextAsync(string.Join('\n', Enumerable.Repeat(Question, 20_000)), "application/x-ndjson")).TrimEnd().Split('\n');

        Assert.Equal(20_000, lines.Length);
        Assert.Equal(lines[0], lines[^1]);
    }

    [Fact]
    public async Task Price_OfAnArray_IsAnArray()
    {
        var answers = JsonSerializer.Deserialize<JsonElement>(await TextAsync($"[{Question},{{}}]", "application/json"));

        Assert.Equal([true, false], answers.EnumerateArray().Select(a => a.TryGetProperty("total_usd", out _)));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{\"provider\":\"openai\"}", "model")]
    [InlineData("{broken", "")]
    public async Task Price_OfNoQuestion_IsBadRequestThatNamesTheField(string body, string? field)
    {
        using var caller = await app.CallerAsync(ApiScope.Read);

        using var answer = await caller.PostAsync("/api/v1/price", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.NotEmpty(problem.Text("detail")!);
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
    }

    [Fact]
    public async Task Price_WithIngestKey_IsForbidden()
    {
        using var caller = await app.CallerAsync(ApiScope.Ingest);

        using var answer = await caller.PostAsync("/api/v1/price", new StringContent(Question));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Usage_PostedWithTheProvidersObject_CostsWhatThePriceSays()
    {
        var tenant = $"t{Guid.NewGuid():N}";
        using var sender = await app.CallerAsync(ApiScope.Ingest);
        const string raw = """{"provider":"anthropic","model":"claude-sonnet-4-6","api_flavor":"default","usage":{"input_tokens":6,"cache_creation_input_tokens":574,"cache_read_input_tokens":20420,"output_tokens":489}""";
        using var sent = await sender.PostAsync("/api/v1/usage", new StringContent($"{raw},\"timestamp\":\"2026-10-01T00:00:00Z\",\"tenant_id\":\"{tenant}\",\"feature_id\":\"chat\"}}"));
        Assert.Equal(1, (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("new").GetInt64());

        using var reader = await app.CallerAsync(ApiScope.Read);
        var cost = Assert.Single((await reader.GetFromJsonAsync<JsonElement>($"/api/v1/costs?from=2026-10-01&to=2026-10-02&tenant={tenant}")).EnumerateArray());
        var price = JsonSerializer.Deserialize<JsonElement>(await TextAsync($"{raw},\"at\":\"2026-10-01\"}}", "application/json"));

        Assert.Equal("0.0156315", price.Text("total_usd"));
        Assert.Equal(price.Text("total_usd"), cost.Text("effective_cost_usd"));
    }

    [Fact]
    public async Task OpenApi_DescribesTheQuestion()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);

        var document = await caller.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var body = document.GetProperty("paths").GetProperty("/api/v1/price").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        Assert.True(body.GetProperty("application/json").GetProperty("schema").GetProperty("properties").TryGetProperty("usage", out _));
    }

    private async Task<string> TextAsync(string body, string mediaType)
    {
        using var caller = await app.CallerAsync(ApiScope.Read);
        using var answer = await caller.PostAsync("/api/v1/price", new StringContent(body));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }
}
