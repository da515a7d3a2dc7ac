using FinOps.Core.Tenants;

namespace FinOps.Tests.Tenants;

public sealed class TenantRevenueTests
{
    private const long Usd = 1_000_000_000;
    private static readonly PlanTerms NoPlans = new([]);

    [Theory]
    [InlineData(2026, 2)]
    [InlineData(2028, 2)]
    [InlineData(2026, 4)]
    [InlineData(2026, 10)]
    public void DaysOfAMonth_OfAnyFee_SumToTheFee(int year, int month)
    {
        foreach (var fee in new[] { 1L, 99_000_000_000L, 100_000_000_000L / 3, 49_999_999_999L })
        {
            var days = Enumerable.Range(1, DateTime.DaysInMonth(year, month)).Select(d => TenantRevenue.OfDay(fee, new DateOnly(year, month, d))).ToList();
            Assert.Equal(fee, days.Sum());
            Assert.True(days.Max() - days.Min() <= 1);
        }
    }

    [Fact]
    public void Contract_StartingMidMonth_EarnsItsDaysOnly()
    {
        var contract = new Contract { StartDay = Day(10, 17), MonthlyFeeNanos = 310 * Usd };
        var october = TenantRevenue.Of(Day(10, 1), Day(11, 1), [contract], NoPlans, []);
        Assert.Equal(150 * Usd, october.SubscriptionNanos);
        Assert.Equal(15, october.ContractDays);
        Assert.Equal(310 * Usd, TenantRevenue.Of(Day(12, 1), Day(12, 31).AddDays(1), [contract], NoPlans, []).TotalNanos);
    }

    [Fact]
    public void PlanChange_MidMonth_CountsEachFeeForItsDays()
    {
        Contract[] contracts = [new() { StartDay = Day(1, 1), EndDay = Day(10, 11), MonthlyFeeNanos = 31 * Usd }, new() { StartDay = Day(10, 11), MonthlyFeeNanos = 310 * Usd }];
        Assert.Equal((10 + 210) * Usd, TenantRevenue.Of(Day(10, 1), Day(11, 1), contracts, NoPlans, []).SubscriptionNanos);
    }

    [Fact]
    public void PlanPrice_RaisedMidMonth_CountsFromItsDay()
    {
        var plans = new PlanTerms([new() { Id = 1, PlanId = 7, ValidFrom = Day(1, 1), MonthlyFeeNanos = 31 * Usd }, new() { Id = 2, PlanId = 7, ValidFrom = Day(10, 30), MonthlyFeeNanos = 62 * Usd }]);
        Assert.Equal((29 + 4) * Usd, TenantRevenue.Of(Day(10, 1), Day(11, 1), [new() { PlanId = 7, StartDay = Day(1, 1) }], plans, []).SubscriptionNanos);
    }

    [Fact]
    public void PlanPrice_SupersededForTheSameDay_CountsTheNewerRow()
    {
        var plans = new PlanTerms([new() { Id = 1, PlanId = 7, ValidFrom = Day(1, 1), MonthlyFeeNanos = 31 * Usd }, new() { Id = 2, PlanId = 7, ValidFrom = Day(1, 1), MonthlyFeeNanos = 62 * Usd }]);
        Assert.Equal(62 * Usd, TenantRevenue.Of(Day(10, 1), Day(11, 1), [new() { PlanId = 7, StartDay = Day(1, 1) }], plans, []).SubscriptionNanos);
    }

    [Fact]
    public void BilledSubscription_OfADay_StandsInForTheContract()
    {
        var contract = new Contract { StartDay = Day(1, 1), MonthlyFeeNanos = 310 * Usd };
        var invoice = new RevenueEntry { Kind = RevenueKind.Subscription, Day = Day(10, 1), EndDay = Day(10, 11), AmountNanos = 50 * Usd };
        var october = TenantRevenue.Of(Day(10, 1), Day(11, 1), [contract], NoPlans, [invoice]);
        Assert.Equal((50 + 210) * Usd, october.SubscriptionNanos);
        Assert.Equal((21, 10), (october.ContractDays, october.BilledDays));
    }

    [Fact]
    public void BilledSubscription_OverTwoMonths_SplitsWithoutLosingANano()
    {
        var year = new RevenueEntry { Kind = RevenueKind.Subscription, Day = Day(1, 15), EndDay = Day(1, 15).AddYears(1), AmountNanos = (1000 * Usd) + 1 };
        var months = Enumerable.Range(0, 13).Select(m => TenantRevenue.Of(Day(1, 1).AddMonths(m), Day(1, 1).AddMonths(m + 1), [], NoPlans, [year]).TotalNanos).ToList();
        Assert.Equal(year.AmountNanos, months.Sum());
        Assert.Equal(0, TenantRevenue.Of(Day(1, 1), Day(1, 15), [], NoPlans, [year]).TotalNanos);
    }

    [Fact]
    public void Refund_OfASubscription_LeavesTheContractsFee()
    {
        var contract = new Contract { StartDay = Day(1, 1), MonthlyFeeNanos = 310 * Usd };
        var refund = new RevenueEntry { Kind = RevenueKind.Subscription, Day = Day(10, 1), EndDay = Day(10, 11), AmountNanos = -40 * Usd };
        var october = TenantRevenue.Of(Day(10, 1), Day(11, 1), [contract], NoPlans, [refund]);
        Assert.Equal(270 * Usd, october.SubscriptionNanos);
        Assert.Equal((31, 0), (october.ContractDays, october.BilledDays));
    }

    [Fact]
    public void Refund_OfUsage_LowersItsDayOnly()
    {
        RevenueEntry[] entries = [new() { Kind = RevenueKind.Usage, Day = Day(10, 3), AmountNanos = 20 * Usd }, new() { Kind = RevenueKind.Usage, Day = Day(11, 1), AmountNanos = -5 * Usd }];
        Assert.Equal(20 * Usd, TenantRevenue.Of(Day(10, 1), Day(11, 1), [], NoPlans, entries).TotalNanos);
        Assert.Equal(-5 * Usd, TenantRevenue.Of(Day(11, 1), Day(12, 1), [], NoPlans, entries).TotalNanos);
    }

    [Fact]
    public void Tenant_WithoutContractOrEntry_HasNoKnownRevenue()
    {
        Assert.False(TenantRevenue.Of(Day(10, 1), Day(11, 1), [], NoPlans, []).IsKnown);
        Assert.False(TenantRevenue.Of(Day(10, 1), Day(11, 1), [new() { StartDay = Day(11, 1), MonthlyFeeNanos = Usd }], NoPlans, []).IsKnown);
    }

    [Fact]
    public void FreeContract_IsKnown_ToBringInNothing()
    {
        var free = TenantRevenue.Of(Day(10, 1), Day(11, 1), [new() { StartDay = Day(1, 1), MonthlyFeeNanos = 0 }], NoPlans, []);
        Assert.True(free.IsKnown);
        Assert.Equal(0, free.TotalNanos);
    }

    private static DateOnly Day(int month, int day) => new(2026, month, day);
}
