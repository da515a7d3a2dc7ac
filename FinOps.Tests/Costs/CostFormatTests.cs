using FinOps.Web.Costs;

namespace FinOps.Tests.Costs;

public sealed class CostFormatTests
{
    [Theory]
    [InlineData(0, "$0")]
    [InlineData(1, "$0.000000001")]
    [InlineData(87_654, "$0.0000877")]
    [InlineData(13_500_000, "$0.0135")]
    [InlineData(12_400_000_000, "$12.40")]
    [InlineData(-12_400_000_000, "−$12.40")]
    [InlineData(9_999_990_000_000, "$9,999.99")]
    [InlineData(48_213_000_000_000, "$48.2k")]
    [InlineData(1_234_567_000_000_000, "$1.23M")]
    public void Usd_OfAnAmount_HasFittingPrecision(long nanos, string expected) => Assert.Equal(expected, CostFormat.Usd(nanos));

    [Theory]
    [InlineData(48_213_000_000_013, "$48,213.000000013")]
    [InlineData(12_400_000_000, "$12.40")]
    [InlineData(-1, "−$0.000000001")]
    public void ExactUsd_OfAnAmount_LosesNothing(long nanos, string expected) => Assert.Equal(expected, CostFormat.ExactUsd(nanos));

    [Theory]
    [InlineData(1.0, "100 %")]
    [InlineData(0.99999, "99.9 %")]
    [InlineData(0.5, "50.0 %")]
    [InlineData(null, "–")]
    public void Coverage_BelowAll_NeverSaysAll(double? share, string expected) => Assert.Equal(expected, CostFormat.Coverage(share));

    [Theory]
    [InlineData(9_999, "9,999")]
    [InlineData(98_300, "98.3k")]
    [InlineData(881_520_000, "881.52M")]
    public void Count_OfMany_IsShort(long count, string expected) => Assert.Equal(expected, CostFormat.Count(count));

    [Theory]
    [InlineData(611.4, "611 ms")]
    [InlineData(9_600.0, "9.6 s")]
    [InlineData(72_000.0, "1.2 min")]
    [InlineData(null, "–")]
    public void Milliseconds_OfACall_TakeTheFittingUnit(double? ms, string expected) => Assert.Equal(expected, CostFormat.Milliseconds(ms));
}
