using FinOps.Bench.Anomalies;

namespace FinOps.Tests.Anomalies;

/// <summary>Small versions of the suites of the bench; its own runs have the tenants to hold the published figures.</summary>
public sealed class SyntheticTests
{
    [Fact]
    public void DailyDetector_OnMadeUpTenants_FindsBurstsAndRarelyErrs()
    {
        var figures = SyntheticDaily.Run(tenants: 200, seed: 11);

        Assert.True(figures.FalsePerYear <= 0.15 && figures.FalsePerYearOfAll <= 0.30, $"{figures}");
        Assert.True(figures.Found10 >= 0.83 && figures.FoundAgain >= 0.83, $"{figures}");
    }

    [Fact]
    public void HourlyDetector_OnMadeUpTenants_FindsRunawaysWithinHoursAndRarelyErrs()
    {
        var figures = SyntheticHourly.Run(tenants: 100, seed: 11);

        Assert.True(figures.FalsePerYear <= 0.15 && figures.Found >= 0.91 && figures.DelayP50 <= 2, $"{figures}");
    }
}
