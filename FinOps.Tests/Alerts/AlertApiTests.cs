using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Alerts;
using FinOps.Core.Data;
using FinOps.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Alerts;

/// <summary>Alerts over HTTP: listed, taken up, downloaded, and cut to the tenants that a caller may see.</summary>
public sealed class AlertApiTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Alerts_OverHttp_AreListedTakenUpAndDownloaded()
    {
        var id = await RaiseAsync("acme", "Acme burns, \"really\"");
        using var admin = await app.CallerAsync(ApiScope.Admin, ApiScope.Read);
        var mine = Assert.Single(await ListAsync(admin, "state=open&kind=incident&severity=critical"), a => a.GetProperty("id").GetInt32() == id);
        Assert.Equal(("incident", "critical", "acme", "Acme burns, \"really\""), (Text(mine, "kind"), Text(mine, "severity"), Text(mine, "tenant"), Text(mine, "title")));

        using var taken = await admin.PostAsync($"/api/v1/alerts/{id}/acknowledge", null);
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        Assert.DoesNotContain(await ListAsync(admin, "state=open"), a => a.GetProperty("id").GetInt32() == id);
        using var person = await app.SignedInAsync("Viewer");
        Assert.Contains("\"Acme burns, \"\"really\"\"\"", await person.GetStringAsync("/alerts/export?state=acknowledged"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_OfOtherTenants_DoNotExist()
    {
        var (theirs, all) = (await RaiseAsync("globex", "globex burns"), await RaiseAsync(null, "everything burns"));
        using var bound = app.Anonymous();
        bound.DefaultRequestHeaders.Authorization = new("Bearer", await app.KeyAsync(new ApiKeyDraft { Name = "bound", Scopes = [ApiScope.Read], Tenants = ["initech"] }));
        var mine = await RaiseAsync("initech", "initech burns");

        Assert.Equal([mine], (await ListAsync(bound, "")).Select(a => a.GetProperty("id").GetInt32()));
        Assert.All(new[] { theirs, all }, id => Assert.NotEqual(mine, id));
    }

    [Theory]
    [InlineData("state=done")]
    [InlineData("kind=7")]
    [InlineData("severity=loud")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    public async Task Alerts_AskedWrongly_AreRefused(string question)
    {
        using var reader = await app.CallerAsync(ApiScope.Read);
        using var answer = await reader.GetAsync($"/api/v1/alerts?{question}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient caller, string question) => [.. (await caller.GetFromJsonAsync<JsonElement>($"/api/v1/alerts?{question}")).EnumerateArray()];

    private static string? Text(JsonElement alert, string name) => alert.GetProperty(name).GetString();

    private async Task<int> RaiseAsync(string? tenant, string title)
    {
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        Assert.True(await AlertTrail.RaiseAsync(context, AlertLab.Incident(1, tenant) with { Scope = Guid.NewGuid().ToString(), Title = title }, default));
        await context.SaveChangesAsync();
        return context.Alerts.Local.Single().Id;
    }
}
