using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

/// <summary>The console, its API for gateways and its commands, in the real program.</summary>
public sealed class EnforcementTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Actor Someone = Actor.System("test", "cli");

    [Fact]
    public async Task State_OfAPausedTenant_IsToldToGateways_AndNotModifiedUntilItChanges()
    {
        using var gateway = await app.CallerAsync(ApiScope.Reserve);
        var before = await gateway.GetAsync("/api/v1/tenants/stated/state");
        Assert.Equal((false, "active", 1m), Told(await before.Content.ReadFromJsonAsync<JsonElement>()));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/tenants/stated/state");
        again.Headers.TryAddWithoutValidation("If-None-Match", before.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.NotModified, (await gateway.SendAsync(again)).StatusCode);

        await app.Services.GetRequiredService<MeasureEditor>().ApplyAsync(new(MeasureKind.Pause, EnforcementScope.OfTenant("stated"), "why", null, null), Someone, default);

        var after = await gateway.GetFromJsonAsync<JsonElement>("/api/v1/tenants/stated/state");
        Assert.Equal((true, "paused", 0m), Told(after));
        Assert.Equal(JsonValueKind.Null, after.GetProperty("spent_usd").ValueKind); // the scope reserve sees no costs

        static (bool, string?, decimal) Told(JsonElement e) => (e.GetProperty("paused").GetBoolean(), e.GetProperty("state").GetString(), e.GetProperty("multiplier").GetDecimal());
    }

    [Fact]
    public async Task State_ForAKeyOfOtherTenants_DoesNotExist()
    {
        using var bound = app.Anonymous();
        bound.DefaultRequestHeaders.Authorization = new("Bearer", await app.KeyAsync(new ApiKeyDraft { Name = "bound", Scopes = [ApiScope.Reserve, ApiScope.Read], Tenants = ["globex"] }));

        Assert.Equal(HttpStatusCode.NotFound, (await bound.GetAsync("/api/v1/tenants/acme/state")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await bound.GetAsync("/api/v1/enforcement/tenants/acme")).StatusCode);
        Assert.Equal("0", (await bound.GetFromJsonAsync<JsonElement>("/api/v1/enforcement/tenants/globex")).GetProperty("spent_usd").GetString());
    }

    [Fact]
    public async Task Console_ForAViewer_ShowsAndOffersNothing()
    {
        await app.Services.GetRequiredService<MeasureEditor>().ApplyAsync(new(MeasureKind.Pause, EnforcementScope.OfTenant("viewed"), "runaway agent", null, null), Someone, default);
        using var viewer = await app.SignedInAsync("Viewer");

        var page = await viewer.GetStringAsync("/enforcement?tenant=viewed");
        var csv = await viewer.GetStringAsync("/enforcement/export?format=csv");

        Assert.Contains("runaway agent", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Un-pause<", page, StringComparison.Ordinal);
        Assert.Contains("viewed,Paused,", csv, StringComparison.Ordinal);
    }
}

public sealed class EnforcementCommandTests : IDisposable
{
    private readonly CommandLine program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Commands_PauseResumeAndLift_ShowInTheStatus()
    {
        Assert.Contains("Nobody is paused", (await program.RunAsync("enforcement", "status")).Output, StringComparison.Ordinal);
        Assert.Contains("Paused: tenant acme.", (await program.RunAsync("enforcement", "pause", "--tenant", "acme", "--reason", "runaway agent", "--until", "4h")).Output, StringComparison.Ordinal);
        var twice = await program.RunAsync("enforcement", "pause", "--tenant", "acme", "--reason", "again");
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains("It is so already", twice.Errors, StringComparison.Ordinal);
        Assert.Contains("runaway agent", (await program.RunAsync("enforcement", "status")).Output, StringComparison.Ordinal);

        Assert.Contains("Resumed: tenant acme.", (await program.RunAsync("enforcement", "resume", "--tenant", "acme", "--reason", "fixed")).Output, StringComparison.Ordinal);
        Assert.Contains("The cap of acme is lifted until", (await program.RunAsync("enforcement", "lift", "--tenant", "acme", "--reason", "launch", "--amount", "20", "--until", "2h")).Output, StringComparison.Ordinal);
        Assert.Contains("Daily cap raised by $20.00", (await program.RunAsync("enforcement", "status")).Output, StringComparison.Ordinal);
        Assert.Contains("is not paused", (await program.RunAsync("enforcement", "resume", "--tenant", "acme", "--reason", "fixed")).Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await program.RunAsync("enforcement", "pause", "--tenant", "acme", "--reason", "x", "--until", "soon")).ExitCode);
        Assert.Contains("measure.apply", (await program.RunAsync("audit", "export")).Output, StringComparison.Ordinal);
    }
}
