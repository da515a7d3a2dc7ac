using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using static FinOps.Tests.Pricing.PriceSamples;

namespace FinOps.Tests.Pricing.Catalogs;

public sealed class PriceFileReaderTests
{
    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("   \n", 0, "empty")]
    [InlineData("{\n \"a\": {,}\n}", 2, "no valid JSON")]
    [InlineData("{}", 1, "no price list that is known")]
    [InlineData("[1,2]", 1, "no price list that is known")]
    [InlineData("{\"a\":{\"b\":1}}", 1, "no price list that is known")]
    [InlineData("provider,models\nopenai,gpt-4o\n", 1, "valid_from is missing")]
    [InlineData("provider,models,valid_from,colour\n", 1, "'colour' is no column")]
    [InlineData("provider,models,valid_from,input\nopenai,gpt-4o,2025-01-01,1\nopenai,gpt-4o,2025-01-01,-1\n", 3, "input '-1' is not an amount such as 0.15")]
    [InlineData("provider,models,valid_from,input\nopenai,gpt-4o,2025-01-01,1e5\n", 2, "input '1e5' is not an amount")]
    [InlineData("provider,models,valid_from,tier\nopenai,gpt-4o,2025-01-01,cheap\n", 2, "tier 'cheap' is none of standard, batch")]
    [InlineData("provider,models,valid_from,valid_to\nopenai,gpt-4o,2025-01-02,2025-01-02\n", 2, "valid_to is not after valid_from")]
    [InlineData("provider,models,valid_from\nopenai,/gpt-(/,2025-01-02\n", 2, "regular expression that cannot be used")]
    [InlineData("provider,models,valid_from\nopenai\n", 2, "not as many cells")]
    [InlineData("provider,models,valid_from,context_tiers\nopenai,m,2025-01-01,>10 output\n", 2, "'output' is not rate=amount")]
    public void Read_OfWhatIsNoPriceList_IsRefusedWithLineAndReason(string text, int line, string reason)
    {
        var refused = Assert.IsType<PriceFileResult.Refused>(PriceFileReader.Read(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(line, refused.Fault.Line);
        Assert.Contains(reason, refused.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfDeepNesting_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000);

        Assert.IsType<PriceFileResult.Refused>(PriceFileReader.Read(Encoding.UTF8.GetBytes(deep)));
    }

    [Fact]
    public async Task Read_OfAnEndlessStream_StopsAtTheBound()
    {
        await using var endless = new EndlessStream();

        var refused = Assert.IsType<PriceFileResult.Refused>(await PriceFileReader.ReadAsync(endless, CancellationToken.None));

        Assert.Contains("larger than 50 MB", refused.Fault.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Given, PriceFileReader.MaxBytes, PriceFileReader.MaxBytes + 1_000_000);
    }

    [Fact]
    public void Read_OfLiteLlm_TellsRatesTiersAndFactorsApart()
    {
        var file = Read("""
            { "sample_spec": { "litellm_provider": "x", "input_cost_per_token": 0.0 },
              "gpt-5.6": { "litellm_provider": "openai", "input_cost_per_token": 5e-06, "output_cost_per_token": 3e-05, "cache_read_input_token_cost": 5e-07,
                "input_cost_per_token_above_272k_tokens": 1e-05, "output_cost_per_token_above_272k_tokens": 4.5e-05,
                "input_cost_per_token_flex": 2.5e-06, "output_cost_per_token_flex": 1.5e-05,
                "search_context_cost_per_query": { "search_context_size_medium": 0.01 } } }
            """);

        var price = Assert.Single(file.Prices);
        Assert.Equal(("openai", "gpt-5.6", ModelMatch.Exact, PriceFile.Undated), (price.Provider, price.ModelPattern, price.Match, price.ValidFromMicros));
        Assert.Equal((Money.ToNanos(5), Money.ToNanos(0.5m), Money.ToNanos(30)), (price.Rates.InputPer1M, price.Rates.CacheReadPer1M, price.Rates.OutputPer1M));
        var tier = Assert.Single(price.ContextTiers);
        Assert.Equal((272_000, false, Money.ToNanos(10), Money.ToNanos(45)), (tier.Threshold, tier.IsInclusive, tier.Rates.InputPer1M, tier.Rates.OutputPer1M));
        Assert.Equal((500_000, Money.ToNanos(10)), (price.FlexFactorPpm, price.SearchPer1K));
    }

    [Fact]
    public void Read_OfLiteLlmTierWithoutACommonFactor_IsARowOfItsOwn()
    {
        var file = Read("""
            { "gpt-4o-mini": { "litellm_provider": "openai", "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "cache_read_input_token_cost": 7.5e-08,
              "input_cost_per_token_priority": 2.5e-07, "output_cost_per_token_priority": 1e-06, "cache_read_input_token_cost_priority": 1.25e-07 } }
            """);

        Assert.Null(Assert.Single(file.Prices, p => p.Tier is null).PriorityFactorPpm);
        var priority = Assert.Single(file.Prices, p => p.Tier == ServiceTier.Priority);
        Assert.Equal((Money.ToNanos(0.25m), Money.ToNanos(0.125m), Money.ToNanos(1)), (priority.Rates.InputPer1M, priority.Rates.CacheReadPer1M, priority.Rates.OutputPer1M));
    }

    [Theory]
    [InlineData("azure/us/gpt-5.6", "azure", "azure", "us", "gpt-5.6")]
    [InlineData("azure/global-standard/gpt-4o", "azure", "azure", "global", "gpt-4o")]
    [InlineData("bedrock/us-east-1/anthropic.claude-v2:1", "bedrock", "bedrock", "us-east-1", "anthropic.claude-v2:1")]
    [InlineData("us.anthropic.claude-opus-4-6-v1", "bedrock_converse", "bedrock", "us", "anthropic.claude-opus-4-6-v1")]
    [InlineData("fireworks_ai/accounts/fireworks/models/kimi-k3", "fireworks_ai", "fireworks", "", "accounts/fireworks/models/kimi-k3")]
    [InlineData("openrouter/anthropic/claude-opus-5", "openrouter", "openrouter", "", "anthropic/claude-opus-5")]
    [InlineData("vertex_ai/meta/llama-3.1-405b-instruct-maas", "vertex_ai-llama_models", "google", "", "meta/llama-3.1-405b-instruct-maas")]
    [InlineData("gemini/gemini-2.5-pro", "gemini", "google", "", "gemini-2.5-pro")]
    [InlineData("groq/openai/gpt-oss-120b", "groq", "groq", "", "openai/gpt-oss-120b")]
    public void Read_OfALiteLlmName_TellsProviderPlaceAndModel(string key, string listed, string provider, string scope, string model)
    {
        var price = Assert.Single(Read($$"""{ "{{key}}": { "litellm_provider": "{{listed}}", "input_cost_per_token": 1e-06 } }""").Prices);

        Assert.Equal((provider, scope, model), (price.Provider, price.HostScope, price.ModelPattern));
    }

    [Theory]
    [InlineData("\"input_cost_per_token\": -1e-06", "input_cost_per_token", "below 0")]
    [InlineData("\"input_cost_per_token\": \"cheap\"", "input_cost_per_token", "no number")]
    [InlineData("\"input_cost_per_token\": 1", "input_cost_per_token", "above 10,000 USD")]
    [InlineData("\"output_cost_per_image\": 0.04", "output_cost_per_image", "Not priced by tokens")]
    [InlineData("\"input_cost_per_token\": 0, \"output_cost_per_image\": 0.04", "output_cost_per_image", "would show real cost as free")]
    [InlineData("\"mode\": \"chat\"", "cost", "lists no price")]
    public void Read_OfALiteLlmEntryWithoutATokenPrice_SaysWhy(string fields, string what, string why)
    {
        var file = Read($$"""
            { "good": { "litellm_provider": "openai", "input_cost_per_token": 1e-06 },
              "bad": { "litellm_provider": "openai", {{fields}} } }
            """);

        Assert.Equal("good", Assert.Single(file.Prices).ModelPattern);
        var omission = Assert.Single(file.Omissions);
        Assert.Equal((2, "bad", what, true), (omission.Line, omission.Model, omission.What, omission.IsWholeModel));
        Assert.Contains(why, omission.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfANameLongerThanIsKept_LeavesItOut()
    {
        var file = Read($$"""{ "{{new string('m', 257)}}": { "litellm_provider": "openai", "input_cost_per_token": 1e-06 } }""");

        Assert.Empty(file.Prices);
        Assert.Contains("longer than", Assert.Single(file.Omissions).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfGenAiPrices_KeepsDatesHoursAndTiers()
    {
        var file = Read("""
            [ { "id": "deepseek", "models": [ { "id": "v4", "match": { "starts_with": "deepseek-v4" }, "prices": [
                { "prices": { "input_mtok": { "base": 1, "tiers": [ { "start": 271999, "price": 2 } ] }, "output_mtok": 3 } },
                { "constraint": { "type": "start_date", "start_date": "2026-08-17" }, "prices": { "input_mtok": 0.66, "output_mtok": 1.98 } },
                { "constraint": { "start_time": "01:00:00Z", "end_time": "04:00:00Z" }, "prices": { "input_mtok": 1.32, "output_mtok": 3.96 } } ] } ] } ]
            """);

        Assert.All(file.Prices, p => Assert.Equal((ModelMatch.Prefix, "deepseek-v4"), (p.Match, p.ModelPattern)));
        var (first, second, peak) = (file.Prices[0], file.Prices[1], file.Prices[2]);
        Assert.Equal((PriceFile.Undated, At("2026-08-17")), (first.ValidFromMicros, first.ValidToMicros));
        Assert.Equal((272_000, true, Money.ToNanos(2), Money.ToNanos(3)), (first.ContextTiers[0].Threshold, first.ContextTiers[0].IsInclusive, first.ContextTiers[0].Rates.InputPer1M, first.ContextTiers[0].Rates.OutputPer1M));
        Assert.Equal((At("2026-08-17"), (long?)null), (second.ValidFromMicros, second.ValidToMicros));
        Assert.Equal((At("2026-08-17"), 60, 240, Money.ToNanos(1.32m)), (peak.ValidFromMicros, peak.DailyFromMinute, peak.DailyToMinute, peak.Rates.InputPer1M));
    }

    [Fact]
    public void Read_OfGenAiMatchRules_NamesModelsAndSaysWhatItCannot()
    {
        var file = Read("""
            { "providers": [ { "id": "aws", "models": [ { "id": "m", "match": { "or": [
                { "equals": "a" }, { "startsWith": "b-" }, { "contains": "global.anthropic.claude-x" }, { "ends_with": "eu.anthropic.claude-y" }, { "regex": "^c-\\d{4}$" },
                { "and": [ { "starts_with": "d" }, { "regex": "^(?!.*tts)" } ] } ] },
                "prices": { "inputMtok": 1, "output_mtok": 2, "audio_hours": 3 } } ] } ] }
            """);

        Assert.Equal(
            ["Exact a ", "Exact anthropic.claude-y ", "Prefix anthropic.claude-x global", "Prefix b- ", @"Regex c-\d{4} "],
            file.Prices.Select(p => $"{p.Match} {p.ModelPattern} {p.HostScope}").Order(StringComparer.Ordinal));
        Assert.All(file.Prices, p => Assert.Equal(("bedrock", Money.ToNanos(1)), (p.Provider, p.Rates.InputPer1M)));
        Assert.Equal(2, file.Omissions.Count);
        Assert.Contains(file.Omissions, o => o is { What: "audio_hours", IsWholeModel: false });
        Assert.Contains(file.Omissions, o => o.What.StartsWith("and: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "openai": { "id": "openai", "models": { "gpt-9": { "cost": { "input": 2, "output": 8, "cache_read": 0.5, "context_over_200k": { "input": 4, "output": 12 } } } } } }""", 272_000)]
    [InlineData("""{ "claude-9": { "cost": { "input": 2, "output": 8, "cache_read": 0.5, "tiers": [ { "input": 4, "output": 12, "tier": { "type": "context", "size": 100000 } } ] } } }""", 100_000)]
    public void Read_OfModelsDev_UnderstandsBothForms(string json, int threshold)
    {
        var price = Assert.Single(Read(json).Prices);

        Assert.Equal((Money.ToNanos(2), Money.ToNanos(8), Money.ToNanos(0.5m)), (price.Rates.InputPer1M, price.Rates.OutputPer1M, price.Rates.CacheReadPer1M));
        var tier = Assert.Single(price.ContextTiers);
        Assert.Equal((threshold, Money.ToNanos(4), Money.ToNanos(0.5m)), (tier.Threshold, tier.Rates.InputPer1M, tier.Rates.CacheReadPer1M));
    }

    [Fact]
    public void Read_OfNumbers_IsExactToTheNano()
    {
        var price = Assert.Single(Read("""{ "m": { "litellm_provider": "x", "input_cost_per_token": 3.0000000000000004e-07, "output_cost_per_token": 1.429e-06 } }""").Prices);

        Assert.Equal((300_000_000, 1_429_000_000), (price.Rates.InputPer1M, price.Rates.OutputPer1M));
    }

    [Fact]
    public void Write_OfTheBuiltInCatalog_ReadsBackToTheSameRows()
    {
        using var text = new StringWriter();
        CatalogWriter.Write(text, PriceCatalog.Rows, 0);

        var rows = Read(text.ToString()).Prices;

        Assert.Equal(PriceCatalog.Rows.Count, rows.Count);
        Assert.All(PriceCatalog.Rows.Zip(rows), pair =>
        {
            Assert.Equal(CatalogKey.Of(pair.First), CatalogKey.Of(pair.Second));
            Assert.True(pair.First.ChargesLike(pair.Second));
            Assert.Equal((pair.First.Source, pair.First.Note), (pair.Second.Source, pair.Second.Note));
        });
    }

    internal static PriceFile Read(string text) => Assert.IsType<PriceFileResult.Read>(PriceFileReader.Read(Encoding.UTF8.GetBytes(text))).File;

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'[');
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
