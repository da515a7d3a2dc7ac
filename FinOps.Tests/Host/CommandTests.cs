using System.Text.Json;

namespace FinOps.Tests.Host;

public sealed class CommandTests : IDisposable
{
    private readonly CommandLine program = new();

    [Theory]
    [InlineData("--help")]
    [InlineData("import", "--help")]
    [InlineData("costs", "--help")]
    [InlineData("price", "--help")]
    [InlineData("demo", "load", "--help")]
    [InlineData("keys", "create", "--help")]
    [InlineData("access", "grant", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("worker", "--help")]
    [InlineData("audit", "verify", "--help")]
    [InlineData("health", "--help")]
    [InlineData("prune", "--help")]
    [InlineData("backup", "--help")]
    [InlineData("restore", "--help")]
    public async Task Help_OfEachCommand_IsOnStandardOutput(params string[] args)
    {
        var run = await program.RunAsync(args);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage:", run.Output);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "not-there.ndjson")]
    [InlineData("imports")]
    [InlineData("costs", "--group-by", "planet")]
    [InlineData("costs", "--format", "xml")]
    [InlineData("price")]
    [InlineData("price", "not-there.ndjson")]
    [InlineData("audit", "verify", "--anchors", "not-there.log")]
    [InlineData("audit", "export", "--from", "yesterday-ish")]
    [InlineData("keys", "create", "--name", "gateway", "--scopes", "everything")]
    public async Task WrongUsage_Ends2_AndSaysSoOnStandardError(params string[] args)
    {
        var run = await program.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Errors);
        Assert.Empty(run.Output);
        Assert.DoesNotContain("   at ", run.Errors);
    }

    [Fact]
    public async Task Keys_CreatedListedRevoked_ShowTheSecretOnce()
    {
        var created = await program.RunAsync("keys", "create", "--name", "gateway", "--scopes", "ingest,read");
        var key = created.Output.Trim();
        Assert.Matches("^lfk_[0-9a-f]{8}_[0-9A-Za-z]{38}$", key);

        var listed = await program.RunAsync("keys", "list");
        Assert.Contains(key[..12], listed.Output);
        Assert.DoesNotContain(key[13..], listed.Output);

        var rotated = await program.RunAsync("keys", "rotate", key[..12], "--overlap", "2h", "--format", "json");
        var secret = JsonDocument.Parse(rotated.Output).RootElement;
        Assert.Matches("^lfk_[0-9a-f]{8}_[0-9A-Za-z]{38}$", secret.GetProperty("secret").GetString());
        Assert.Equal(2, (await program.RunAsync("keys", "rotate", key[..12], "--overlap", "soon")).ExitCode);
        Assert.Equal(1, (await program.RunAsync("keys", "rotate", key[..12])).ExitCode); // two secrets at most
        var shown = JsonDocument.Parse((await program.RunAsync("keys", "show", key, "--format", "json")).Output).RootElement;
        Assert.Equal((key[..12], "gateway", false), (shown.GetProperty("key").GetString(), shown.GetProperty("name").GetString(), shown.TryGetProperty("secret", out _)));
        Assert.NotEqual(JsonValueKind.Null, shown.GetProperty("old_secret_until").ValueKind);
        Assert.Empty(JsonDocument.Parse((await program.RunAsync("keys", "list", "--state", "revoked", "--format", "json")).Output).RootElement.EnumerateArray());

        Assert.Equal(0, (await program.RunAsync("keys", "revoke", key[..12])).ExitCode);
        Assert.Equal(1, (await program.RunAsync("keys", "revoke", key[..12])).ExitCode);
    }

    [Fact]
    public async Task Settings_WithSeveralFaults_AreAllNamedAtOnce()
    {
        var run = await program.RunAsync("--Database:Provider=Oracle", "--Usage:MaxFutureHours=-1", "--Imports:DropFoldr=x");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Database:Provider: \"Oracle\" is not valid; allowed: Sqlite, SqlServer.", run.Errors);
        Assert.Contains("Usage:MaxFutureHours: \"-1\" is not valid; allowed: 0 to ", run.Errors);
        Assert.Contains("Imports:DropFoldr is no setting", run.Errors);
        Assert.DoesNotContain("   at ", run.Errors);
    }

    [Fact]
    public async Task Start_WithFolderThatCannotBeWritten_SaysSoInOneLine()
    {
        var run = await program.RunAsync("migrate", "--Database:ConnectionString=Data Source=/proc/finops/finops.db");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Database:ConnectionString: the folder /proc/finops cannot be written", run.Errors);
        Assert.Single(run.Errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Start_OnBusyPort_SaysSoInOneLine()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();

        var run = await program.RunAsync("--urls", $"http://{other.LocalEndpoint}", "--environment", "Development");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("already in use", run.Errors);
        Assert.DoesNotContain("   at ", run.Errors);
    }

    [Fact]
    public async Task Start_WithLocalSignInBeyondLoopback_Refuses()
    {
        var run = await program.RunAsync("--urls", "http://0.0.0.0:0", "--environment", "Development");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SignIn:Mode is Local", run.Errors);
    }

    [Fact]
    public async Task Migrate_InEmptyFolder_CreatesDatabaseThere()
    {
        var run = await program.RunAsync("migrate");

        Assert.Equal(0, run.ExitCode);
        Assert.True(File.Exists(Path.Combine(program.Folder, "data", "finops.db")));
    }

    public void Dispose() => program.Dispose();
}
