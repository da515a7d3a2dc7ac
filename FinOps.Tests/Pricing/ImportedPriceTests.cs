using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Pricing;
using FinOps.Tests.Imports;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Pricing;

/// <summary>Prices of calls that went the whole way, from a log into records and rollups.</summary>
public sealed class ImportedPriceTests
{
    private static readonly DateTime Always = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly (string Provider, string Model)[] Models =
    [
        ("openai", "gpt-5.4"), ("anthropic", "claude-sonnet-4-6"), ("azure", "prod-chat"), ("house", "house-1"), ("google", "gemini-2.5-pro"), ("nobody", "unknown"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Import_OfALogInAnyPiecesAndAnyOrder_CostsTheSame(int seed)
    {
        var lines = Lines(300);
        await using var whole = await StartAsync();
        var file = await whole.ImportAsync("whole.ndjson", string.Concat(lines));
        await using var pieces = await StartAsync();
        var random = new Random(seed);
        random.Shuffle(lines);
        long sum = 0;
        for (var at = 0; at < lines.Length;)
        {
            var size = Math.Min(lines.Length - at, random.Next(1, 90));
            sum += (await pieces.ImportAsync($"piece-{at}.ndjson", string.Concat(lines[at..(at + size)]))).EffectiveCostNanos;
            at += size;
        }

        Assert.True(file.EffectiveCostNanos > 0);
        Assert.Equal((file.EffectiveCostNanos, 50), (sum, file.UnpricedRecords));
        Assert.Equal(await TotalAsync(whole), await TotalAsync(pieces));
        Assert.Equal(file.EffectiveCostNanos, await TotalAsync(whole));
    }

    [Fact]
    public async Task Explanation_OfEveryStoredRecord_SumsToItsCostBucketByBucket()
    {
        await using var core = await StartAsync();
        await core.ImportAsync("log.ndjson", string.Concat(Lines(300)));
        var snapshot = await core.Get<PriceBook>().CurrentAsync(default);
        var rows = snapshot.Prices.ToDictionary(p => p.Id);
        await using var context = await core.ContextAsync();
        var models = await context.Dimensions.ToDictionaryAsync(d => d.Id);
        var records = await context.UsageRecords.ToListAsync();

        Assert.Equal(300, records.Count);
        Assert.Equal(50, records.Count(r => r.DiscountPriceId is not null));
        foreach (var record in records)
        {
            var fees = RecordQuantities.ReportedFeesOf(record, record.PriceId is { } id ? rows[id] : null, record.DiscountPriceId is { } off ? rows[off] : null);
            var call = new PricedCall(models[record.ModelId].Parent, models[record.ModelId].Key, record.HostScope ?? "", record.OccurredAtMicros, RecordQuantities.Of(record, fees));
            var explained = PriceExplanation.Of(snapshot, call);
            Assert.Equal(
                new UsageCost(record.InputCostNanos, record.CacheReadCostNanos, record.CacheWriteCostNanos, record.OutputCostNanos, record.FeeCostNanos), explained.Cost);
            Assert.Equal((record.PriceId, record.DiscountPriceId, record.UnpricedReason), (explained.Price?.Id, explained.Discount?.Id, explained.Reason));
        }
    }

    private static async Task<CoreFixture> StartAsync()
    {
        var core = await CoreFixture.StartAsync();
        await core.Get<PriceCatalog>().SeedAsync(default);
        PriceDraft[] drafts =
        [
            Draft(d => (d.Provider, d.ModelPattern, d.Rates.InputPer1M, d.Rates.OutputPer1M, d.RequestsUsdPer1K) = ("house", "house-1", 0.0333m, 0.1m, 0.77m)),
            Draft(d => (d.Provider, d.ModelPattern, d.Rates.InputPer1M, d.Rates.OutputPer1M, d.HostScope) = ("house", "house-1", 0.0444m, 0.2m, "eu")),
            Draft(d => (d.Provider, d.ModelPattern, d.Kind, d.DiscountPercent) = ("anthropic", "claude-sonnet-4-6", PriceKind.Contract, 12.3456m)),
        ];
        foreach (var draft in drafts)
        {
            Assert.IsType<PriceSaveResult.Saved>(await core.Get<PriceEditor>().AddAsync(draft, CoreFixture.Admin, default));
        }

        var mapping = new ModelMappingDraft { Provider = "azure", Name = "prod-chat", BaseModel = "gpt-4o", ValidFromUtc = Always, Reason = "test" };
        Assert.IsType<ModelMappingResult.Saved>(await core.Get<ModelMappingEditor>().AddAsync(mapping, CoreFixture.Admin, default));
        return core;
    }

    private static PriceDraft Draft(Action<PriceDraft> fill)
    {
        var draft = new PriceDraft { ValidFromUtc = Always, Reason = "test" };
        fill(draft);
        return draft;
    }

    private static string[] Lines(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (provider, model) = Models[i % Models.Length];
            var (input, output) = (random.Next(1, i % 10 == 0 ? 400_000 : 9_000), random.Next(1, 900));
            var scope = i % 4 == 3 ? "\"host_scope\":\"EU/west\"," : "";
            var tier = i % 5 == 0 ? "\"batch\":true," : i % 7 == 0 ? "\"service_tier\":\"priority\"," : "";
            return string.Create(CultureInfo.InvariantCulture,
                $$"""{"timestamp":"2026-06-01T00:{{i % 60:00}}:00Z","request_id":"r-{{i}}","tenant_id":"t{{i % 3}}",{{scope}}{{tier}}"provider":"{{provider}}","model":"{{model}}","input_tokens":{{input}},"cached_input_tokens":{{input / 3}},"output_tokens":{{output}},"reasoning_tokens":{{output / 4}},"tool_fees_usd":{{(i % 9 == 0 ? "0.000000123" : "0")}}}""") + "\n";
        })];
    }

    private static async Task<long> TotalAsync(CoreFixture core)
    {
        var month = new CostQuery(new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc));
        return (await core.Get<CostQueries>().RunAsync(month, TenantScope.All, default)).Total.EffectiveCostNanos;
    }
}
