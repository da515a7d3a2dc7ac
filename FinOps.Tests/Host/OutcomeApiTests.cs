using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Derivations;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

public sealed class OutcomeApiTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Period = "from=2026-10-01&to=2026-10-03";

    [Fact]
    public async Task Outcomes_Posted_CostWhatTheirCallsCost()
    {
        var tenant = await SendAsync();
        using var reader = await app.CallerAsync(ApiScope.Read);

        var mine = Assert.Single((await reader.GetFromJsonAsync<JsonElement>($"/api/v1/outcomes/costs?{Period}&group_by=tenant&tenant={tenant}")).EnumerateArray());
        var csv = await reader.GetStringAsync($"/api/v1/outcomes/costs?{Period}&group_by=day&tenant={tenant}&format=csv");

        // gpt-4o in October 2026: 2.50 and 10.00 USD for a million tokens; two calls to a session.
        const decimal perSession = 2 * ((1_000 * 2.50m) + (100 * 10.00m)) / 1_000_000m;
        Assert.Equal((tenant, 3, 2, "joined"), (mine.GetProperty("tenant").GetString(), mine.GetProperty("outcomes").GetInt32(), mine.GetProperty("successes").GetInt32(), mine.GetProperty("basis").GetString()));
        Assert.Equal(perSession, Money(mine, "cost_per_outcome_usd"));
        Assert.Equal((2 * perSession, perSession), (Money(mine, "resolved_cost_usd"), Money(mine, "unresolved_cost_usd")));
        Assert.Equal(1.5m * perSession, Money(mine, "loaded_cost_per_outcome_usd"));
        Assert.StartsWith("day,outcomes,", csv, StringComparison.Ordinal);
        Assert.Equal(2, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("type=no-such", "no outcome type")]
    [InlineData("group_by=user", "cannot be grouped by user")]
    [InlineData("group_by=tenant,day", "grouped by one of")]
    [InlineData("from=2026-10-01T05:00:00Z", "whole UTC days")]
    [InlineData("status=error", "not kept by status")]
    [InlineData("format=pdf", "Allowed: json, csv")]
    public async Task Costs_AskedWrongly_SayWhatIsAllowed(string question, string cure)
    {
        using var reader = await app.CallerAsync(ApiScope.Read);

        using var answer = await reader.GetAsync($"/api/v1/outcomes/costs?{question}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(cure, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_Added_TakeEventsAndRefuseNonsense()
    {
        using var admin = await app.CallerAsync(ApiScope.Admin, ApiScope.Read);
        var key = $"deal-{Guid.NewGuid():N}";

        using var added = await admin.PostAsJsonAsync("/api/v1/outcomes/types", new { key, name = "Closed deal", unit = "deal", units = "deals" });
        using var again = await admin.PostAsJsonAsync("/api/v1/outcomes/types", new { key, name = "Closed deal", unit = "deal", units = "deals" });
        using var renamed = await admin.PostAsJsonAsync("/api/v1/outcomes/types", new { key, name = "Won deal", unit = "deal", units = "deals", version = 1 });
        using var late = await admin.PostAsJsonAsync("/api/v1/outcomes/types", new { key, name = "Lost deal", unit = "deal", units = "deals", version = 1 });
        using var nonsense = await admin.PostAsJsonAsync("/api/v1/outcomes/types", new { key = "Closed Deal", name = "", unit = "deal", units = "deals" });
        var receipt = await PostAsync($$"""{"timestamp":"2026-10-02T10:00:00Z","outcome_type":"{{key}}"}""");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.BadRequest], new[] { added, again, renamed, late, nonsense }.Select(a => a.StatusCode));
        Assert.Equal(1, receipt.GetProperty("new").GetInt32());
        var types = await admin.GetFromJsonAsync<JsonElement>("/api/v1/outcomes/types");
        Assert.Contains(types.EnumerateArray(), t => t.GetProperty("key").GetString() == key && t.GetProperty("name").GetString() == "Won deal");
    }

    [Fact]
    public async Task Page_OfAType_ShowsWhatTheApiSays()
    {
        var tenant = await SendAsync();
        using var person = await app.SignedInAsync("Finance");

        var page = await person.GetStringAsync($"/economics?from=2026-10-01&to=2026-10-02&tenant={tenant}");
        var none = await person.GetStringAsync($"/economics?from=2026-10-01&to=2026-10-02&tenant={tenant}&type=agent_task");
        var refused = await person.GetStringAsync("/economics?user=ada");
        var export = await person.GetStringAsync($"/economics/export?from=2026-10-01&to=2026-10-02&tenant={tenant}&of=outcomes&type=resolved_query&by=feature&format=csv");

        Assert.Contains("$0.0070", page, StringComparison.Ordinal);
        Assert.Contains("66.7 %", page, StringComparison.Ordinal);
        Assert.Contains("No outcomes of", none, StringComparison.Ordinal);
        Assert.Contains("Outcomes are not kept by user", refused, StringComparison.Ordinal);
        Assert.Contains("chat,0.007,joined", export, StringComparison.Ordinal);
    }

    /// <summary>Three sessions of two calls each, of which two were a success; returns their tenant.</summary>
    private async Task<string> SendAsync()
    {
        var tenant = $"t{Guid.NewGuid():N}";
        using var caller = await app.CallerAsync(ApiScope.Ingest);
        var calls = string.Concat(Enumerable.Range(0, 6).Select(i =>
            $$"""{"timestamp":"2026-10-01T0{{i}}:00:00Z","request_id":"{{tenant}}-{{i}}","tenant_id":"{{tenant}}","feature_id":"chat","session_id":"s{{i / 2}}","provider":"openai","model":"gpt-4o","input_tokens":1000,"output_tokens":100}""" + "\n"));
        using var usage = await caller.PostAsync("/api/v1/usage", new StringContent(calls));
        Assert.Equal(HttpStatusCode.OK, usage.StatusCode);
        var lines = string.Concat(Enumerable.Range(0, 3).Select(i =>
            $$"""{"timestamp":"2026-10-01T12:00:00Z","outcome_id":"o{{i}}","type":"resolved_ticket","tenant_id":"{{tenant}}","feature_id":"chat","session_id":"s{{i}}","success":{{(i < 2 ? "true" : "false")}}}""" + "\n"));
        var receipt = await PostAsync(lines);
        var again = await PostAsync(lines);
        Assert.Equal((3, 0, 3), (receipt.GetProperty("new").GetInt32(), again.GetProperty("new").GetInt32(), again.GetProperty("duplicates").GetInt32()));
        await app.Services.GetRequiredService<DayDeriver>().DeriveAsync(default);
        return tenant;
    }

    private async Task<JsonElement> PostAsync(string lines)
    {
        using var caller = await app.CallerAsync(ApiScope.Ingest);
        using var answer = await caller.PostAsync("/api/v1/outcomes", new StringContent(lines));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static decimal Money(JsonElement row, string field) => decimal.Parse(row.GetProperty(field).GetString()!, CultureInfo.InvariantCulture);
}
