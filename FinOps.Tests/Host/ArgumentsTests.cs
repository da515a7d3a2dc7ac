using FinOps.Web.Host;

namespace FinOps.Tests.Host;

public sealed class ArgumentsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(true, "--urls", "http://localhost:1")]
    [InlineData(true, "--Database:Provider=SqlServer", "--environment", "Production")]
    [InlineData(true, "--Database:ConnectionString", "Data Source=x.db")]
    [InlineData(false, "--help")]
    [InlineData(false, "--version")]
    [InlineData(false, "import", "x.ndjson")]
    [InlineData(false, "--Database:Provider=SqlServer", "migrate")]
    public void Arguments_WithoutCommand_StartTheWeb(bool expected, params string[] args) => Assert.Equal(expected, Arguments.StartTheWeb(args));

    [Fact]
    public void Arguments_OfCommand_AreSplitFromSettings()
    {
        var (settings, words) = Arguments.Split(["import", "--Imports:DropFolder", "/logs", "a:b=c.ndjson", "--Database:Provider=Sqlite", "--profile", "x"]);

        Assert.Equal(["--Imports:DropFolder", "/logs", "--Database:Provider=Sqlite"], settings);
        Assert.Equal(["import", "a:b=c.ndjson", "--profile", "x"], words);
    }
}
