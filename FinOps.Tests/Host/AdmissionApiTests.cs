using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Core.Enforcement.Admissions;
using FinOps.Core.Enforcement.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

/// <summary>Admissions as gateways use them: over HTTP, with a real ledger file and a real database.</summary>
public sealed class AdmissionApiTests(AppFixture app) : IClassFixture<AppFixture>
{
    // gpt-4o: 2.50 and 10.00 USD for a million tokens.
    private const decimal Worst = (1_000 * 2.50m + 1_000 * 10.00m) / 1_000_000m;

    [Fact]
    public async Task Admission_AskedTwice_IsAnsweredTheSame()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var call = Call(NewTenant());

        using var first = await caller.PostAsJsonAsync("/api/v1/admissions", call);
        using var again = await caller.PostAsJsonAsync("/api/v1/admissions", call);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        var body = await first.Content.ReadAsStringAsync();
        Assert.Equal(body, await again.Content.ReadAsStringAsync());
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotent-Replayed")));
        var reply = JsonDocument.Parse(body).RootElement;
        Assert.Equal(Worst, Usd(reply, "reserved_usd"));
        Assert.Equal(("enforced", "gpt-4o", false, 1), (reply.GetProperty("mode").GetString(), reply.GetProperty("model").GetString(), reply.GetProperty("unpriced").GetBoolean(), reply.GetProperty("attempt").GetInt32()));
        Assert.Equal(JsonValueKind.Null, reply.GetProperty("remaining_usd").ValueKind);
    }

    [Fact]
    public async Task Admission_SameIdOtherBody_IsUnprocessable()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var tenant = NewTenant();
        using var first = await caller.PostAsJsonAsync("/api/v1/admissions", Call(tenant, "r1"));

        using var other = await caller.PostAsJsonAsync("/api/v1/admissions", Call(tenant, "r1", output: 999));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Fact]
    public async Task Admission_BeyondTheBudget_IsDeniedWithEverythingACallerNeeds()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var tenant = await TenantWithBudgetAsync(Worst * 2);
        await AdmittedAsync(caller, Call(tenant, "a"));
        await AdmittedAsync(caller, Call(tenant, "b"));

        using var answer = await caller.PostAsJsonAsync("/api/v1/admissions", Call(tenant, "c"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("budget_breach", "c", tenant, "chat"), (Text(problem, "reason_code"), Text(problem, "request_id"), Text(problem, "tenant"), Text(problem, "feature_id")));
        Assert.Equal((Worst * 2, 0m, Worst * 2, Worst), (Usd(problem, "limit_usd"), Usd(problem, "posted_usd"), Usd(problem, "pending_usd"), Usd(problem, "reserve_delta_usd")));
        Assert.Matches(@"^\d{4}-\d\d-01T00:00:00Z/\d{4}-\d\d-01T00:00:00Z$", Text(problem, "budget_window"));
    }

    [Fact]
    public async Task Settled_Call_BecomesARecordAndPartOfPosted()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var tenant = await TenantWithBudgetAsync(Worst * 2);
        var id = await AdmittedAsync(caller, Call(tenant, "a"));

        var settled = await SettleAsync(caller, id, new { input_tokens = 1_000, output_tokens = 200 });
        using var again = await caller.PostAsJsonAsync($"/api/v1/admissions/{id}/settle", new { input_tokens = 1_000, output_tokens = 200 });
        using var other = await caller.PostAsJsonAsync($"/api/v1/admissions/{id}/settle", new { input_tokens = 1_000, output_tokens = 201 });

        const decimal Used = (1_000 * 2.50m + 200 * 10.00m) / 1_000_000m;
        Assert.Equal(("settled", Used, 0m, false), (Text(settled, "state"), Usd(settled, "debited_usd"), Usd(settled, "overrun_usd"), settled.GetProperty("stop").GetBoolean()));
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotent-Replayed")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var account = await AccountAsync(tenant, a => a.PendingNanos == 0);
        Assert.Equal(Money.ToNanos(Used), account.PostedNanos);
        using var reader = await app.CallerAsync(ApiScope.Read);
        var today = DateTime.UnixEpoch.AddTicks(TimeProvider.System.GetUtcNow().Ticks - DateTime.UnixEpoch.Ticks);
        var costs = await reader.GetFromJsonAsync<JsonElement>($"/api/v1/costs?from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(2):yyyy-MM-dd}&tenant={tenant}");
        var cost = Assert.Single(costs.EnumerateArray());
        Assert.Equal((1L, Used), (cost.GetProperty("requests").GetInt64(), Usd(cost, "effective_cost_usd")));
    }

    [Fact]
    public async Task Retry_OfAFailedTry_DrawsFromItsHold()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var tenant = await TenantWithBudgetAsync(Worst);
        var id = await AdmittedAsync(caller, Call(tenant, "try"));
        await SettleAsync(caller, id, new { status = "fallback", input_tokens = 0, output_tokens = 0 });

        using var retry = await caller.PostAsJsonAsync("/api/v1/admissions", Call(tenant, "again", parent: "try"));
        var reply = await retry.Content.ReadFromJsonAsync<JsonElement>();
        var settled = await SettleAsync(caller, id, new { request_id = "again", input_tokens = 1_000, output_tokens = 100 });

        Assert.Equal(HttpStatusCode.OK, retry.StatusCode);
        Assert.Equal((id, 2), (Text(reply, "reservation_id"), reply.GetProperty("attempt").GetInt32()));
        Assert.Equal("settled", Text(settled, "state"));
        await AccountAsync(tenant, a => a.PendingNanos == 0 && a.PostedNanos == Money.ToNanos(0.0035m));
    }

    [Fact]
    public async Task Settle_FarAboveTheHold_IsBookedAndSaysStop()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var id = await AdmittedAsync(caller, Call(NewTenant()));

        var settled = await SettleAsync(caller, id, new { input_tokens = 1_000, output_tokens = 3_000 });

        Assert.True(settled.GetProperty("stop").GetBoolean());
        Assert.Equal((Worst, 0.0325m - Worst), (Usd(settled, "debited_usd"), Usd(settled, "overrun_usd")));
    }

    [Theory]
    [InlineData(500, 0, 1.0, "continue", null, false)]
    [InlineData(1_300, 0, 1.0, "continue", null, true)]
    [InlineData(2_400, 0, 1.0, "stop", "ceiling", true)]
    [InlineData(10, 50, 1.0, "stop", "tool_loop", false)]
    [InlineData(10, 0, 600.0, "stop", "stream_time", false)]
    public async Task Progress_Reported_SaysWhetherTheCallMayGoOn(int output, int tools, double seconds, string action, string? reason, bool warning)
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var id = await AdmittedAsync(caller, Call(NewTenant()));

        using var answer = await caller.PostAsJsonAsync($"/api/v1/admissions/{id}/progress", new { output_tokens = output, tool_calls = tools, elapsed_seconds = seconds });

        var reply = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((action, reason, warning), (Text(reply, "action"), reply.GetProperty("reason").GetString(), reply.GetProperty("warning").GetBoolean()));
    }

    [Fact]
    public async Task Void_Reservation_GivesItsRoomBack()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var tenant = await TenantWithBudgetAsync(Worst);
        var id = await AdmittedAsync(caller, Call(tenant, "a"));

        using var voided = await caller.PostAsync($"/api/v1/admissions/{id}/void", null);

        Assert.Equal("voided", Text(await voided.Content.ReadFromJsonAsync<JsonElement>(), "state"));
        await AdmittedAsync(caller, Call(tenant, "b"));
        using var stale = await caller.PostAsJsonAsync("/api/v1/admissions", Call(tenant, "a"));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Equal("stale_reservation", Text(await stale.Content.ReadFromJsonAsync<JsonElement>(), "reason_code"));
    }

    [Fact]
    public async Task Paused_Tenant_IsForbiddenAtOnce()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var tenant = NewTenant();
        var id = await AdmittedAsync(caller, Call(tenant, "before"));
        var editor = app.Services.GetRequiredService<MeasureEditor>();
        await editor.ApplyAsync(new MeasureCommand(MeasureKind.Pause, EnforcementScope.OfTenant(tenant), "test", null, null), Actor.System("test", "cli"), CancellationToken.None);

        using var answer = await caller.PostAsJsonAsync("/api/v1/admissions", Call(tenant, "after"));
        using var progress = await caller.PostAsJsonAsync($"/api/v1/admissions/{id}/progress", new { output_tokens = 1 });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("tenant_paused", Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "reason_code"));
        Assert.Equal("tenant_paused", Text(await progress.Content.ReadFromJsonAsync<JsonElement>(), "reason"));
    }

    [Fact]
    public async Task Model_WithoutAPrice_IsHeldAtACarefulRate()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);

        using var answer = await caller.PostAsJsonAsync("/api/v1/admissions", Call(NewTenant(), model: "acme/never-heard-of"));

        var reply = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(reply.GetProperty("unpriced").GetBoolean());
        Assert.Equal(0.09m, Usd(reply, "reserved_usd"));
    }

    [Fact]
    public async Task Key_OfOneTenant_SeesNoOthersReservation()
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        var tenant = NewTenant();
        var id = await AdmittedAsync(caller, Call(tenant));
        using var bound = app.Anonymous();
        bound.DefaultRequestHeaders.Authorization = new("Bearer", await app.KeyAsync(new ApiKeyDraft { Name = "bound", Scopes = [ApiScope.Reserve], Tenants = ["globex"] }));

        using var settle = await bound.PostAsJsonAsync($"/api/v1/admissions/{id}/settle", new { input_tokens = 1, output_tokens = 1 });
        using var ask = await bound.PostAsJsonAsync("/api/v1/admissions", Call(tenant));
        using var none = await caller.PostAsync($"/api/v1/admissions/{new string('0', 32)}/void", null);
        using var reader = await app.CallerAsync(ApiScope.Read);
        using var scopeless = await reader.PostAsJsonAsync("/api/v1/admissions", Call(tenant));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (settle.StatusCode, ask.StatusCode, none.StatusCode, scopeless.StatusCode));
    }

    [Theory]
    [InlineData("""{"tenant":"a","model":"gpt-4o","estimate":{"input_tokens":1}}""", "request_id")]
    [InlineData("""{"request_id":"r","model":"gpt-4o","estimate":{"input_tokens":1}}""", "tenant")]
    [InlineData("""{"request_id":"r","tenant":"a","model":"gpt-4o"}""", "estimate")]
    [InlineData("""{"request_id":"r","tenant":"a","model":"gpt-4o","estimate":{"input_tokens":1,"cached_input_tokens":2}}""", "estimate")]
    public async Task Admission_WithAFault_NamesTheField(string body, string field)
    {
        using var caller = await app.CallerAsync(ApiScope.Reserve);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await caller.PostAsync("/api/v1/admissions", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "field"));
    }

    internal static object Call(string tenant, string request = "r1", int output = 1_000, string? parent = null, string model = "openai/gpt-4o") => new
    {
        request_id = request,
        parent_request_id = parent,
        tenant,
        feature = "chat",
        model = model == "openai/gpt-4o" ? "gpt-4o" : model,
        provider = model == "openai/gpt-4o" ? "openai" : null,
        estimate = new { input_tokens = 1_000, cached_input_tokens = 600, max_output_tokens = output },
    };

    private static string NewTenant() => $"t{Guid.NewGuid():N}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static decimal Usd(JsonElement element, string name) => decimal.Parse(Text(element, name), CultureInfo.InvariantCulture);

    private static async Task<string> AdmittedAsync(HttpClient caller, object call)
    {
        using var answer = await caller.PostAsJsonAsync("/api/v1/admissions", call);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "reservation_id");
    }

    private static async Task<JsonElement> SettleAsync(HttpClient caller, string id, object usage)
    {
        using var answer = await caller.PostAsJsonAsync($"/api/v1/admissions/{id}/settle", usage);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<AccountState> AccountAsync(string tenant, Func<AccountState, bool> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var budget = app.Services.GetRequiredService<BudgetSnapshots>().Newest.All(TimeProvider.System.GetUtcNow().UtcDateTime).Single(b => b.Scope.Tenant == tenant);
        var account = new AccountRef(AdmissionTerms.BudgetKey(budget.BudgetId, budget.Period), Instants.ToMicros(budget.StartUtc));
        while (true)
        {
            var state = Assert.Single((await app.Services.GetRequiredService<ILedgerEngine>().SnapshotAsync([account], patience.Token)).Accounts);
            if (wanted(state))
            {
                return state;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private async Task<string> TenantWithBudgetAsync(decimal usd)
    {
        var tenant = NewTenant();
        await BudgetFor.TenantAsync(app.Services, tenant, usd);
        return tenant;
    }
}
