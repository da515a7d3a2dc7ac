using FinOps.Web.Costs;
using Microsoft.Extensions.Time.Testing;

namespace FinOps.Tests.Costs;

public sealed class PageHandoverTests
{
    private readonly FakeTimeProvider time = new();
    private readonly PageHandover handover;

    public PageHandoverTests() => handover = new PageHandover(time);

    [Fact]
    public void Take_OfWhatWasPut_GivesItOnce()
    {
        var key = handover.Put("tenants", "figures");

        Assert.Equal("figures", handover.Take<string>(key, "tenants"));
        Assert.Null(handover.Take<string>(key, "tenants"));
    }

    [Fact]
    public void Take_ForAnotherAddress_GivesNothing() => Assert.Null(handover.Take<string>(handover.Put("tenants", "figures"), "features"));

    [Fact]
    public void Take_AfterAMinute_GivesNothing()
    {
        var key = handover.Put("tenants", "figures");
        time.Advance(TimeSpan.FromSeconds(61));

        Assert.Null(handover.Take<string>(key, "tenants"));
    }

    [Fact]
    public void Take_WithoutAKey_GivesNothing() => Assert.Null(handover.Take<string>(null, "tenants"));
}
