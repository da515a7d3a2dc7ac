using FinOps.Core.Audit;
using FinOps.Web.Audit;

namespace FinOps.Tests.Audit;

public sealed class AuditPartsTests
{
    [Fact]
    public void Changes_OfNestedValues_TellWhatWasAddedRemovedAndChanged()
    {
        var changes = ValueChange.Between(
            """{"a":1,"b":{"c":"x","d":[1,2]},"gone":true,"list":[{"n":1}]}""",
            """{"a":1,"b":{"c":"y","d":[1,2,3]},"list":[{"n":1},{"n":2}],"new":null}""");

        Assert.Equal(
            ["a unchanged 1>1", "b.c changed x>y", "b.d changed 1, 2>1, 2, 3", "gone removed True>", "list[1].n unchanged 1>1", "list[2].n added >2", "new added >"],
            changes.Select(c => $"{c.Name} {c.Kind} {c.Before}>{c.After}"));
    }

    [Theory]
    [InlineData("price.supersede", "Price replaced")]
    [InlineData("mapping-profile.delete", "Mapping profile deleted")]
    [InlineData("apikey.revoke", "API key revoked")]
    [InlineData("signin.succeeded", "Sign-in succeeded")]
    [InlineData("something.odd-verb", "Something odd verb")]
    public void Action_InWords_IsWhatAPersonWouldSay(string action, string expected) => Assert.Equal(expected, AuditText.Action(action));

    [Fact]
    public void Search_ThereAndBack_IsTheSame()
    {
        var search = new AuditSearch { Who = "a&b", Action = "price", Target = "price:1", Tenant = "ä", From = new DateOnly(2026, 1, 2), To = new DateOnly(2026, 1, 3), Text = "50 %" };

        Assert.Equal(search, AuditSearch.Parse(search.ToQuery()));
        Assert.Equal((new DateTime(2026, 1, 2), new DateTime(2026, 1, 4)), (search.ToFilter().FromUtc!.Value, search.ToFilter().ToUtc!.Value));
        Assert.True(AuditSearch.Parse("?from=nonsense&page=x").IsEmpty);
    }

    [Theory]
    [InlineData("price:7", """{"model":"m 1","provider":"p"}""", "/pricing/model?provider=p&model=m%201#price-7")]
    [InlineData("price:7", null, null)]
    [InlineData("rerate:3", null, "/pricing/rerating?run=3")]
    [InlineData("mapping-profile:a b", null, "/imports/profiles/edit?name=a%20b")]
    [InlineData("javascript:alert(1)", null, null)]
    public void Link_OfATarget_LeadsToItsPage(string target, string? after, string? expected) =>
        Assert.Equal(expected, AuditLinks.Of(new AuditEntry { Target = target, After = after }));
}
