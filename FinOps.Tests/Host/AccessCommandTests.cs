namespace FinOps.Tests.Host;

/// <summary>The way back in when nobody can sign in as an administrator.</summary>
public sealed class AccessCommandTests : IDisposable
{
    private const string Ada = "https://id.example|u-17";
    private readonly CommandLine program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Access_GrantedListedRevoked_WithoutAnyoneSignedIn()
    {
        var granted = await program.RunAsync("access", "grant", "--subject", Ada, "--role", "Admin", "--until", "2100-01-01", "--reason", "provider is gone");
        var listed = await program.RunAsync("access", "list");
        var revoked = await program.RunAsync("access", "revoke", "--subject", Ada, "--role", "Admin", "--reason", "it is back");
        var again = await program.RunAsync("access", "revoke", "--subject", Ada, "--role", "Admin", "--reason", "it is back");
        var roles = await program.RunAsync("access", "roles");

        Assert.Equal((0, ""), (granted.ExitCode, granted.Errors));
        Assert.Contains("Admin, until 2100-01-01 00:00 UTC", listed.Output);
        Assert.Equal(0, revoked.ExitCode);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("was not granted Admin", again.Errors);
        Assert.Contains("Customer success", roles.Output);
    }

    [Theory]
    [InlineData("u-17", "Admin", "2100-01-01", "Name the person as issuer and subject")]
    [InlineData(Ada, "admin", "2100-01-01", "There is no role \"admin\"")]
    [InlineData(Ada, "Admin", "2001-01-01", "Choose a time in the future")]
    [InlineData(Ada, "Admin", "tomorrow", "\"tomorrow\" is no time")]
    public async Task Grant_WithAFault_Ends2AndSaysWhich(string subject, string role, string until, string fault)
    {
        var run = await program.RunAsync("access", "grant", "--subject", subject, "--role", role, "--until", until, "--reason", "r");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(fault, run.Errors);
    }
}
