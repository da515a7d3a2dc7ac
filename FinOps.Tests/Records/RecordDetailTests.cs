using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Claims;
using FinOps.Core.Records;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Records;

/// <summary>What is told about one call agrees with what is stored of it, or says plainly that it does not.</summary>
public sealed class RecordDetailTests : IAsyncLifetime
{
    private static readonly LogLine Line = new("detail-1")
    {
        AtUtc = new DateTime(2026, 10, 14, 9, 30, 0, 123, DateTimeKind.Utc).AddMicroseconds(456),
        User = "u1",
        Input = 3_001,
        CacheRead = 500,
        CacheWrite = 200,
        CacheWrite1h = 100,
        Output = 777,
        Reasoning = 300,
        Layers = (1_000, 500, 250),
        Model = LabPrices.Odd,
    };

    private Lab lab = null!;

    public async Task InitializeAsync() => lab = await Lab.OpenAsync(new SqliteLabDatabase());

    public async Task DisposeAsync() => await lab.DisposeAsync();

    [Fact]
    public async Task FindAsync_OfAPricedCall_ExplainsItsStoredCostToTheNano()
    {
        var detail = await DetailAsync(Line.ToJson());

        Assert.True(detail.IsExplained && detail.IsSplitExplained);
        Assert.Null(detail.Today);
        Assert.Equal(Line.CostNanos, detail.Why!.TotalNanos);
        Assert.Equal(Line.CostNanos, detail.Layers.Sum(l => l.TotalNanos));
        Assert.Equal(["input", "cache_read", "cache_write_5m", "cache_write_1h", "output"], detail.Why.Charges.Select(c => c.Kind));
        Assert.Equal(LabPrices.Odd, detail.Why.Price!.ModelPattern);
        Assert.Equal(("acme", "chat", "u1", "detail.ndjson"), (detail.Names.Tenant, detail.Names.Feature, detail.Names.User, detail.ImportName));
    }

    [Fact]
    public async Task FindAsync_OfManyCalls_ExplainsEachOfThem()
    {
        await lab.ImportAsync("many.ndjson", LogLine.Many(200).Select(l => l.ToJson()));
        foreach (var id in await lab.ReadAsync(c => c.UsageRecords.Select(r => r.Id)))
        {
            var detail = (await lab.Get<RecordDetailQueries>().FindAsync(id, TenantScope.All, default))!;

            Assert.True(detail.IsExplained && detail.IsSplitExplained, $"record {id}");
        }
    }

    [Fact]
    public async Task FindAsync_OfAReportedFee_ShowsItAsALineOfItsOwn()
    {
        var detail = await DetailAsync(Line.ToJson()[..^1] + ",\"tool_fees_usd\":\"0.5\",\"search_requests\":2}");

        Assert.True(detail.IsExplained);
        Assert.Equal(500_000_000, detail.Why!.Charges.Single(c => c.Kind == "tool_fees").CostNanos);
    }

    [Fact]
    public async Task FindAsync_OfACostByOlderRules_SaysSo()
    {
        var id = (await DetailAsync(Line.ToJson())).Record.Id;
        await using (var context = lab.NewContext())
        {
            await context.UsageRecords.Where(r => r.Id == id).ExecuteUpdateAsync(r => r.SetProperty(x => x.OutputCostNanos, x => x.OutputCostNanos + 1));
        }

        var detail = (await lab.Get<RecordDetailQueries>().FindAsync(id, TenantScope.All, default))!;

        Assert.False(detail.IsExplained);
        Assert.Equal(Line.CostNanos, detail.Why!.TotalNanos);
        Assert.Equal(Line.CostNanos + 1, detail.Record.EffectiveCostNanos);
    }

    [Fact]
    public async Task FindAsync_AfterANewPrice_ExplainsTheStampedOneAndTellsTodays()
    {
        var id = (await DetailAsync(Line.ToJson())).Record.Id;
        var contract = LabPrices.Of(LabPrices.Odd, new TokenRates { InputPer1M = 1_000_000, OutputPer1M = 2_000_000 });
        contract.Kind = PriceKind.Contract;
        await lab.AddPricesAsync([contract]);

        var detail = (await lab.Get<RecordDetailQueries>().FindAsync(id, TenantScope.All, default))!;

        Assert.True(detail.IsExplained);
        Assert.Equal((PriceKind.Own, Line.CostNanos), (detail.Why!.Price!.Kind, detail.Why.TotalNanos));
        Assert.Equal(PriceKind.Contract, detail.Today!.Price!.Kind);
    }

    [Fact]
    public async Task FindAsync_OfAnUnpricedCall_TellsTheReasonAndTheCure()
    {
        var detail = await DetailAsync((Line with { Model = LabPrices.Unknown }).ToJson());

        Assert.False(detail.IsPriced);
        Assert.Equal(UnpricedReason.UnknownModel, detail.Why!.Reason);
        Assert.Contains(LabPrices.Unknown, detail.Why.Message, StringComparison.Ordinal);
        Assert.NotNull(detail.Why.Cure);
        Assert.Null(detail.ClaimDifferenceNanos);
    }

    [Fact]
    public async Task FindAsync_OfACallWhosePriceHasCome_SaysWhatItWillCost()
    {
        var id = (await DetailAsync((Line with { Model = LabPrices.Unknown }).ToJson())).Record.Id;
        await lab.AddPricesAsync([LabPrices.Of(LabPrices.Unknown, LabPrices.RatesOf(LabPrices.Odd))]);

        var detail = (await lab.Get<RecordDetailQueries>().FindAsync(id, TenantScope.All, default))!;

        Assert.True(detail.IsPriceComing);
        Assert.Equal(Line.CostNanos, detail.Today!.TotalNanos);
    }

    [Fact]
    public async Task FindAsync_OfAClaim_NamesTheMistakeThatGivesIt()
    {
        var rates = LabPrices.RatesOf(LabPrices.Even);
        var line = Line with { Model = LabPrices.Even };
        var claim = ((line.Input * rates.InputPer1M!.Value) + (line.Output * rates.OutputPer1M!.Value)) / 1_000_000;

        var detail = await DetailAsync(line.ToJson()[..^1] + $",\"cost_usd\":\"{Money.ToExactText(claim)}\"}}");

        Assert.Equal(ClaimCause.CacheAsInput, detail.ClaimFinding!.Cause);
        Assert.Equal(claim - line.CostNanos, detail.ClaimDifferenceNanos);
    }

    [Fact]
    public async Task FindAsync_OfNoCall_IsNothing() => Assert.Null(await lab.Get<RecordDetailQueries>().FindAsync(404, TenantScope.All, default));

    [Fact]
    public async Task WriteJson_OfACall_SumsToItsCostAndNeverShowsAMissingPriceAsMoney()
    {
        var priced = Json(await DetailAsync(Line.ToJson()));
        var unpriced = Json(await DetailAsync((Line with { RequestId = "detail-2", Model = LabPrices.Unknown }).ToJson()));

        Assert.Equal(Money.ToExactText(Line.CostNanos), priced.GetProperty("effective_cost_usd").GetString());
        Assert.Equal(Money.ToExactText(Line.CostNanos), priced.GetProperty("why").GetProperty("total_usd").GetString());
        Assert.Equal("2026-10-14T09:30:00.123456Z", priced.GetProperty("timestamp").GetString());
        Assert.True(priced.GetProperty("is_explained").GetBoolean());
        Assert.Equal(Line.CostNanos, priced.GetProperty("layer_split").EnumerateArray().SelectMany(r => r.EnumerateObject()).Where(p => p.Value.ValueKind == JsonValueKind.Object)
            .Sum(p => Money.ToNanos(decimal.Parse(p.Value.GetProperty("cost_usd").GetString()!, System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal(JsonValueKind.Null, unpriced.GetProperty("effective_cost_usd").ValueKind);
        Assert.Equal(JsonValueKind.Null, unpriced.GetProperty("cost").GetProperty("input_usd").ValueKind);
        Assert.Equal("unknown_model", unpriced.GetProperty("why").GetProperty("unpriced").GetString());
    }

    private async Task<RecordDetail> DetailAsync(string line)
    {
        await lab.ImportAsync("detail.ndjson", [line]);
        var id = (await lab.ReadAsync(c => c.UsageRecords.OrderByDescending(r => r.Id).Select(r => r.Id).Take(1)))[0];
        return (await lab.Get<RecordDetailQueries>().FindAsync(id, TenantScope.All, default))!;
    }

    private static JsonElement Json(RecordDetail detail)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            RecordReport.WriteJson(detail, json);
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
