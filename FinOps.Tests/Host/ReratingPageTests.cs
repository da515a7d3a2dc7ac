using System.Net;
using System.Text;
using FinOps.Core.Access;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Host;

/// <summary>The re-rating page and its downloads in the real program, over HTTP.</summary>
public sealed class ReratingPageTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Actor Someone = Actor.System("test", "cli");

    [Fact]
    public async Task Page_AfterARun_ShowsItWithItsEntriesAndDownloadsThemExactly()
    {
        var run = await RunAsync("house-rerated");
        using var person = await app.SignedInAsync("Finance");

        var page = await person.GetStringAsync($"/pricing/rerating?run={run.Id}");
        var csv = await person.GetStringAsync($"/pricing/rerating/export?run={run.Id}&format=csv");
        var preview = await person.GetStringAsync("/pricing/rerating/export?look=on&model=house-rerated&by=month&format=csv");

        // 1000 input and 500 output tokens at $1 and $2 per million, then at $3 and $4.
        Assert.Contains($"Corrections of run {run.Id}", page, StringComparison.Ordinal);
        Assert.Contains("$0.003", page, StringComparison.Ordinal);
        Assert.Contains("2026-08", page, StringComparison.Ordinal);
        Assert.Contains("acme,2026-08,open,chat,house-rerated,house,", csv, StringComparison.Ordinal);
        Assert.Contains(",1,0.003,0.002,0,0,0.001,0", csv, StringComparison.Ordinal);
        Assert.Single(preview.TrimEnd().Split("\r\n"));
    }

    [Fact]
    public async Task Page_ForAViewer_OffersNoChange()
    {
        await RunAsync("house-seen");
        using var viewer = await app.SignedInAsync("Viewer");

        var page = await viewer.GetStringAsync("/pricing/rerating");

        Assert.Contains("data-testid=\"months\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Close 2026-08", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run=1", HttpStatusCode.BadRequest)]
    [InlineData("run=987654&format=csv", HttpStatusCode.NotFound)]
    [InlineData("provider=nobody&format=csv", HttpStatusCode.BadRequest)]
    public async Task Export_OfWhatIsNotThere_SaysSo(string query, HttpStatusCode expected)
    {
        using var person = await app.SignedInAsync("Viewer");

        using var answer = await person.GetAsync($"/pricing/rerating/export?{query}");

        Assert.Equal(expected, answer.StatusCode);
    }

    private async Task<RerateRun> RunAsync(string model)
    {
        await AddPriceAsync(model, 1m, 2m, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var line = $$"""{"timestamp":"2026-08-03T10:00:00Z","request_id":"{{model}}","tenant_id":"acme","feature_id":"chat","provider":"house","model":"{{model}}","input_tokens":1000,"output_tokens":500}""";
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(line + "\n"));
        await app.Services.GetRequiredService<UsageImporter>().ImportStreamAsync(log, new ImportRequest(ImportSource.Api, model), Someone, CancellationToken.None);
        await AddPriceAsync(model, 3m, 4m, new DateTime(2026, 8, 1, 0, 0, 0, DateTimeKind.Utc));
        var scope = new RerateScope("house", model, null, null);
        var started = Assert.IsType<RerateStart.Started>(await app.Services.GetRequiredService<RerateEditor>().StartAsync(scope, "test", Someone, isForCaller: true, CancellationToken.None));
        return await app.Services.GetRequiredService<RerateQueue>().RunAsync(started.Run, null, CancellationToken.None);
    }

    private async Task AddPriceAsync(string model, decimal input, decimal output, DateTime from)
    {
        var draft = new PriceDraft { Provider = "house", ModelPattern = model, Match = ModelMatch.Exact, Kind = PriceKind.Own, ValidFromUtc = from, Reason = "test" };
        (draft.Rates.InputPer1M, draft.Rates.OutputPer1M) = (input, output);
        Assert.IsType<PriceSaveResult.Saved>(await app.Services.GetRequiredService<PriceEditor>().AddAsync(draft, Someone, CancellationToken.None));
    }
}
