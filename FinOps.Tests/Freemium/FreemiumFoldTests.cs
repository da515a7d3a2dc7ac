using FinOps.Core.Costs;
using FinOps.Core.Freemium;

namespace FinOps.Tests.Freemium;

/// <summary>When a free user passes the lifetime value, at the edges of the window.</summary>
public sealed class FreemiumFoldTests
{
    private static readonly Dictionary<string, long> Values = new() { ["acme"] = 100 };

    [Fact]
    public void Add_CostOnTheLastDayOfTheWindow_Counts()
    {
        Assert.Equal(129, Only((100, 60), (129, 41)).PassedDay);
        Assert.Null(Only((100, 60), (130, 41)).PassedDay);
    }

    [Fact]
    public void Add_ExactlyTheValue_IsNotPassed()
    {
        Assert.Null(Only((100, 60), (101, 40)).PassedDay);
        Assert.Equal(102, Only((100, 60), (101, 40), (102, 1), (103, 50)).PassedDay);
    }

    [Fact]
    public void Add_BehindTheWindow_ChangesNothing()
    {
        var use = Only((100, 101), (129, 5), (130, 1_000), (500, 1_000));

        Assert.Equal((100, 100, 106L, 2L), (use.FirstDay, use.PassedDay!.Value, use.CostNanos, use.Calls));
    }

    [Fact]
    public void Users_WithoutUserIds_AreTheirTenant()
    {
        var fold = new FreemiumFold(Values);
        fold.Add(1, "acme", "", Calls(500));
        Assert.Equal(("acme", "", 1), Assert.Single(fold.Users().Select(u => (u.Tenant, u.User, u.PassedDay!.Value))));

        fold.Add(2, "acme", "u1", Calls(1));
        Assert.Equal("u1", Assert.Single(fold.Users()).User);
    }

    [Fact]
    public void Add_TenantsWithoutAValue_AreLeftOut()
    {
        var fold = new FreemiumFold(Values);
        fold.Add(1, "globex", "u1", Calls(500));

        Assert.Empty(fold.Users());
    }

    private static FreemiumUse Only(params (int Day, long Nanos)[] days)
    {
        var fold = new FreemiumFold(Values);
        foreach (var (day, nanos) in days)
        {
            fold.Add(day, "acme", "u1", Calls(nanos));
        }

        return Assert.Single(fold.Users());
    }

    private static CostMeasures Calls(long nanos) => new() { Requests = 1, OutputCostNanos = nanos };
}
