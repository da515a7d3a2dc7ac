using System.Net;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

/// <summary>Pages, sign-in and exports of the real program, over HTTP.</summary>
public sealed class PageTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly string Evil = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task Page_ForAnonymous_LeadsToSignInAndBack()
    {
        using var anonymous = app.Anonymous();

        using var answer = await anonymous.GetAsync("/tenants?range=7d");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith("/sign-in?returnUrl=%2Ftenants%3Frange%3D7d", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("value=\"/tenants?range=7d\"", await anonymous.GetStringAsync(answer.Headers.Location), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithoutFormToken_IsRefused()
    {
        using var anonymous = app.Anonymous();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["role"] = "Admin" });

        using var answer = await anonymous.PostAsync("/sign-in/local", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task SignOut_WithoutFormToken_IsRefused()
    {
        using var person = await app.SignedInAsync("Viewer");
        using var form = new FormUrlEncodedContent([]);

        using var answer = await person.PostAsync("/sign-out", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/tenants")).StatusCode);
    }

    [Fact]
    public async Task Address_ThatIsUnknown_AnswersAPage()
    {
        using var person = await app.SignedInAsync("Viewer");

        using var answer = await person.GetAsync("/no/such/page");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing at this address", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_ForAViewer_AreNotShown()
    {
        using var person = await app.SignedInAsync("Viewer");

        using var answer = await person.GetAsync("/jobs");

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Export_ForAnonymous_LeadsToSignIn()
    {
        using var anonymous = app.Anonymous();

        using var answer = await anonymous.GetAsync("/costs/export?by=tenant&format=csv");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Theory]
    [InlineData("/costs/export?by=planet&format=csv")]
    [InlineData("/costs/export?by=tenant&format=pdf")]
    [InlineData("/costs/export?by=tenant&format=csv&status=odd")]
    public async Task Export_OfNonsense_SaysWhatIsMissing(string address)
    {
        using var person = await app.SignedInAsync("Viewer");

        using var answer = await person.GetAsync(address);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Theme_OfTheCookie_StandsInTheFirstPaint()
    {
        using var anonymous = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("Cookie", "theme=dark");

        using var answer = await anonymous.SendAsync(request);

        Assert.Contains("data-theme=\"dark\" data-scheme=\"dark\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_OfImportedUsage_ShowTheSameExactFiguresEverywhereAndNamesStayInert()
    {
        await ImportAsync();
        using var person = await app.SignedInAsync("Viewer");
        const string View = "?from=2026-10-01&to=2026-10-02";

        var tenants = await person.GetStringAsync("/tenants" + View);
        var overview = await person.GetStringAsync("/" + View);
        var detail = await person.GetStringAsync("/tenants/~3Cimg%20src=x%20onerror=alert(1)~3E" + View);
        var api = await person.GetStringAsync("/api/v1/costs?group_by=tenant&from=2026-10-01&to=2026-10-03&format=csv");
        var csv = await person.GetStringAsync($"/costs/export{View}&by=tenant&format=csv&q=acme");

        foreach (var page in new[] { tenants, overview, detail })
        {
            Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
            Assert.Contains("&lt;img src=x", page, StringComparison.Ordinal);
        }

        // 1000 input and 500 output tokens of gpt-4o at $2.50 and $10 per million.
        Assert.Contains("$0.0075", tenants, StringComparison.Ordinal);
        Assert.Contains("title=\"$0.015\"", overview, StringComparison.Ordinal);
        Assert.Contains(",0.0075,", api, StringComparison.Ordinal);
        Assert.Contains("acme,acme,,0.0075,0.5,", csv, StringComparison.Ordinal);
        Assert.Equal(2, csv.TrimEnd().Split("\r\n").Length);
    }

    private async Task ImportAsync()
    {
        var lines = new[] { "acme", Evil }.Select((tenant, i) =>
            $$"""{"timestamp":"2026-10-01T0{{i}}:00:00Z","request_id":"page-{{i}}","tenant_id":"{{tenant}}","feature_id":"chat","provider":"openai","model":"gpt-4o","input_tokens":1000,"output_tokens":500}""");
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        await app.Services.GetRequiredService<UsageImporter>().ImportStreamAsync(log, new ImportRequest(ImportSource.Api, "pages"), Actor.System("test", "cli"), CancellationToken.None);
    }
}
