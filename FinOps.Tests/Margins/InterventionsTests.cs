using FinOps.Core.Costs;
using FinOps.Core.Margins;
using FinOps.Core.Tenants;

namespace FinOps.Tests.Margins;

public sealed class InterventionsTests
{
    private const long Usd = 1_000_000_000;
    private static readonly Dictionary<(string, string), ModelRates> Rates = new()
    {
        [("p", "large")] = new ModelRates(10 * Usd, 1 * Usd, 12.5m * Usd, 50 * Usd),
        [("p", "medium")] = new ModelRates(4 * Usd, 0.4m * Usd, null, 20 * Usd),
        [("p", "small")] = new ModelRates(1 * Usd, null, null, 5 * Usd),
        [("p", "embed")] = new ModelRates(0.1m * Usd, null, null, 0),
        [("q", "other")] = new ModelRates(5 * Usd, null, null, 25 * Usd),
    };

    [Fact]
    public void Caching_SavesTheDifferenceOfRates_LessWhatFillingTheCacheCosts()
    {
        // 1,000 requests of 2,000 prompt tokens, of which 500,000 came out of the cache: 70 % of 2,000,000 are 900,000 more.
        var use = Use("chat", "large", new() { Requests = 1_000, InputTokens = 3_000_000, CacheReadTokens = 500_000, PromptTokens = 2_000_000, InputCostNanos = 25 * Usd, CacheReadCostNanos = Usd / 2 });
        var proposal = Only(ProposalKind.Caching, Facts(use));
        // 900,000 tokens for $1 instead of $10 per million, 600,000 written for $12.50 instead of $10.
        Assert.Equal((8_100_000_000 - 1_500_000_000, CustomerImpact.None), (proposal.EffectNanos, proposal.Impact));
        Assert.Equal(900_000, proposal.Figures.Single(f => f.Name == "Further tokens from the cache").Value);
    }

    [Fact]
    public void Caching_OfDiscountedCalls_ReckonsWithWhatWasPaid()
    {
        var use = Use("chat", "medium", new() { Requests = 1_000, InputTokens = 2_000_000, PromptTokens = 2_000_000, InputCostNanos = 4 * Usd });
        Assert.Equal(2_520_000_000, Only(ProposalKind.Caching, Facts(use)).EffectNanos); // half of 1,400,000 × $3.60
    }

    [Theory]
    [InlineData("small", 2_000)]
    [InlineData("large", 1_000)]
    public void Caching_WithoutACacheOrALongPrompt_IsNotProposed(string model, long prompt)
    {
        var use = Use("chat", model, new() { Requests = 1_000, InputTokens = 1_000 * prompt, PromptTokens = 1_000 * prompt, InputCostNanos = 10 * Usd });
        Assert.DoesNotContain(Interventions.Of(Facts(use)).Proposals, p => p.Kind == ProposalKind.Caching);
    }

    [Fact]
    public void SmallerModel_IsTheDearestOfTheClearlyCheaperOnesOfTheProvider()
    {
        var use = Use("chat", "large", new() { Requests = 10, InputTokens = 1_000_000, OutputTokens = 100_000, InputCostNanos = 10 * Usd, OutputCostNanos = 5 * Usd, FeeCostNanos = 3 * Usd });
        var proposal = Only(ProposalKind.SmallerModel, Facts(use));
        Assert.Equal(("medium", 9 * Usd), (proposal.Target, proposal.EffectNanos)); // 4 + 2 instead of 10 + 5; fees stay
        Assert.Equal(CustomerImpact.Noticeable, proposal.Impact);
    }

    [Fact]
    public void SmallerModel_ForASensitiveFeature_IsNotProposed()
    {
        var use = Use("chat", "large", new() { Requests = 10, InputTokens = 1_000_000, OutputTokens = 100_000, InputCostNanos = 10 * Usd, OutputCostNanos = 5 * Usd });
        var facts = Facts(use) with { Options = new MarginOptions { SensitiveFeatures = "search, chat" } };
        Assert.DoesNotContain(Interventions.Of(facts).Proposals, p => p.Kind == ProposalKind.SmallerModel);
    }

    [Fact]
    public void PromptDiet_ComparesWithTheFeaturesOtherTenants()
    {
        var use = Use("chat", "small", new() { Requests = 1_000, InputTokens = 4_000_000, InputCostNanos = 4 * Usd });
        var facts = Facts(use) with { Peers = new Dictionary<string, PeerInput> { ["chat"] = new(500, 1_500_000) } };
        Assert.Equal(Usd, Only(ProposalKind.PromptDiet, facts).EffectNanos); // 4,000 tokens a request against 3,000
        var few = facts with { Peers = new Dictionary<string, PeerInput> { ["chat"] = new(99, 1_000) } };
        Assert.DoesNotContain(Interventions.Of(few).Proposals, p => p.Kind == ProposalKind.PromptDiet);
    }

    [Fact]
    public void RetryFix_SavesWhatFailedAttemptsCost()
    {
        var plan = Interventions.Of(Facts(Use("chat", "small", new() { Requests = 100, InputCostNanos = 5 * Usd, WasteCostNanos = 2 * Usd }), Use("chat", "embed", new() { Requests = 9, InputCostNanos = Usd, WasteCostNanos = Usd })));
        Assert.Equal((3 * Usd, "chat"), (plan.Proposals[0].EffectNanos, plan.Proposals[0].Feature));
    }

    [Fact]
    public void FairUse_CutsWhatTheHeaviestUsersCostAboveThePercentile()
    {
        var facts = Facts(Use("chat", "small", new() { Requests = 1, InputCostNanos = 100 * Usd })) with { UserCosts = [.. Enumerable.Repeat(Usd, 18), 30 * Usd, 52 * Usd] };
        var proposal = Only(ProposalKind.FairUse, facts);
        Assert.Equal(80 * Usd, proposal.EffectNanos); // the 18th of 20 costs $1
        Assert.DoesNotContain(Interventions.Of(facts with { UserCosts = [Usd, Usd, Usd, 90 * Usd] }).Proposals, p => p.Kind == ProposalKind.FairUse);
    }

    [Fact]
    public void Price_NamesTheFeeThatReachesTheLine_AndAPlanThatHasIt()
    {
        var facts = Facts(Use("chat", "small", new() { Requests = 1, InputCostNanos = 80 * Usd })) with
        {
            Margin = MarginFiguresTests.Margin("a", "pro", 40 * Usd, 80 * Usd, fee: 40 * Usd),
            Plans = [(new Plan { Key = "s", Name = "Small" }, 50 * Usd), (new Plan { Key = "l", Name = "Large" }, 200 * Usd), (new Plan { Key = "m", Name = "Middle" }, 150 * Usd)],
            DaysInMonth = 31,
        };
        var proposal = Only(ProposalKind.Price, facts);
        Assert.Equal((60 * Usd, "Middle"), (proposal.EffectNanos, proposal.Target));
        Assert.Equal(102, proposal.Figures.Single(f => f.Name == "Monthly fee needed").Value); // 40 + 60 × 31/30
        Assert.Equal(CustomerImpact.Pays, proposal.Impact);
    }

    [Fact]
    public void Proposals_TogetherNeverSaveTheSameCostTwice()
    {
        // Half of the cost is wasted, a smaller model would save 60 %: together 50 % and 60 % of the other half.
        var facts = Facts(Use("chat", "large", new() { Requests = 10, InputTokens = 1_000_000, OutputTokens = 100_000, InputCostNanos = 10 * Usd, OutputCostNanos = 5 * Usd, WasteCostNanos = 7_500_000_000 }));
        var plan = Interventions.Of(facts);
        Assert.Equal([ProposalKind.RetryFix, ProposalKind.SmallerModel], plan.Proposals.Select(p => p.Kind));
        Assert.Equal([7_500_000_000, 9 * Usd], plan.Proposals.Select(p => p.EffectNanos));
        Assert.Equal([7_500_000_000, 4_500_000_000], plan.Proposals.Select(p => p.CombinedNanos));
        Assert.Equal(plan.Margin.MarginNanos + 12 * Usd, plan.MarginAfterNanos);
    }

    [Fact]
    public void Proposals_AreRankedByWhatTheCustomerNotices_ThenByEffect()
    {
        var facts = Facts(
            Use("chat", "large", new() { Requests = 10, InputTokens = 1_000_000, OutputTokens = 100_000, InputCostNanos = 10 * Usd, OutputCostNanos = 5 * Usd, WasteCostNanos = Usd }),
            Use("search", "large", new() { Requests = 10, InputTokens = 2_000_000, OutputTokens = 200_000, InputCostNanos = 20 * Usd, OutputCostNanos = 10 * Usd, WasteCostNanos = 2 * Usd }));
        var plan = Interventions.Of(facts with { Margin = facts.Margin with { Revenue = new RevenueSum(1, 0, 0, 30, 0, false) } });
        Assert.Equal(
            [(ProposalKind.RetryFix, "search"), (ProposalKind.RetryFix, "chat"), (ProposalKind.SmallerModel, "search"), (ProposalKind.SmallerModel, "chat"), (ProposalKind.Price, "")],
            plan.Proposals.Select(p => (p.Kind, p.Feature)));
    }

    [Fact]
    public void Tenant_WithoutCost_HasNoProposals() => Assert.Empty(Interventions.Of(Facts()).Proposals);

    private static Proposal Only(ProposalKind kind, InterventionFacts facts) => Assert.Single(Interventions.Of(facts).Proposals, p => p.Kind == kind);

    private static FeatureUse Use(string feature, string model, CostMeasures measures) => new(feature, "p", model, measures);

    private static InterventionFacts Facts(params FeatureUse[] uses)
    {
        var cost = uses.Sum(u => u.Measures.EffectiveCostNanos);
        return new InterventionFacts(MarginFiguresTests.Margin("a", "pro", 1_000 * Usd, cost), uses, 30, Rates, new Dictionary<string, PeerInput>(), [], [], 30, new MarginOptions());
    }
}
