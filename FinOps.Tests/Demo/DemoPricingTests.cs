using FinOps.Core.Data;
using FinOps.Core.Demo;
using FinOps.Core.Pricing;
using FinOps.Core.Usage;

namespace FinOps.Tests.Demo;

public sealed class DemoPricingTests
{
    private static readonly DemoStory Story = DemoStory.EndingAt(Instants.ToMicros(new DateTime(2026, 11, 20, 18, 0, 0, DateTimeKind.Utc)));

    [Fact]
    public void Catalog_PricesEveryModelOfTheStoryButTheOneOnOwnHardware()
    {
        // One day before and one after each change of the story.
        foreach (var call in new[] { 0, DemoStory.UpgradeDay, DemoStory.OutageDay, DemoStory.AbuseFromDay }.SelectMany(day => new DemoDay(Story, day).Calls()))
        {
            var (reason, cost) = Price(call);

            Assert.Equal(call.Model == DemoModel.SafetyScreen ? UnpricedReason.UnknownModel : UnpricedReason.None, reason);
            Assert.True(call.Model == DemoModel.SafetyScreen || call.Status == UsageStatus.Error || cost > 0);
        }
    }

    [Fact]
    public void Claims_OfOneModel_AreThreePercentTooHigh_AndOfTheOtherRight()
    {
        var calls = Enumerable.Range(50, 3).SelectMany(day => new DemoDay(Story, day).Calls()).Where(call => call.Model.Claim is not null).ToList();

        decimal Drift(DemoModel model)
        {
            var own = calls.Where(call => call.Model == model && call.SearchRequests == 0).ToList();
            return own.Sum(call => Money.ToNanos(call.Model.Claim!.Of(call))) / (decimal)own.Sum(call => Price(call).Cost);
        }

        Assert.Equal(1m, Drift(DemoModel.Haiku), 6);
        Assert.Equal(1.03m, Drift(DemoModel.GeminiFlash), 6);
    }

    private static readonly PriceSnapshot Prices = new(PriceCatalog.Rows);

    private static (UnpricedReason Reason, long Cost) Price(DemoCall call)
    {
        var price = Prices.For(call.Model.Provider, call.Model.Name).At(call.AtMicros, out var reason);
        if (price is null)
        {
            return (reason, 0);
        }

        var usage = new UsageQuantities(
            call.InputTokens, call.CachedTokens, call.IsHourCache ? 0 : call.CacheWriteTokens, call.IsHourCache ? call.CacheWriteTokens : 0,
            call.OutputTokens, call.SearchRequests, 0, call.IsBatch ? ServiceTier.Batch : ServiceTier.Standard);
        return (PriceCalculator.Price(price, usage, out var cost), cost.TotalNanos);
    }
}
