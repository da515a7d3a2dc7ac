using FinOps.Core.Tenants;
using FinOps.Web.Tenants.Terms;

namespace FinOps.Tests.Tenants;

public sealed class TermsSearchTests
{
    private static readonly DateOnly Today = new(2026, 10, 20);

    private static readonly TermsLine[] Lines =
    [
        Line("acme", "Acme", "pro", "Ida", new Contract { StartDay = new(2026, 1, 1) }, 90, 30),
        Line("globex", "Globex", "free", "", null, null, 70),
        Line("hooli", "Hooli", "", "Jo", new Contract { StartDay = new(2026, 1, 1), EndDay = new(2026, 12, 1) }, 50, 10),
        Line("initech", "Initech", "pro", "Jo", new Contract { StartDay = new(2026, 1, 1), EndDay = new(2027, 12, 1) }, 70, 0),
    ];

    [Theory]
    [InlineData("", "globex acme hooli initech")]
    [InlineData("?state=no-contract", "globex")]
    [InlineData("?state=ending", "hooli")]
    [InlineData("?tier=pro", "acme initech")]
    [InlineData("?tier=-", "hooli")]
    [InlineData("?owner=-", "globex")]
    [InlineData("?owner=Jo&tier=pro", "initech")]
    [InlineData("?q=HOO", "hooli")]
    [InlineData("?sort=name", "acme globex hooli initech")]
    [InlineData("?sort=-fee", "acme initech hooli globex")]
    [InlineData("?sort=until", "hooli initech acme globex")]
    [InlineData("?sort=nonsense&state=nonsense", "globex acme hooli initech")]
    public void Search_OfAnAddress_FindsTenantsInItsOrder(string query, string keys) =>
        Assert.Equal(keys, string.Join(' ', TermsSearch.Parse(query).Find(Lines, Today).Select(l => l.Row.Key)));

    [Fact]
    public void Search_WrittenAndReadAgain_IsTheSame()
    {
        var search = new TermsSearch { Words = "a & b", Tier = "pro", Owner = "Ida=1", State = TermsSearch.Ending, Sort = "name", Page = 3 };
        Assert.Equal(search, TermsSearch.Parse(search.ToQuery()));
        Assert.Equal("", new TermsSearch().ToQuery());
    }

    [Fact]
    public void Months_OfATenant_BeginWithItsFirstContractAndSumToItsFees()
    {
        var contract = new Contract { StartDay = new(2026, 8, 16), MonthlyFeeNanos = 31_000_000_000 };
        var refund = new RevenueEntry { Kind = RevenueKind.OneOff, Day = new(2026, 9, 30), AmountNanos = -1_000_000_000 };
        var terms = new TenantTerms(new TenantRow(1, "acme", null, contract, null, null), [contract], [refund], new Dictionary<int, Plan>(), new PlanTerms([]));
        var months = RevenueMonth.Of(terms, Today);
        Assert.Equal([(10, 31_000_000_000), (9, 30_000_000_000), (8, 16_000_000_000)], months.Select(m => (m.Month.Month, m.Sum.TotalNanos)));
        Assert.Equal([0, 1, 0], months.Select(m => m.Entries.Count));
    }

    private static TermsLine Line(string key, string name, string tier, string owner, Contract? contract, long? fee, long spend) =>
        new(new TenantRow(0, key, new Tenant { Name = name, Tier = tier, Owner = owner }, contract, null, fee), spend);
}
