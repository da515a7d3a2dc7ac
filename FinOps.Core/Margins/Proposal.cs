namespace FinOps.Core.Margins;

/// <summary>What can be done about a margin.</summary>
public enum ProposalKind
{
    /// <summary>Repair what fails, so that it is not paid for.</summary>
    RetryFix,

    /// <summary>Let the provider keep the part of the prompt that repeats.</summary>
    Caching,

    /// <summary>Send as little input as other tenants' calls of the feature do.</summary>
    PromptDiet,

    /// <summary>Let a cheaper model of the same provider answer.</summary>
    SmallerModel,

    /// <summary>Limit the few users who cost most.</summary>
    FairUse,

    /// <summary>Agree on another fee or plan.</summary>
    Price,
}

/// <summary>What the tenant notices of it, least first.</summary>
public enum CustomerImpact
{
    None,
    Slight,
    Noticeable,
    FewUsers,
    Pays,
}

/// <summary>What a figure behind a proposal counts.</summary>
public enum FigureUnit
{
    Usd,
    UsdPer1MTokens,
    Tokens,
    TokensPerRequest,
    Requests,
    Users,
    Share,
}

/// <summary>One of the figures that a proposal is computed from.</summary>
/// <param name="Name">What it is, in words.</param>
public sealed record ProposalFigure(string Name, decimal Value, FigureUnit Unit);

/// <summary>What could be done, what it would bring, and from which figures that comes.</summary>
/// <param name="Feature">The feature it is about; empty where it is about the whole tenant.</param>
/// <param name="Model">The model that is used now, where it matters.</param>
/// <param name="Target">The model or plan to go to, where there is one.</param>
/// <param name="EffectNanos">What it brings over the period when nothing else is done, in nano-USD.</param>
/// <param name="Figures">What the effect is computed from.</param>
public sealed record Proposal(ProposalKind Kind, string Feature, string Model, string Target, long EffectNanos, IReadOnlyList<ProposalFigure> Figures)
{
    /// <summary>What it brings after all that stand before it in the list are done: two of them cannot save the same cost twice.</summary>
    public long CombinedNanos { get; init; }

    public CustomerImpact Impact => Kind switch
    {
        ProposalKind.RetryFix or ProposalKind.Caching => CustomerImpact.None,
        ProposalKind.PromptDiet => CustomerImpact.Slight,
        ProposalKind.SmallerModel => CustomerImpact.Noticeable,
        ProposalKind.FairUse => CustomerImpact.FewUsers,
        ProposalKind.Price => CustomerImpact.Pays,
    };

    /// <summary>What it saves of the cost of each feature and model.</summary>
    internal IReadOnlyDictionary<(string Feature, string Model), decimal> Savings { get; init; } = new Dictionary<(string, string), decimal>();
}

/// <summary>All that could be done for a tenant, least noticed first, then largest effect first.</summary>
/// <param name="Margin">The margin of the period that all effects are computed over.</param>
/// <param name="Days">Days of that period: effects are for so many days.</param>
/// <param name="Proposals">In the order in which <see cref="Proposal.CombinedNanos"/> adds up.</param>
public sealed record InterventionPlan(TenantMargin Margin, int Days, IReadOnlyList<Proposal> Proposals)
{
    /// <summary>The margin once everything is done, in nano-USD; null where it cannot be told.</summary>
    public long? MarginAfterNanos => Margin.MarginNanos + Proposals.Sum(p => p.CombinedNanos);
}
