using FinOps.Web.Costs;
using FsCheck.Xunit;

namespace FinOps.Tests.Costs;

public sealed class CostLinksTests
{
    [Theory]
    [InlineData("acme")]
    [InlineData("Acme Corp")]
    [InlineData("meta-llama/Llama-3")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("a~2Fb")]
    [InlineData("50%20off")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a?b#c&d=e")]
    [InlineData("Zoë 🚀\\x")]
    public void Key_ThroughAnAddress_ComesBack(string key)
    {
        // What a browser does to an address: dot segments are resolved; what a server does to a path: it is unescaped once.
        var path = new Uri("http://localhost/tenants/" + CostLinks.Encode(key)).AbsolutePath;

        Assert.StartsWith("/tenants/", path, StringComparison.Ordinal);
        Assert.Equal(key, CostLinks.Decode(Uri.UnescapeDataString(path["/tenants/".Length..])));
    }

    [Property]
    public bool AnyKey_ThroughAnAddress_ComesBack(string? key)
    {
        var wanted = new string([.. (key ?? "").Where(c => !char.IsSurrogate(c))]);

        return CostLinks.Decode(Uri.UnescapeDataString(CostLinks.Encode(wanted))) == wanted;
    }

    [Fact]
    public void Tenant_WithAView_KeepsIt() =>
        Assert.Equal("/tenants/acme?range=7d&env=prod", CostLinks.Tenant("acme", CostView.Parse("?env=prod&range=7d")));
}
