namespace FinOps.Tests.Host;

public sealed class TermsCommandTests : IDisposable
{
    private readonly CommandLine program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Samples_PreviewedImportedAndExported_ComeBack()
    {
        var (tenants, revenue) = (Path.Combine(Repository.Root, "samples", "tenants.csv"), Path.Combine(Repository.Root, "samples", "revenue.csv"));
        var preview = await program.RunAsync("tenants", "import", tenants, "--preview");
        Assert.Equal(0, preview.ExitCode);
        Assert.Contains("Nothing is stored; it would be: 4 new", preview.Errors, StringComparison.Ordinal);
        Assert.Contains("monthly_fee_usd 900", preview.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("acme", (await program.RunAsync("tenants", "export")).Output, StringComparison.Ordinal);

        Assert.Contains("Stored: 4 new", (await program.RunAsync("tenants", "import", tenants)).Errors, StringComparison.Ordinal);
        Assert.Contains("Stored: 4 new", (await program.RunAsync("revenue", "import", revenue)).Errors, StringComparison.Ordinal);
        Assert.Contains("4 as stored", (await program.RunAsync("revenue", "import", revenue)).Errors, StringComparison.Ordinal);

        var exported = (await program.RunAsync("tenants", "export", "--tenant", "acme")).Output.TrimEnd().Split('\n');
        Assert.Equal(3, exported.Length);
        Assert.Contains("600,250,30,2026-01-01,2026-10-12,", exported[1], StringComparison.Ordinal);
        Assert.Contains("acme,one_off,2026-10-20,-150,", (await program.RunAsync("revenue", "export")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WithABadLine_TakesTheOthersAndEnds1()
    {
        var file = Path.Combine(program.Folder, "tenants.csv");
        await File.WriteAllTextAsync(file, "tenant,tier\nacme,pro\nglobex,gold\n");
        var run = await program.RunAsync("tenants", "import", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("tier: There is no tier gold", run.Output, StringComparison.Ordinal);
        Assert.Contains("acme,,pro", (await program.RunAsync("tenants", "export")).Output, StringComparison.Ordinal);
    }
}
