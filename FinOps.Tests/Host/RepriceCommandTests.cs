using System.Text.Json;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Host;

public sealed class RepriceCommandTests : IDisposable
{
    private readonly CommandLine program = new();

    [Fact]
    public async Task Reprice_OfAClosedMonth_PreviewsRunsAndShowsTheCorrectionApart()
    {
        await ImportAsync("october.ndjson", "a", "2026-10-14T09:00:00Z");
        var closed = await program.RunAsync("months", "close", "2026-10", "--reason", "books are done");
        await AddPriceAsync();

        var preview = await program.RunAsync("reprice", "--model", "gpt-4o", "--preview");
        var run = await program.RunAsync("reprice", "--model", "gpt-4o", "--reason", "contract");
        var again = await program.RunAsync("reprice", "--model", "gpt-4o", "--reason", "contract");

        // 1000 in and 500 out cost 0.0075 USD at the list price and 0.006 USD at the new one.
        Assert.Equal("2026-10 is closed at 0.0075 USD.", closed.Output.Trim());
        Assert.StartsWith("1 call of acme would change by −$0.0015 (−$0.0015 in closed months, shown apart).", preview.Output);
        Assert.Contains("change -0.0015 USD, of that -0.0015 USD in closed months (done).", run.Output);
        Assert.Contains("1 calls read, 0 changed", again.Output);
        var cost = JsonDocument.Parse((await program.RunAsync("costs", "--from", "2026-10-01", "--to", "2026-11-01", "--format", "json")).Output).RootElement[0];
        Assert.Equal(("0.006", "-0.0015"), (cost.GetProperty("effective_cost_usd").GetString(), cost.GetProperty("correction_usd").GetString()));
        Assert.Matches(@"2026-10 +closed +0\.0075 +-0\.0015 +0\.006 ", (await program.RunAsync("months", "list")).Output);
        Assert.Equal(0, (await program.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task Months_ClosedAndReopened_TakeLateCallsApartOnlyMeanwhile()
    {
        await ImportAsync("one.ndjson", "a", "2026-10-14T09:00:00Z");
        await program.RunAsync("months", "close", "2026-10", "--reason", "books are done");
        await ImportAsync("late.ndjson", "b", "2026-10-15T09:00:00Z");
        var closed = await program.RunAsync("months", "list");

        var reopened = await program.RunAsync("months", "reopen", "2026-10", "--reason", "late calls belong to it");

        Assert.Matches(@"2026-10 +closed +0\.0075 +0\.0075 +0\.015 ", closed.Output);
        Assert.Equal("2026-10 is open again at 0.015 USD.", reopened.Output.Trim());
        Assert.Matches(@"2026-10 +open +0 +0\.015", (await program.RunAsync("months", "list")).Output);
        Assert.Equal(0, (await program.RunAsync("verify")).ExitCode);
    }

    [Theory]
    [InlineData("reprice", "--from", "yesterday", "--preview")]
    [InlineData("reprice", "--from", "2026-10-02", "--to", "2026-10-01", "--preview")]
    [InlineData("reprice", "--provider", "nobody", "--reason", "x")]
    [InlineData("reprice")]
    [InlineData("months", "close", "2026-13", "--reason", "x")]
    [InlineData("months", "close", "2026-10")]
    public async Task WrongUsage_Ends2_AndSaysWhatIsAllowed(params string[] args)
    {
        var run = await program.RunAsync(args);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain("   at ", run.Errors);
    }

    [Fact]
    public async Task Months_ThatCannotBeClosedOrReopened_SayWhy()
    {
        Assert.Equal((1, "2100-01 is not over yet."), Told(await program.RunAsync("months", "close", "2100-01", "--reason", "x")));
        Assert.Equal((1, "2026-01 is not closed."), Told(await program.RunAsync("months", "reopen", "2026-01", "--reason", "x")));
        Assert.Equal(0, (await program.RunAsync("months", "close", "2026-01", "--reason", "x")).ExitCode);
        Assert.Equal((1, "2026-01 is closed already."), Told(await program.RunAsync("months", "close", "2026-01", "--reason", "x")));
    }

    public void Dispose() => program.Dispose();

    private static (int ExitCode, string Errors) Told(Run run) => (run.ExitCode, run.Errors.Trim());

    private async Task ImportAsync(string file, string id, string at)
    {
        var log = program.Write(file, $$"""{"timestamp":"{{at}}","request_id":"{{id}}","tenant_id":"acme","provider":"openai","model":"gpt-4o","input_tokens":1000,"output_tokens":500}""" + "\n");
        Assert.Contains("1 new", (await program.RunAsync("import", log)).Output);
    }

    private async Task AddPriceAsync()
    {
        await using var context = new SqliteFinOpsDbContext(new DbContextOptionsBuilder<SqliteFinOpsDbContext>()
            .UseSqlite($"Data Source={Path.Combine(program.Folder, "data", "finops.db")};Pooling=False").Options);
        context.Prices.Add(new Price
        {
            Kind = PriceKind.Contract,
            Provider = "openai",
            ModelPattern = "gpt-4o",
            Rates = { InputPer1M = 2_000_000_000, OutputPer1M = 8_000_000_000 },
            ValidFromMicros = Instants.ToMicros(new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc)),
            Source = "test",
            CreatedBy = "test",
        });
        await context.SaveChangesAsync();
    }
}
