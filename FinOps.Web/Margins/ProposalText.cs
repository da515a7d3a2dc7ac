using System.Globalization;
using FinOps.Core.Costs;
using FinOps.Core.Margins;
using FinOps.Web.Costs;
using FinOps.Web.Records;

namespace FinOps.Web.Margins;

/// <summary>The words for proposals, the same on pages, in the one-pager and for machines.</summary>
public static class ProposalText
{
    public static string Title(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        var feature = proposal.Feature.Length == 0 ? "calls without a feature" : proposal.Feature;
        return proposal.Kind switch
        {
            ProposalKind.RetryFix => $"Fix what fails in {feature}",
            ProposalKind.Caching => $"Cache the prompt of {feature}",
            ProposalKind.PromptDiet => $"Shorten the input of {feature}",
            ProposalKind.SmallerModel => $"Answer {feature} with {proposal.Target} instead of {proposal.Model}",
            ProposalKind.FairUse => "Agree on a fair-use limit for the heaviest users",
            ProposalKind.Price => $"Raise the fee to {CostFormat.Usd(Value(proposal, "Monthly fee needed"))} a month{(proposal.Target.Length > 0 ? $", as with the plan {proposal.Target}" : "")}",
        };
    }

    /// <summary>What the customer notices.</summary>
    public static string Impact(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return proposal.Impact switch
        {
            CustomerImpact.None => "The customer notices nothing",
            CustomerImpact.Slight => "Answers may change slightly",
            CustomerImpact.Noticeable => "Answers may differ: try it on a share of the calls first",
            CustomerImpact.FewUsers => Value(proposal, "Users above it") is var users && users == 1 ? "1 user is held back" : $"{users.ToString("#,##0", CultureInfo.InvariantCulture)} users are held back",
            CustomerImpact.Pays => "The customer pays more",
        };
    }

    /// <summary>How the effect is computed.</summary>
    public static string How(Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return proposal.Kind switch
        {
            ProposalKind.RetryFix => "All that attempts without success cost; at most this is saved.",
            ProposalKind.Caching => "Further tokens from the cache × the difference of rates, at the price that was really paid, less what filling the cache costs.",
            ProposalKind.PromptDiet => "Cost of the input × how much shorter other tenants' requests of the feature are.",
            ProposalKind.SmallerModel => "Cost of the same tokens × the ratio of the list prices. The model is in use elsewhere.",
            ProposalKind.FairUse => "What the users above the percentile cost beyond it.",
            ProposalKind.Price => "Cost divided by what the line leaves for cost, less revenue; as a fee of the running month.",
        };
    }

    /// <summary>Where the figures come from.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="tenant">The tenant's key.</param>
    /// <param name="view">The view of the page.</param>
    public static string Evidence(Proposal proposal, string tenant, CostView view)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        ArgumentNullException.ThrowIfNull(view);
        var narrowed = (view with { Group = null, Range = RangePreset.Last30Days, From = null, To = null }).WithFilter(CostDimension.Tenant, tenant);
        return proposal.Kind switch
        {
            ProposalKind.RetryFix => RecordLinks.List(narrowed.WithFilter(CostDimension.Feature, proposal.Feature).WithFilter(CostDimension.Status, "retry", "fallback", "timeout", "error")),
            ProposalKind.Caching or ProposalKind.SmallerModel => CostLinks.Feature(proposal.Feature, narrowed with { Group = CostDimension.Model }),
            ProposalKind.PromptDiet => CostLinks.Feature(proposal.Feature, (view with { Range = RangePreset.Last30Days, From = null, To = null, Group = CostDimension.Tenant }).WithFilter(CostDimension.Tenant)),
            ProposalKind.FairUse => CostLinks.Tenant(tenant, (view with { Range = RangePreset.Last30Days, From = null, To = null, Group = CostDimension.User }).WithFilter(CostDimension.Tenant)),
            ProposalKind.Price => CostLinks.Tenant(tenant) + "?tab=history",
        };
    }

    private static decimal Value(Proposal proposal, string name) => proposal.Figures.First(f => f.Name == name).Value;
}
