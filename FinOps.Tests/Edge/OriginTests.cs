using FinOps.Tests.Host;

namespace FinOps.Tests.Edge;

/// <summary>Live pages are for the console's own pages: no other site may open one with a person's cookie.</summary>
public sealed class OriginTests(AppFixture app) : IClassFixture<AppFixture>
{
    public static TheoryData<string> Strangers =>
    [
        "https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost:{port}", "https://127.0.0.1:{port}", "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:{port}@evil.example", "http://evil.example/127.0.0.1:{port}", "file://", "http://127.0.0.1:{port}/", "http://127.0.0.2:{port}",
    ];

    [Fact]
    public async Task Circuit_FromOwnPage_Opens() => Assert.Equal(101, (await UpgradeAsync($"Origin: http://127.0.0.1:{app.Address.Port}")).Status);

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Circuit_FromAnotherSite_IsRefused(string origin) =>
        Assert.Equal(403, (await UpgradeAsync("Origin: " + origin.Replace("{port}", app.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))).Status);

    [Fact]
    public async Task Circuit_WithoutOrigin_IsRefused() => Assert.Equal(403, (await UpgradeAsync()).Status);

    [Fact]
    public async Task Negotiation_FromAnotherSite_IsRefused()
    {
        var cookies = await app.CookiesAsync("Viewer");

        var answer = await RawHttp.SendAsync(app.Address, "POST", "/_blazor/negotiate?negotiateVersion=1", "Content-Length: 0", "Origin: https://evil.example", $"Cookie: {cookies}");

        Assert.Equal(403, answer.Status);
    }

    [Fact]
    public async Task Circuit_OfNobody_IsRefused()
    {
        var answer = await RawHttp.UpgradeAsync(app.Address, "/_blazor", $"Origin: http://127.0.0.1:{app.Address.Port}");

        Assert.Equal(401, answer.Status);
    }

    [Fact]
    public async Task Circuit_WithoutWebSocket_IsRefused()
    {
        using var person = await app.SignedInAsync("Viewer");

        Assert.Equal(400, (int)(await person.GetAsync("/_blazor?id=abc")).StatusCode);
    }

    private async Task<RawAnswer> UpgradeAsync(params string[] headers) =>
        await RawHttp.UpgradeAsync(app.Address, "/_blazor", [.. headers, $"Cookie: {await app.CookiesAsync("Viewer")}"]);
}
