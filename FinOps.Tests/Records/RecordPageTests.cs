using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Records;

/// <summary>The list of calls and its download, over HTTP.</summary>
public sealed class RecordPageTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Day = "?from=2026-10-01&to=2026-10-01";

    [Fact]
    public async Task Page_OfADay_ListsItsCallsWithTheirCost()
    {
        await ImportAsync();
        using var person = await app.SignedInAsync("Viewer");

        var page = await person.GetStringAsync("/records" + Day);

        Assert.Contains("rec-1", page, StringComparison.Ordinal);
        Assert.Contains("title=\"$0.0075\"", page, StringComparison.Ordinal);
        Assert.Contains("unpriced", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;bold", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>bold", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfAFilter_ListsOnlyItsCalls()
    {
        await ImportAsync();
        using var person = await app.SignedInAsync("Viewer");

        Assert.DoesNotContain("rec-1", await person.GetStringAsync($"/records{Day}&unpriced=on"), StringComparison.Ordinal);
        Assert.Contains("rec-2", await person.GetStringAsync($"/records{Day}&unpriced=on"), StringComparison.Ordinal);
        Assert.Contains("rec-1", await person.GetStringAsync("/records?range=7d&id=rec-1"), StringComparison.Ordinal);
        Assert.Contains("No call matches", await person.GetStringAsync($"/records{Day}&id=nothing"), StringComparison.Ordinal);
        Assert.Contains("$0.0025", await person.GetStringAsync($"/records{Day}&claim=differs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfALongPeriod_SaysWhatItLeavesOut()
    {
        await ImportAsync();
        using var person = await app.SignedInAsync("Viewer");

        Assert.Contains("31 days at most", await person.GetStringAsync("/records?from=2026-08-01&to=2026-10-02"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfAFilter_HoldsExactlyItsCalls()
    {
        await ImportAsync();
        using var person = await app.SignedInAsync("Viewer");

        var lines = (await person.GetStringAsync($"/records/export{Day}&model=gpt-4o")).TrimEnd().Split("\r\n");

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("2026-10-01T01:00:00Z,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",0.0075,,0.005,-0.0025,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfACallThatDoesNotAddUp_MarksItAndSaysWhy()
    {
        using var sender = await app.CallerAsync(ApiScope.Ingest);
        using var body = new StringContent("""{"timestamp":"2026-10-09T01:00:00Z","request_id":"odd-1","tenant_id":"acme","feature_id":"chat","provider":"openai","model":"gpt-4o","usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":99}}""");
        using var sent = await sender.PostAsync("/api/v1/usage", body);
        using var person = await app.SignedInAsync("Viewer");

        var page = await person.GetStringAsync("/records?from=2026-10-09&to=2026-10-09");
        var export = await person.GetStringAsync("/records/export?from=2026-10-09&to=2026-10-09");

        Assert.Contains("The total that the provider states is not input plus output.", page, StringComparison.Ordinal);
        Assert.Contains(",total_mismatch", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_OfACall_ShowsWhyItCostsWhatItCosts()
    {
        await ImportAsync();
        using var person = await app.SignedInAsync("Viewer");

        var page = await person.GetStringAsync($"/records/{await IdOfAsync("rec-1")}");

        foreach (var part in new[] { "Why this cost", "$2.50 / 1M", "$10.00 / 1M", "$0.0075", "pricing/model?provider=openai", "What the sender claims", "−$0.0025" })
        {
            Assert.Contains(part, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Viewer", false)]
    [InlineData("Admin", true)]
    public async Task Record_OfAnUnpricedCall_ShowsReasonCureAndWhoMayActAButton(string role, bool mayAct)
    {
        await ImportAsync();
        using var person = await app.SignedInAsync(role);

        var page = WebUtility.HtmlDecode(await person.GetStringAsync($"/records/{await IdOfAsync("rec-2")}"));

        Assert.Contains("No price names the model unheard-of of in-house.", page, StringComparison.Ordinal);
        Assert.Contains("Add a price for it", page, StringComparison.Ordinal);
        Assert.Equal(mayAct, page.Contains("Price as…", StringComparison.Ordinal));
        Assert.DoesNotContain("$0.00", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>bold", await person.GetStringAsync($"/records/{await IdOfAsync("rec-2")}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_ThatIsNotThere_SaysSo()
    {
        using var person = await app.SignedInAsync("Viewer");

        using var answer = await person.GetAsync("/records/99999999");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such call", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_OfACall_ExplainsItForKeysThatMayRead()
    {
        await ImportAsync();
        var address = $"/api/v1/records/{await IdOfAsync("rec-1")}";
        using var reader = await app.CallerAsync(ApiScope.Read);
        using var sender = await app.CallerAsync(ApiScope.Ingest);
        using var anonymous = app.Anonymous();

        var record = await reader.GetFromJsonAsync<JsonElement>(address);

        Assert.Equal(("rec-1", "0.0075", "-0.0025"), (record.GetProperty("request_id").GetString(), record.GetProperty("effective_cost_usd").GetString(), record.GetProperty("claim_difference_usd").GetString()));
        Assert.Equal(["input", "output"], record.GetProperty("why").GetProperty("buckets").EnumerateArray().Select(b => b.GetProperty("bucket").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync("/api/v1/records/99999999")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await sender.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(address)).StatusCode);
    }

    [Theory]
    [InlineData("/records")]
    [InlineData("/records/export")]
    public async Task Address_ForAnonymous_LeadsToSignIn(string address)
    {
        using var anonymous = app.Anonymous();

        using var answer = await anonymous.GetAsync(address);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    private async Task<long> IdOfAsync(string requestId)
    {
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<FinOpsDbContext>>().CreateDbContextAsync();
        return await context.UsageRecords.Where(r => r.RequestId == requestId).Select(r => r.Id).SingleAsync();
    }

    private async Task ImportAsync()
    {
        var lines = new[]
        {
            """{"timestamp":"2026-10-01T01:00:00Z","request_id":"rec-1","tenant_id":"acme","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":1000,"output_tokens":500,"cost_usd":0.005}""",
            """{"timestamp":"2026-10-01T02:00:00Z","request_id":"rec-2","tenant_id":"<b>bold","feature_id":"chat","provider":"in-house","model":"unheard-of","input_tokens":10,"output_tokens":5}""",
        };
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        await app.Services.GetRequiredService<UsageImporter>().ImportStreamAsync(log, new ImportRequest(ImportSource.Api, "records"), Actor.System("test", "cli"), CancellationToken.None);
    }
}
