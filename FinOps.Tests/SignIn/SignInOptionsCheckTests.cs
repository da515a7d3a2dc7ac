using FinOps.Web.SignIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace FinOps.Tests.SignIn;

public sealed class SignInOptionsCheckTests
{
    [Theory]
    [InlineData("urls", "http://localhost:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://[::1]:5080")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://127.0.0.9:80")]
    [InlineData("unrelated", "x")]
    public void LocalRoles_OnLoopbackInDevelopment_AreAllowed(string key, string value) => Assert.Empty(Faults("Development", key, value));

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://+:5080")]
    [InlineData("urls", "http://192.168.1.4:5080")]
    [InlineData("urls", "http://console.example:5080")]
    [InlineData("urls", "http://localhost:5080;http://[::]:5081")]
    [InlineData("http_ports", "8080")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://*:80")]
    public void LocalRoles_ReachableByOthers_AreRefused(string key, string value)
    {
        var fault = Assert.Single(Faults("Development", key, value));

        Assert.StartsWith("SignIn:Mode is Local", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }

    [Fact]
    public void LocalRoles_OutsideDevelopment_AreRefused() =>
        Assert.Contains("this is Production", Assert.Single(Faults("Production", "urls", "http://localhost:5080")), StringComparison.Ordinal);

    [Theory]
    [InlineData("/tenants?range=7d", "/tenants?range=7d")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/sign-in?returnUrl=/sign-in", "/")]
    public void LocalPath_OfAReturnAddress_StaysOnThisSite(string? returnUrl, string expected) => Assert.Equal(expected, SignInPaths.Local(returnUrl));

    private static List<string> Faults(string environment, string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();
        return [.. new SignInOptionsCheck(new Host(environment), configuration).Validate(null, new SignInOptions()).Failures ?? []];
    }

    private sealed class Host(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "test";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
