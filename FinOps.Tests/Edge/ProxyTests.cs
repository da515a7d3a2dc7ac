using System.Net;
using FinOps.Web.Edge;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Edge;

/// <summary>The console behind a proxy that it knows.</summary>
public sealed class ProxyTests(ProxiedApp app) : IClassFixture<ProxiedApp>
{
    private static readonly string[] FromProxy = ["X-Forwarded-Proto: https", "X-Forwarded-Host: console.example", "X-Forwarded-For: 203.0.113.9"];

    [Fact]
    public async Task Page_OverHttpsAtTheProxy_TellsBrowsersToStayThere()
    {
        var answer = await RawHttp.SendAsync(app.Address, "GET", "/sign-in", FromProxy);

        Assert.Equal("max-age=31536000", answer.Header("Strict-Transport-Security"));
    }

    [Fact]
    public async Task SecurityText_WithContact_NamesItAndWhenItEnds()
    {
        using var anonymous = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/security.txt");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "console.example");

        var lines = (await (await anonymous.SendAsync(request)).Content.ReadAsStringAsync()).Split('\n');

        Assert.Contains("Contact: mailto:security@example.com", lines);
        Assert.Contains("Canonical: https://console.example/.well-known/security.txt", lines);
        var expires = DateTime.Parse(Assert.Single(lines, l => l.StartsWith("Expires: ", StringComparison.Ordinal))[9..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(expires > TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    [Theory]
    [InlineData("http://console.example", 401)] // past this check: local roles are for callers without a proxy
    [InlineData("http://CONSOLE.example", 401)]
    [InlineData("https://console.example", 403)]
    [InlineData("http://console.example.evil.example", 403)]
    [InlineData("http://evil-console.example", 403)]
    [InlineData("http://console.example:8443", 403)]
    [InlineData("http://127.0.0.1", 403)]
    public async Task Circuit_BehindTheProxy_IsForItsAddressOnly(string origin, int status) =>
        Assert.Equal(status, (await RawHttp.UpgradeAsync(app.Address, "/_blazor", "X-Forwarded-Proto: http", FromProxy[1], $"Origin: {origin}")).Status);

    [Fact]
    public void Proxies_WithoutASetting_AreNobodyWhateverThePlatformSays()
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();

        new ProxyHeaders(Options.Create(new WebOptions())).PostConfigure(null, forwarded);

        Assert.Equal(ForwardedHeaders.None, forwarded.ForwardedHeaders);
    }

    [Fact]
    public void Proxies_OfASetting_AreAddressesAndNetworks()
    {
        var (addresses, networks, faults) = ProxyHeaders.Parse("10.0.0.5, fd00::/8;192.168.0.0/16, proxy.example, 10.0.0.0/33");

        Assert.Equal([IPAddress.Parse("10.0.0.5")], addresses);
        Assert.Equal(2, networks.Count);
        Assert.Equal(["proxy.example", "10.0.0.0/33"], faults);
    }
}
