using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using FinOps.Core.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

public sealed class IncidentApiTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Incidents_AreListedAcknowledgedAndResolved()
    {
        var id = await StoreAsync();
        using var reader = await app.CallerAsync(ApiScope.Read);
        using var admin = await app.CallerAsync(ApiScope.Admin);

        var open = Assert.Single((await reader.GetFromJsonAsync<JsonElement>("/api/v1/incidents")).EnumerateArray(), i => i.GetProperty("id").GetInt32() == id);
        Assert.Equal(("tenant", "burner", "open", "8", "20"), (Text(open, "kind"), Text(open, "tenant"), Text(open, "state"), Text(open, "burn_usd_per_hour"), Text(open, "excess_usd")));
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync($"/api/v1/incidents/{id}/ack", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync($"/api/v1/incidents/{id}/ack", null)).StatusCode);
        Assert.Equal("acknowledged", Text(Assert.Single((await reader.GetFromJsonAsync<JsonElement>("/api/v1/incidents?tenant=burner&show=acknowledged")).EnumerateArray()), "state"));
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync($"/api/v1/incidents/{id}/resolve?note=over", null)).StatusCode);
        Assert.Empty((await reader.GetFromJsonAsync<JsonElement>("/api/v1/incidents?tenant=burner")).EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync("/api/v1/incidents/999999/ack", null)).StatusCode);
    }

    [Fact]
    public async Task Pages_OfIncidents_TellWhatBurns()
    {
        var id = await StoreAsync("scorcher");
        using var person = await app.SignedInAsync("On-call");

        Assert.Contains("scorcher spends $9.00/h, expected $1.00", await person.GetStringAsync("/incidents"), StringComparison.Ordinal);
        Assert.Contains("scorcher spends $9.00/h", await person.GetStringAsync($"/incidents/{id}"), StringComparison.Ordinal);
        Assert.Contains("There is no such incident", await (await person.GetAsync("/incidents/999999")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("scorcher", await person.GetStringAsync("/incidents/export?format=csv"), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task<int> StoreAsync(string tenant = "burner")
    {
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        var now = app.Services.GetRequiredService<TimeProvider>().NowMicros();
        var dimension = context.Dimensions.Add(new Dimension { Kind = DimensionKind.Tenant, Key = tenant, FirstSeenAtMicros = now }).Entity;
        await context.SaveChangesAsync();
        var scope = 500_000 + dimension.Id;
        var incident = context.Incidents.Add(new Incident
        {
            ScopeId = scope, OpenScopeId = scope, Kind = ScopeKind.Tenant, TenantId = dimension.Id, Tier = AnomalyVerdict.Kill, FromHour = Instants.ToHour(now) - 2, SpentNanos = 27_000_000_000, ExpectedNanos = 7_000_000_000,
            RateNanos = 9_000_000_000, ExpectedRateNanos = 1_000_000_000, ZEq = 5, OpenedAtMicros = now, UpdatedAtMicros = now, ChangedAtMicros = now,
        }).Entity;
        await context.SaveChangesAsync();
        return incident.Id;
    }
}
