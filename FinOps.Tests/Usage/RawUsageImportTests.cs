using System.Text;
using FinOps.Core.Imports;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Usage;

/// <summary>Lines that carry the provider's own usage object.</summary>
public sealed class RawUsageImportTests
{
    private const string Head = """{"timestamp":"2026-10-14T09:00:00Z","provider":"lab","model":"even-1","tenant_id":"acme","feature_id":"chat",""";
    private const string Anthropic = """{"input_tokens":6,"cache_creation_input_tokens":574,"cache_creation":{"ephemeral_5m_input_tokens":500,"ephemeral_1h_input_tokens":74},"cache_read_input_tokens":20420,"output_tokens":489,"output_tokens_details":{"thinking_tokens":77}}""";

    [Fact]
    public async Task Import_RawUsage_StoresExclusiveBucketsAndTheirExactCost()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        var file = await lab.ImportAsync("raw.ndjson", [Line("r1", $$"""{"usage":{{Anthropic}},"api_flavor":"anthropic","host_scope":"EU-West-1","layers":{"prompt_tokens":1000} }""")]);

        Assert.Equal((1L, 0L, 0L), (file.NewRecords, file.QuarantinedLines, file.UnpricedRecords));
        var record = Assert.Single(await lab.ReadAsync(c => c.UsageRecords));
        Assert.Equal((21_000, 20_420, 500, 74, 489, 77), (record.InputTokens, record.CacheReadTokens, record.CacheWrite5mTokens, record.CacheWrite1hTokens, record.OutputTokens, record.ReasoningTokens));
        Assert.Equal((1_000, 20_000), (record.PromptTokens, record.UnsplitTokens));
        Assert.Equal("eu-west-1", record.HostScope);

        // Rates 3, 0.30, 3.75, 6 and 15 USD.
        Assert.Equal((6L * 3_000, 20_420L * 300, (500L * 3_750) + (74L * 6_000), 489L * 15_000), (record.InputCostNanos, record.CacheReadCostNanos, record.CacheWriteCostNanos, record.OutputCostNanos));
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
    }

    [Fact]
    public async Task Import_RawAndCanonicalLineOfOneCall_AreOneEvent()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        const string canonical = """{"input_tokens":21000,"cached_input_tokens":20420,"cache_write_tokens":500,"cache_write_1h_tokens":74,"output_tokens":489,"reasoning_tokens":77}""";

        var file = await lab.ImportAsync("both.ndjson",
        [
            Line("r1", $$"""{"usage":{{Anthropic}} }"""), Line("r1", canonical), Line("r1", $$"""{"usage":{{Anthropic}},{{canonical[1..]}}"""),
            Line(null, $$"""{"usage":{{Anthropic}} }"""), Line(null, canonical),
        ]);

        Assert.Equal((2L, 3L, 0L), (file.NewRecords, file.DuplicateRecords, file.QuarantinedLines));
    }

    [Fact]
    public async Task Import_JsonArrayOfRawUsage_IsRead()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        var file = await lab.ImportAsync("raw.json", Encoding.UTF8.GetBytes($"[{Line("r1", $$"""{"usage":{{Anthropic}} }""")},\n{Line("r2", """{"usage":[{"prompt_tokens":1,"completion_tokens":0},{"prompt_tokens":10,"completion_tokens":5}]}""")}]"));

        Assert.Equal((2L, 0L), (file.NewRecords, file.QuarantinedLines));
        Assert.Equal([(21_000, 489), (10, 5)], await lab.ReadAsync(c => c.UsageRecords.OrderBy(r => r.RequestId).Select(r => ValueTuple.Create(r.InputTokens, r.OutputTokens))));
    }

    [Fact]
    public async Task Import_UsageNull_IsStoredAsUnpricedWithTheReason_AndStaysSo()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        var file = await lab.ImportAsync("null.ndjson", [Line("r1", """{"usage":null}"""), Line("r2", """{"usage":null,"input_tokens":5,"output_tokens":1}"""), Line("r3", """{"usage":null,"status":"timeout"}""")]);

        Assert.Equal((3L, 0L, 1L), (file.NewRecords, file.QuarantinedLines, file.UnpricedRecords));
        await lab.AddPricesAsync([LabPrices.Of(LabPrices.Unknown, new TokenRates { InputPer1M = 1, OutputPer1M = 1 })]);
        await lab.Get<UnpricedRecords>().PriceAsync(default);
        var records = (await lab.ReadAsync(c => c.UsageRecords)).ToDictionary(r => r.RequestId!);
        Assert.Equal((UnpricedReason.NoUsage, UsageFlags.UsageMissing, (int?)null), (records["r1"].UnpricedReason, records["r1"].UsageFlags, records["r1"].PriceId));
        Assert.Equal((UnpricedReason.None, 5), (records["r2"].UnpricedReason, records["r2"].InputTokens));
        Assert.Equal(UnpricedReason.None, records["r3"].UnpricedReason);
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
    }

    [Fact]
    public async Task Import_DoubtfulUsage_IsStoredWithItsFlags_AndItsClaim()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var line = Line("r1", """{"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":99,"cost":0.25,"service_tier":"flex"}}""").Replace("\"lab\"", "\"openrouter\"", StringComparison.Ordinal);

        await lab.ImportAsync("doubt.ndjson", [line]);

        var record = Assert.Single(await lab.ReadAsync(c => c.UsageRecords));
        Assert.Equal((UsageFlags.TotalMismatch, 250_000_000L, "flex"), (record.UsageFlags, record.ClaimedCostNanos, record.ServiceTier));
    }

    [Fact]
    public async Task Import_MediaTokens_AreStored()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        await lab.ImportAsync("media.ndjson",
        [
            Line("r1", """{"input_tokens":100,"cached_input_tokens":40,"output_tokens":50,"input_audio_tokens":30,"cached_audio_tokens":10,"input_image_tokens":20,"cached_image_tokens":5,"output_audio_tokens":7,"output_image_tokens":8}"""),
        ]);

        var r = Assert.Single(await lab.ReadAsync(c => c.UsageRecords));
        Assert.Equal((30, 10, 20, 5, 7, 8), (r.InputAudioTokens, r.CacheReadAudioTokens, r.InputImageTokens, r.CacheReadImageTokens, r.OutputAudioTokens, r.OutputImageTokens));
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
    }

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":11}}}""", "usage.prompt_tokens_details.cached_tokens", "negative_bucket")]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":5},"input_tokens":11}""", "input_tokens", "usage_conflict")]
    [InlineData("""{"usage":{"words":10}}""", "usage", "unknown_usage")]
    [InlineData("""{"usage":"10 tokens"}""", "usage", "wrong_type")]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":5},"api_flavor":"telepathy"}""", "api_flavor", "unknown_value")]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":5},"layers":{"tool_tokens":11}}""", "layers", "layers_exceed_input")]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":5},"usage":null}""", "usage", "duplicate_key")]
    [InlineData("""{"api_flavor":"chat"}""", "input_tokens", "missing_field")]
    [InlineData("""{"input_tokens":10,"output_tokens":5,"input_audio_tokens":11}""", "input_audio_tokens", "media_exceed_total")]
    [InlineData("""{"input_tokens":10,"output_tokens":5,"output_audio_tokens":4,"reasoning_tokens":2}""", "output_audio_tokens", "media_exceed_total")]
    [InlineData("""{"input_tokens":10,"cached_input_tokens":1,"output_tokens":5,"input_audio_tokens":3,"cached_audio_tokens":2}""", "cached_audio_tokens", "media_exceed_total")]
    public async Task Import_ImpossibleUsage_IsQuarantinedWithFieldAndReason(string usage, string field, string reason)
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());

        var file = await lab.ImportAsync("bad.ndjson", [Line("good", """{"input_tokens":1,"output_tokens":1}"""), Line("bad", usage)]);

        Assert.Equal((ImportState.Done, 1L, 1L), (file.State, file.NewRecords, file.QuarantinedLines));
        var line = Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines));
        Assert.Equal((field, reason), (line.Field, line.Reason));
    }

    private static string Line(string? requestId, string rest) => $"{Head}{(requestId is null ? "" : $"\"request_id\":\"{requestId}\",")}{rest[1..]}";
}
