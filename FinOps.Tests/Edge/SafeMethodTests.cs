using System.Net;
using FinOps.Tests.Host;

namespace FinOps.Tests.Edge;

/// <summary>Reading changes nothing, and nothing changes without the token of our own forms.</summary>
public sealed class SafeMethodTests(SafeMethodTests.QuietApp app) : IClassFixture<SafeMethodTests.QuietApp>
{
    /// <summary>Tables about reading itself: who came when, and who read what.</summary>
    private static readonly string[] AboutReading = ["Session", "SignIn", "Audit", "People", "Person", "ApiKey"];

    [Fact]
    public async Task Get_OfEveryAddress_ChangesNothing()
    {
        using var person = await app.SignedInAsync("Admin");
        var addresses = Endpoints.Of(app, "GET");
        Assert.Contains("/tenants", addresses);
        Assert.Contains("/api/v1/costs", addresses);
        var before = await Endpoints.FingerprintAsync(app);

        foreach (var address in addresses.Where(a => !a.Contains("sign-out", StringComparison.Ordinal)))
        {
            foreach (var query in new[] { "", "?action=delete&confirm=true&id=1&run=1&name=x&format=csv&state=Discarded" })
            {
                using var answer = await person.GetAsync(address + query);
                Assert.True((int)answer.StatusCode < 500, $"GET {address}{query} answered {answer.StatusCode}");
            }
        }

        var after = await Endpoints.FingerprintAsync(app);
        Assert.Equal(Without(before, AboutReading), Without(after, AboutReading));
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/tenants")).StatusCode); // still signed in
    }

    [Fact]
    public async Task Post_WithoutTheTokenOfAForm_IsRefusedEverywhere()
    {
        using var person = await app.SignedInAsync("Admin");
        var addresses = Endpoints.Of(app, "POST").Where(a => !a.StartsWith("/api/", StringComparison.Ordinal)).ToList();
        Assert.Contains("/imports/upload", addresses);
        Assert.Contains("/sign-out", addresses);
        var before = await Endpoints.FingerprintAsync(app);

        foreach (var address in addresses.Append("/jobs/recurring/trigger").Append("/jobs/jobs/enqueued/delete"))
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["role"] = "Admin", ["jobs[]"] = "1", ["name"] = "x" });
            using var answer = await person.PostAsync(address + "?name=x", form);
            Assert.True((int)answer.StatusCode is >= 400 and < 500, $"POST {address} answered {answer.StatusCode}");
        }

        var after = await Endpoints.FingerprintAsync(app);
        Assert.Equal(Without(before, "Audit"), Without(after, "Audit"));
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/tenants")).StatusCode);
    }

    private static IEnumerable<KeyValuePair<string, string>> Without(IReadOnlyDictionary<string, string> tables, params string[] names) =>
        tables.Where(t => !names.Any(n => t.Key.Contains(n, StringComparison.Ordinal))).OrderBy(t => t.Key, StringComparer.Ordinal);

    /// <summary>The program without jobs, which write on their own.</summary>
    public sealed class QuietApp : AppFixture
    {
        protected override IReadOnlyDictionary<string, string> MoreSettings { get; } = new Dictionary<string, string> { ["Jobs:Enabled"] = "false" };
    }
}
