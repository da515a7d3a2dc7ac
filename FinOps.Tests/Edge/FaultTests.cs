using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinOps.Core.Access;

namespace FinOps.Tests.Edge;

/// <summary>What goes wrong is answered in a form that programs understand, without telling how the product is built.</summary>
public sealed class FaultTests(BrokenApp app) : IClassFixture<BrokenApp>
{
    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("GET", "/api/v2/usage", 404)]
    [InlineData("DELETE", "/api/v1/costs", 405)]
    [InlineData("PUT", "/api/v1/usage", 405)]
    [InlineData("GET", "/api/v1/records/none", 404)]
    public async Task Address_ThatIsWrong_AnswersAProblem(string method, string address, int status)
    {
        using var caller = await app.CallerAsync(ApiScope.Read, ApiScope.Ingest);
        using var request = new HttpRequestMessage(new HttpMethod(method), address);

        await ExpectProblemAsync(await caller.SendAsync(request), status);
    }

    [Theory]
    [InlineData("/api/v1/price", "{\"provider\":", "application/json", null, 400)]
    [InlineData("/api/v1/price", "", "application/json", null, 400)]
    [InlineData("/api/v1/usage", "{}", "application/json", "br", 415)]
    public async Task Body_ThatIsWrong_AnswersAProblem(string address, string body, string type, string? encoding, int status)
    {
        using var caller = await app.CallerAsync(ApiScope.Read, ApiScope.Ingest);
        using var content = new StringContent(body, Encoding.UTF8, type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        await ExpectProblemAsync(await caller.PostAsync(address, content), status);
    }

    [Theory]
    [InlineData("/api/v1/usage", 413)]
    [InlineData("/api/v1/price", 413)]
    [InlineData("/sign-in/local", 400)]
    public async Task Body_ThatIsTooLarge_IsRefusedBeforeItIsRead(string address, int status)
    {
        var key = await app.KeyAsync(ApiScope.Read, ApiScope.Ingest);

        var answer = await RawHttp.SendAsync(app.Address, "POST", address, $"Authorization: Bearer {key}", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 99999999999");

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Api_WhenSomethingBreaks_TellsOnlyACorrelationId()
    {
        using var caller = await app.CallerAsync(ApiScope.Read);
        app.IsBroken = true;
        try
        {
            await ExpectProblemAsync(await caller.GetAsync("/api/v1/costs"), 503);
        }
        finally
        {
            app.IsBroken = false;
        }
    }

    [Fact]
    public async Task Page_WhenSomethingBreaks_TellsOnlyACorrelationId()
    {
        using var person = await app.SignedInAsync("Admin");
        app.IsBroken = true;
        try
        {
            using var answer = await person.GetAsync("/imports/profiles/download?name=x");
            var html = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Contains("correlation", html, StringComparison.OrdinalIgnoreCase);
            ExpectNoInsides(html);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
        finally
        {
            app.IsBroken = false;
        }
    }

    private static async Task ExpectProblemAsync(HttpResponseMessage answer, int status)
    {
        using (answer)
        {
            ExpectNoInsides(await answer.Content.ReadAsStringAsync());
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(status, problem.GetProperty("status").GetInt32());
            Assert.NotEmpty(problem.GetProperty("correlation_id").GetString()!);
        }
    }

    private static void ExpectNoInsides(string text)
    {
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("FinOps.", text.Replace("FinOps.Web.", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }
}
