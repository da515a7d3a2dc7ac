using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access;

namespace FinOps.Tests.Host;

public sealed class UsageApiTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Period = "from=2026-10-01&to=2026-10-03";

    [Fact]
    public async Task Usage_PostedAsLines_IsInCostsToTheNano()
    {
        var tenant = NewTenant();

        var receipt = await PostAsync(Lines(tenant, 3));

        Assert.Equal((3, 3, 0, 0), Counts(receipt));
        var cost = Assert.Single(await CostsAsync($"{Period}&group_by=tenant,day&tenant={tenant}"));
        Assert.Equal(tenant, cost.GetProperty("tenant").GetString());
        Assert.Equal("2026-10-01", cost.GetProperty("day").GetString());
        Assert.Equal(3, cost.GetProperty("requests").GetInt64());
        Assert.Equal(3_000, cost.GetProperty("input_tokens").GetInt64());
        Assert.Equal(303, cost.GetProperty("output_tokens").GetInt64());

        // gpt-4o in October 2026: 2.50 and 10.00 USD for a million tokens.
        Assert.Equal(3 * (1_000 * 2.50m + 101 * 10.00m) / 1_000_000m, Money(cost));
        Assert.Equal(0, cost.GetProperty("unpriced_requests").GetInt64());
    }

    [Fact]
    public async Task Usage_PostedTwice_AddsNothing()
    {
        var tenant = NewTenant();
        await PostAsync(Lines(tenant, 5));

        var again = await PostAsync(Lines(tenant, 5));

        Assert.Equal((5, 0, 5, 0), Counts(again));
        Assert.Equal(5, Assert.Single(await CostsAsync($"{Period}&tenant={tenant}")).GetProperty("requests").GetInt64());
    }

    [Fact]
    public async Task Usage_PostedAsGzip_IsRead()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Lines(NewTenant(), 4)));
        }

        using var body = new ByteArrayContent(packed.ToArray());
        body.Headers.ContentEncoding.Add("gzip");
        using var caller = await app.CallerAsync(ApiScope.Ingest);
        using var answer = await caller.PostAsync("/api/v1/usage", body);

        Assert.Equal((4, 4, 0, 0), Counts(await answer.Content.ReadFromJsonAsync<JsonElement>()));
    }

    [Fact]
    public async Task Usage_PostedAsArray_IsRead()
    {
        var array = $"[{string.Join(",\n", Lines(NewTenant(), 3).Trim().Split('\n'))}]";

        Assert.Equal((3, 3, 0, 0), Counts(await PostAsync(array)));
    }

    [Fact]
    public async Task Usage_WithBadLines_KeepsGoodOnesAndNamesFaults()
    {
        var receipt = await PostAsync(Lines(NewTenant(), 1) + "{\"broken\n" + Lines(NewTenant(), 1, inputTokens: -5));

        Assert.Equal((1, 1, 0, 2), Counts(receipt));
        var faults = receipt.GetProperty("faults").EnumerateArray().ToList();
        Assert.Equal([2L, 3L], faults.Select(f => f.GetProperty("line").GetInt64()));
        Assert.Equal("input_tokens", faults[1].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Usage_InUnknownEncoding_IsUnsupported()
    {
        using var body = new StringContent(Lines(NewTenant(), 1));
        body.Headers.ContentEncoding.Add("br");
        using var caller = await app.CallerAsync(ApiScope.Ingest);

        using var answer = await caller.PostAsync("/api/v1/usage", body);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task Usage_DamagedGzip_IsBadRequestWithProblem()
    {
        using var body = new ByteArrayContent([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF]);
        using var caller = await app.CallerAsync(ApiScope.Ingest);

        using var answer = await caller.PostAsync("/api/v1/usage", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Usage_WithReadKey_IsForbidden()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);

        using var answer = await caller.PostAsync("/api/v1/usage", new StringContent(Lines(NewTenant(), 1)));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Usage_FromSignedInPersonWithoutKey_IsRefused()
    {
        using var person = await app.SignedInAsync("Admin");

        using var answer = await person.PostAsync("/api/v1/usage", new StringContent(Lines(NewTenant(), 1)));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Costs_ByLayer_SumToTheCostOfTheGroup()
    {
        var tenant = NewTenant();
        await PostAsync(Lines(tenant, 7));

        var whole = Money(Assert.Single(await CostsAsync($"{Period}&tenant={tenant}")));
        var layers = await CostsAsync($"{Period}&group_by=layer&tenant={tenant}");

        Assert.Equal(whole, layers.Sum(Money));
        Assert.Equal(7 * 101, layers.Single(l => l.GetProperty("layer").GetString() == "response").GetProperty("tokens").GetInt64());
    }

    [Fact]
    public async Task Costs_AsCsv_EqualJsonAndDisarmFormulas()
    {
        var tenant = "=1+1," + NewTenant();
        await PostAsync(Lines(tenant, 2));
        using var caller = await app.CallerAsync(ApiScope.Read);
        caller.DefaultRequestHeaders.Add("Accept", "text/csv");

        // A comma separates filter values, so the tenant is found by its group instead.
        var csv = await caller.GetStringAsync($"/api/v1/costs?{Period}&group_by=tenant");

        var json = (await CostsAsync($"{Period}&group_by=tenant")).Single(c => c.GetProperty("tenant").GetString() == tenant);
        var line = Assert.Single(csv.Split("\r\n"), l => l.StartsWith($"\"'{tenant}\",", StringComparison.Ordinal));
        Assert.Contains($",{json.GetProperty("effective_cost_usd").GetString()},", line);
    }

    [Fact]
    public async Task Costs_OfCallsWithAClaim_ShowItBesideOurCostOfJustThoseCalls()
    {
        var tenant = NewTenant();
        var line = Lines(tenant, 1).TrimEnd();
        await PostAsync(line[..^1] + ",\"cost_usd\":\"0.123456789\"}\n");
        var claimed = Assert.Single(await CostsAsync($"{Period}&tenant={tenant}"));
        await PostAsync(Lines(tenant, 2).Split('\n')[1] + "\n");

        var both = Assert.Single(await CostsAsync($"{Period}&tenant={tenant}"));

        Assert.Equal("0.123456789", both.GetProperty("claimed_cost_usd").GetString());
        Assert.Equal(claimed.GetProperty("effective_cost_usd").GetString(), both.GetProperty("claimed_requests_cost_usd").GetString());
        Assert.True(Money(both) > Money(claimed));
    }

    [Fact]
    public async Task DropFolder_FileThatGrows_IsImportedToTheLastWholeLine()
    {
        var tenant = NewTenant();
        var lines = Lines(tenant, 3).Split('\n');
        var path = Path.Combine(app.DropFolder, $"{tenant}.ndjson");
        await File.WriteAllTextAsync(path, $"{lines[0]}\n{lines[1][..40]}");
        await WaitForRequestsAsync(tenant, 1);

        await File.AppendAllTextAsync(path, $"{lines[1][40..]}\n{lines[2]}\n");
        await WaitForRequestsAsync(tenant, 3);
    }

    private static string NewTenant() => $"t{Guid.NewGuid():N}";

    private static string Lines(string tenant, int count, int inputTokens = 1_000) => string.Concat(Enumerable.Range(0, count).Select(i =>
        $$$"""{"timestamp":"2026-10-01T0{{{i}}}:00:00Z","request_id":"{{{tenant}}}-{{{i}}}","tenant_id":{{{JsonSerializer.Serialize(tenant)}}},"feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":{{{inputTokens}}},"output_tokens":101,"layers":{"prompt_tokens":333,"tool_tokens":334,"memory_tokens":333,"response_tokens":101}}""" + "\n"));

    private static (long Accepted, long New, long Duplicates, long Quarantined) Counts(JsonElement receipt) =>
        (receipt.GetProperty("accepted").GetInt64(), receipt.GetProperty("new").GetInt64(), receipt.GetProperty("duplicates").GetInt64(), receipt.GetProperty("quarantined").GetInt64());

    private static decimal Money(JsonElement cost) => decimal.Parse(cost.GetProperty("effective_cost_usd").GetString()!, CultureInfo.InvariantCulture);

    private async Task<JsonElement> PostAsync(string lines)
    {
        using var caller = await app.CallerAsync(ApiScope.Ingest);
        using var answer = await caller.PostAsync("/api/v1/usage", new StringContent(lines));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<List<JsonElement>> CostsAsync(string query)
    {
        using var caller = await app.CallerAsync(ApiScope.Read);
        return [.. (await caller.GetFromJsonAsync<JsonElement>($"/api/v1/costs?{query}")).EnumerateArray()];
    }

    private async Task WaitForRequestsAsync(string tenant, long expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (await CostsAsync($"{Period}&tenant={tenant}") is not [var cost] || cost.GetProperty("requests").GetInt64() != expected)
        {
            await Task.Delay(200, patience.Token);
        }
    }
}
