namespace FinOps.Tests.Host;

public sealed class PricesCommandTests : IDisposable
{
    private const string List = """
        { "gpt-4o": { "litellm_provider": "openai", "input_cost_per_token": 5e-06, "output_cost_per_token": 1e-05 },
          "gpt-99": { "litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 },
          "drawn":  { "litellm_provider": "openai", "output_cost_per_image": 0.04 } }
        """;

    private readonly CommandLine program = new();

    [Fact]
    public async Task DiffAndImport_OfAList_ShowAndStoreWhatIsNewOnce()
    {
        var list = program.Write("list.json", List);

        var diff = await program.RunAsync("prices", "diff", list, "--from", "2026-12-01");
        var dry = await program.RunAsync("prices", "import", list, "--from", "2026-12-01", "--dry-run");
        var without = await program.RunAsync("prices", "import", list, "--from", "2026-12-01");
        var import = await program.RunAsync("prices", "import", list, "--from", "2026-12-01", "--reason", "new list", "--only", "openai/gpt-*");
        var again = await program.RunAsync("prices", "import", list, "--from", "2026-12-01", "--reason", "new list");

        Assert.Equal((0, 0, 2, 0, 0), (diff.ExitCode, dry.ExitCode, without.ExitCode, import.ExitCode, again.ExitCode));
        Assert.Contains("+100 %  Input 2.5 → 5", diff.Output);
        Assert.Contains("Input: here 5, pydantic/genai-prices 0.1.8 (2026-09-23) 2.5 (+100 %)", diff.Output);
        Assert.Contains("1 new, 1 changed, ", diff.Errors);
        Assert.Contains("line 3: drawn output_cost_per_image: Not priced by tokens.", diff.Errors);
        Assert.Contains("2 prices would be taken over", dry.Errors);
        Assert.Contains("--reason: Say why", without.Errors);
        Assert.Contains("2 price rows stored.", import.Output);
        Assert.Contains("Nothing to take over", again.Output);
    }

    [Fact]
    public async Task Export_OfTheCatalog_ImportsWithoutAChange()
    {
        var export = await program.RunAsync("prices", "export");
        var again = await program.RunAsync("prices", "import", program.Write("prices.csv", export.Output), "--reason", "round trip");

        Assert.Equal((0, 0), (export.ExitCode, again.ExitCode));
        Assert.Contains("Nothing to take over", again.Output);
    }

    [Fact]
    public async Task Diff_OfWhatIsNoPriceList_EndsWith1AndSaysWhichLine()
    {
        var run = await program.RunAsync("prices", "diff", program.Write("bad.json", "{\n\"a\": {,}\n}"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("bad.json: Line 2: This is no valid JSON here", run.Errors);
    }

    [Fact]
    public async Task Check_WithAModelThatHasNoPrice_EndsWith1()
    {
        var empty = await program.RunAsync("prices", "check");
        await program.RunAsync("import", program.Write("log.ndjson", """{"timestamp":"2026-11-01T00:00:00Z","request_id":"r1","provider":"openai","model":"gpt-99","input_tokens":10,"output_tokens":1}"""));

        var run = await program.RunAsync("prices", "check");

        Assert.Equal((0, 1), (empty.ExitCode, run.ExitCode));
        Assert.Contains("1 of 1 models in use has no price.", run.Errors);
        Assert.Contains("No price names this model.", run.Output);
    }

    public void Dispose() => program.Dispose();
}
