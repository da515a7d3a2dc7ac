using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Tests.Access;
using FinOps.Tests.Pricing.Questions;

namespace FinOps.Tests.Host;

public sealed class TermsApiTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private HttpClient admin = null!;
    private HttpClient reader = null!;

    public async Task InitializeAsync()
    {
        admin = await app.CallerAsync(ApiScope.Admin);
        reader = await app.CallerAsync(ApiScope.Read);
    }

    public Task DisposeAsync()
    {
        admin.Dispose();
        reader.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Tenant_PutTwice_KeepsWhatTheSecondDoesNotName()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Put, "/api/v1/tenants/putter", """{"name":"Putter","tier":"pro","owner":"Ida","time_zone":"Europe/Berlin"}"""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Put, "/api/v1/tenants/putter", """{"owner":"Jo"}"""));
        var tenant = await reader.GetFromJsonAsync<JsonElement>("/api/v1/tenants/putter");
        Assert.Equal(("Putter", "pro", "Jo", false), (tenant.Text("name"), tenant.Text("tier"), tenant.Text("owner"), tenant.GetProperty("has_contract").GetBoolean()));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(HttpMethod.Put, "/api/v1/tenants/putter", """{"owner":"Al","version":1}"""));
        Assert.Contains((await reader.GetFromJsonAsync<JsonElement>("/api/v1/tenants?has_contract=false")).EnumerateArray(), t => t.Text("key") == "putter");
    }

    [Fact]
    public async Task Contracts_OfAMidMonthChange_FollowEachOther()
    {
        await StatusAsync(HttpMethod.Put, "/api/v1/tenants/mover", "{}");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Put, "/api/v1/tenants/mover/contracts/2026-01-01", """{"monthly_fee_usd":"99.50"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Put, "/api/v1/tenants/mover/contracts/2026-10-11", """{"monthly_fee_usd":310}"""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Put, "/api/v1/tenants/mover/contracts/2026-10-11", """{"monthly_fee_usd":310,"daily_ceiling_usd":12.5,"ends_previous":true}"""));
        var contracts = (await reader.GetFromJsonAsync<JsonElement>("/api/v1/tenants/mover/contracts")).EnumerateArray().ToList();
        Assert.Equal([("2026-10-11", null, "310", "12.5"), ("2026-01-01", "2026-10-11", "99.5", null)], contracts.Select(c => (c.Text("start"), c.Text("end"), c.Text("monthly_fee_usd"), c.Text("daily_ceiling_usd"))));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Delete, "/api/v1/tenants/mover/contracts/2026-10-11", null));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Delete, "/api/v1/tenants/mover/contracts/2026-10-11?reason=mistake", null));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, "/api/v1/tenants/mover/contracts/2026-10-11?reason=mistake", null));
    }

    [Fact]
    public async Task Revenue_PostedAgain_IsTheSameEntry()
    {
        await StatusAsync(HttpMethod.Put, "/api/v1/tenants/payer", "{}");
        const string body = """{"tenant":"payer","kind":"usage","day":"2026-10-31","amount_usd":"12.000000001","external_id":"INV-7"}""";
        var (first, second) = (await admin.PostAsync("/api/v1/revenue", Json(body)), await admin.PostAsync("/api/v1/revenue", Json(body)));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        var id = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32();
        Assert.Equal(id, (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Post, "/api/v1/revenue", body.Replace("12.000000001", "13", StringComparison.Ordinal)));
        var entry = Assert.Single((await reader.GetFromJsonAsync<JsonElement>("/api/v1/revenue?tenant=payer&from=2026-10-01&to=2026-11-01")).EnumerateArray());
        Assert.Equal(("12.000000001", "usage", "INV-7"), (entry.Text("amount_usd"), entry.Text("kind"), entry.Text("external_id")));
        Assert.Empty((await reader.GetFromJsonAsync<JsonElement>("/api/v1/revenue?tenant=payer&from=2026-11-01")).EnumerateArray());
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(HttpMethod.Delete, $"/api/v1/revenue/{id}?reason=wrong", null));
    }

    [Fact]
    public async Task Plan_Put_GetsANewPriceBesideTheOld()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Put, "/api/v1/plans/api-pro", """{"name":"Pro","tier":"pro","price":{"from":"2026-01-01","monthly_fee_usd":79,"reason":"list"}}"""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Put, "/api/v1/plans/api-pro", """{"price":{"from":"2026-10-01","monthly_fee_usd":99,"included_usage_usd":40,"reason":"new list"}}"""));
        var plan = (await reader.GetFromJsonAsync<JsonElement>("/api/v1/plans")).EnumerateArray().Single(p => p.Text("key") == "api-pro");
        Assert.Equal(["99", "79"], plan.GetProperty("prices").EnumerateArray().Select(p => p.Text("monthly_fee_usd")));
        Assert.Equal("Pro", plan.Text("name"));
    }

    [Theory]
    [InlineData("PUT", "/api/v1/tenants/wrong", """{"tier":"gold"}""", "tier")]
    [InlineData("PUT", "/api/v1/tenants/wrong/contracts/2026-01-01", """{"monthly_fee_usd":1}""", null)]
    [InlineData("POST", "/api/v1/revenue", """{"tenant":"wrong","kind":"gift","day":"2026-10-01","amount_usd":1}""", "kind")]
    [InlineData("PUT", "/api/v1/plans/empty", "{}", "name")]
    public async Task Change_ThatCannotBe_NamesTheField(string method, string address, string body, string? field)
    {
        using var answer = await admin.SendAsync(new HttpRequestMessage(new HttpMethod(method), address) { Content = Json(body) });
        Assert.Equal(field is null ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest, answer.StatusCode);
        if (field is not null)
        {
            Assert.Contains((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("faults").EnumerateArray(), f => f.Text("field") == field);
        }
    }

    [Fact]
    public async Task Member_ThatIsMistyped_IsRefused() =>
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Put, "/api/v1/tenants/typo", """{"teir":"pro"}"""));

    [Fact]
    public async Task KeyOfSomeTenants_SeesOnlyThose()
    {
        foreach (var tenant in new[] { "acme", "outsider" })
        {
            await StatusAsync(HttpMethod.Put, $"/api/v1/tenants/{tenant}", "{}");
            await StatusAsync(HttpMethod.Post, "/api/v1/revenue", $$"""{"tenant":"{{tenant}}","kind":"one_off","day":"2026-10-01","amount_usd":5,"external_id":"scope"}""");
        }

        using var bound = await Visitors.BoundCallerAsync(app, ApiScope.Read);
        Assert.DoesNotContain("outsider", await bound.GetStringAsync("/api/v1/tenants"), StringComparison.Ordinal);
        Assert.DoesNotContain("outsider", await bound.GetStringAsync("/api/v1/revenue"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await bound.GetAsync("/api/v1/tenants/acme")).StatusCode);
        foreach (var address in new[] { "/api/v1/tenants/outsider", "/api/v1/tenants/outsider/contracts", "/api/v1/revenue?tenant=outsider" })
        {
            using var others = await bound.GetAsync(address);
            Assert.Equal((address, HttpStatusCode.NotFound), (address, others.StatusCode));
        }
    }

    [Fact]
    public async Task PageAndExport_OfATenantOutOfScope_Are404()
    {
        await StatusAsync(HttpMethod.Put, "/api/v1/tenants/outsider", """{"name":"Outsider Inc"}""");
        await StatusAsync(HttpMethod.Put, "/api/v1/tenants/acme", "{}");
        using var person = await Visitors.SomebodyAsync(app, $"terms-{Guid.NewGuid():N}", "Customer success", Visitors.SomeTenants);
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/manage/tenants/outsider")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/manage/tenants/acme")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/manage/terms/export?of=tenants&tenant=outsider")).StatusCode);
        Assert.DoesNotContain("outsider", (await person.GetStringAsync("/manage/tenants")).ToLowerInvariant(), StringComparison.Ordinal);
        Assert.DoesNotContain("outsider", await person.GetStringAsync("/manage/terms/export?of=tenants"), StringComparison.Ordinal);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string address, string? body)
    {
        using var answer = await admin.SendAsync(new HttpRequestMessage(method, address) { Content = body is null ? null : Json(body) });
        return answer.StatusCode;
    }
}
