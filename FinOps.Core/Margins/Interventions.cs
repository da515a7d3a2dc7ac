using FinOps.Core.Data;

namespace FinOps.Core.Margins;

/// <summary>Computes what could be done about a tenant's margin; pure and exact. Formulas are in docs/margins.md.</summary>
public static class Interventions
{
    /// <summary>Providers keep prompts from about so many tokens on.</summary>
    private const int LeastCachedPrompt = 1_024;

    /// <summary>A model is smaller when the same tokens cost at most this share.</summary>
    private const decimal SmallerShare = 0.6m;

    /// <summary>Input that is so much longer than that of others is worth a look.</summary>
    private const decimal LongerShare = 1.1m;
    private const int FewestPeerRequests = 100;
    private const int FewestUsers = 5;

    /// <summary>Effects below this share of the cost, or below a cent, are left out.</summary>
    private const decimal SmallestShare = 0.005m;
    private const long SmallestNanos = Money.NanosPerUsd / 100;

    /// <summary>All proposals, least noticed first, then largest effect first, with what each adds to those before it.</summary>
    public static InterventionPlan Of(InterventionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var savings = Retries(facts).Concat(facts.Uses.Select(u => Cache(u, facts)).OfType<Proposal>()).Concat(Diets(facts)).Concat(facts.Uses.Select(u => Smaller(u, facts)).OfType<Proposal>());
        if (FairUse(facts) is { } limit)
        {
            savings = savings.Append(limit);
        }

        var least = Math.Max(SmallestNanos, facts.Margin.CostNanos * SmallestShare);
        var ranked = savings.Where(p => p.EffectNanos >= least)
            .OrderBy(p => p.Impact).ThenByDescending(p => p.EffectNanos).ThenBy(p => p.Feature, StringComparer.Ordinal).ThenBy(p => p.Model, StringComparer.Ordinal).ToList();
        var (combined, left) = Combine(ranked, facts);
        return new InterventionPlan(facts.Margin, facts.Days, [.. combined, .. Price(facts, left)]);
    }

    /// <summary>Each proposal works on what those before it left of the cost of a feature and model.</summary>
    private static (List<Proposal> Proposals, decimal LeftNanos) Combine(List<Proposal> ranked, InterventionFacts facts)
    {
        var costs = facts.Uses.GroupBy(u => (u.Feature, u.Model)).ToDictionary(g => g.Key, g => (decimal)g.Sum(u => u.Measures.EffectiveCostNanos));
        var left = new Dictionary<(string, string), decimal>(costs);
        var combined = new List<Proposal>();
        foreach (var proposal in ranked)
        {
            decimal saved = 0;
            foreach (var (part, saving) in proposal.Savings.Where(s => costs[s.Key] > 0))
            {
                var now = saving / costs[part] * left[part];
                left[part] -= now;
                saved += now;
            }

            combined.Add(proposal with { CombinedNanos = Nanos(saved) });
        }

        return (combined, facts.Margin.CostNanos - combined.Sum(p => p.CombinedNanos));
    }

    private static IEnumerable<Proposal> Retries(InterventionFacts facts) =>
        from g in facts.Uses.GroupBy(u => u.Feature, StringComparer.Ordinal)
        let waste = g.Sum(u => u.Measures.WasteCostNanos)
        where waste > 0
        select new Proposal(ProposalKind.RetryFix, g.Key, "", "", waste,
        [
            new("Cost of attempts that did not succeed", Money.ToUsd(waste), FigureUnit.Usd),
            new("Errors", g.Sum(u => u.Measures.Errors), FigureUnit.Requests),
            new("Retries", g.Sum(u => u.Measures.Retries), FigureUnit.Requests),
            new("All requests", g.Sum(u => u.Measures.Requests), FigureUnit.Requests),
        ])
        { Savings = g.GroupBy(u => (u.Feature, u.Model)).ToDictionary(p => p.Key, p => (decimal)p.Sum(u => u.Measures.WasteCostNanos)) };

    private static Proposal? Cache(FeatureUse use, InterventionFacts facts)
    {
        var m = use.Measures;
        var plain = m.InputTokens - m.CacheReadTokens - m.CacheWriteTokens;
        if (plain <= 0 || m.Requests == 0 || m.PromptTokens / m.Requests < LeastCachedPrompt
            || facts.Rates.GetValueOrDefault((use.Provider, use.Model)) is not { Input: > 0, CacheRead: { } cached } rates || cached >= rates.Input)
        {
            return null;
        }

        var attainable = m.PromptTokens * facts.Options.CacheHitPercent / 100;
        var more = Math.Min(attainable - m.CacheReadTokens, plain);
        if (more <= 0)
        {
            return null;
        }

        // What misses the cache has to be written into it, which some providers charge more than input for.
        var written = Math.Clamp(m.PromptTokens - attainable - m.CacheWriteTokens, 0, plain - more);
        var paid = (decimal)m.InputCostNanos / plain;
        var dearer = Math.Max(0, (rates.CacheWrite ?? rates.Input) - rates.Input);
        var effect = (paid * more * (1 - (cached / rates.Input))) - (paid * written * (dearer / rates.Input));
        return new Proposal(ProposalKind.Caching, use.Feature, use.Model, "", Nanos(effect),
        [
            new("Prompt tokens", m.PromptTokens, FigureUnit.Tokens),
            new("Read from the cache so far", m.CacheReadTokens, FigureUnit.Tokens),
            new("Attainable share", facts.Options.CacheHitPercent / 100m, FigureUnit.Share),
            new("Further tokens from the cache", more, FigureUnit.Tokens),
            new("Input rate", Money.ToUsd(Nanos(rates.Input)), FigureUnit.UsdPer1MTokens),
            new("Cached input rate", Money.ToUsd(Nanos(cached)), FigureUnit.UsdPer1MTokens),
        ])
        { Savings = Saving(use, effect) };
    }

    private static IEnumerable<Proposal> Diets(InterventionFacts facts)
    {
        foreach (var uses in facts.Uses.GroupBy(u => u.Feature, StringComparer.Ordinal))
        {
            var (requests, input) = (uses.Sum(u => u.Measures.Requests), uses.Sum(u => u.Measures.InputTokens));
            if (requests == 0 || facts.Peers.GetValueOrDefault(uses.Key) is not { Requests: >= FewestPeerRequests, InputTokens: > 0 } peers)
            {
                continue;
            }

            var (own, others) = ((decimal)input / requests, (decimal)peers.InputTokens / peers.Requests);
            if (own <= others * LongerShare)
            {
                continue;
            }

            var cost = uses.Sum(u => InputCost(u));
            yield return new Proposal(ProposalKind.PromptDiet, uses.Key, "", "", Nanos(cost * (1 - (others / own))),
            [
                new("Input tokens of a request", Math.Round(own, 1, MidpointRounding.ToEven), FigureUnit.TokensPerRequest),
                new("For the feature's other tenants", Math.Round(others, 1, MidpointRounding.ToEven), FigureUnit.TokensPerRequest),
                new("Requests", requests, FigureUnit.Requests),
                new("Cost of the input", Money.ToUsd(cost), FigureUnit.Usd),
            ])
            { Savings = uses.GroupBy(u => (u.Feature, u.Model)).ToDictionary(g => g.Key, g => g.Sum(u => InputCost(u)) * (1 - (others / own))) };
        }
    }

    private static Proposal? Smaller(FeatureUse use, InterventionFacts facts)
    {
        var m = use.Measures;
        var (plain, cost) = (m.InputTokens - m.CacheReadTokens - m.CacheWriteTokens, m.EffectiveCostNanos - m.FeeCostNanos);
        if (m.OutputTokens == 0 || cost <= 0 || MarginOptions.Parts(facts.Options.SensitiveFeatures).Contains(use.Feature, StringComparer.Ordinal)
            || facts.Rates.GetValueOrDefault((use.Provider, use.Model)) is not { } rates || At(rates) is not (> 0 and var own))
        {
            return null;
        }

        decimal At(ModelRates r) => r.Of(plain, m.CacheReadTokens, m.CacheWriteTokens, m.OutputTokens);

        // The dearest of the clearly cheaper ones asks for the least change in quality.
        var target = facts.Rates.Where(r => r.Key.Provider == use.Provider && r.Key.Model != use.Model && r.Value.Output > 0)
            .Select(r => (r.Key.Model, Share: At(r.Value) / own)).Where(t => t.Share <= SmallerShare).OrderByDescending(t => t.Share).ThenBy(t => t.Model, StringComparer.Ordinal).FirstOrDefault();
        if (target.Model is null)
        {
            return null;
        }

        var effect = cost * (1 - target.Share);
        var other = facts.Rates[(use.Provider, target.Model)];
        return new Proposal(ProposalKind.SmallerModel, use.Feature, use.Model, target.Model, Nanos(effect),
        [
            new($"Cost of tokens with {use.Model}", Money.ToUsd(cost), FigureUnit.Usd),
            new($"Share of it with {target.Model}", Math.Round(target.Share, 4, MidpointRounding.ToEven), FigureUnit.Share),
            new($"Input rate of {use.Model}", Money.ToUsd(Nanos(rates.Input)), FigureUnit.UsdPer1MTokens),
            new($"Input rate of {target.Model}", Money.ToUsd(Nanos(other.Input)), FigureUnit.UsdPer1MTokens),
            new($"Output rate of {use.Model}", Money.ToUsd(Nanos(rates.Output)), FigureUnit.UsdPer1MTokens),
            new($"Output rate of {target.Model}", Money.ToUsd(Nanos(other.Output)), FigureUnit.UsdPer1MTokens),
        ])
        { Savings = Saving(use, effect) };
    }

    private static Proposal? FairUse(InterventionFacts facts)
    {
        var rising = facts.UserCosts.Where(c => c > 0).Order().ToList();
        if (rising.Count < FewestUsers || facts.Margin.CostNanos <= 0)
        {
            return null;
        }

        // Nearest rank: so many percent of the users cost at most this.
        var limit = rising[((rising.Count * facts.Options.FairUsePercentile) + 99) / 100 - 1];
        var above = rising.Where(c => c > limit).ToList();
        var effect = above.Sum(c => c - limit);
        var share = (decimal)effect / facts.Margin.CostNanos;
        return new Proposal(ProposalKind.FairUse, "", "", "", effect,
        [
            new($"What {facts.Options.FairUsePercentile} % of the users cost at most", Money.ToUsd(limit), FigureUnit.Usd),
            new("Users above it", above.Count, FigureUnit.Users),
            new("All users", rising.Count, FigureUnit.Users),
            new("Cost of those above", Money.ToUsd(above.Sum()), FigureUnit.Usd),
        ])
        { Savings = facts.Uses.GroupBy(u => (u.Feature, u.Model)).ToDictionary(g => g.Key, g => g.Sum(u => u.Measures.EffectiveCostNanos) * share) };
    }

    /// <summary>The fee that reaches the line alone; combined, only what is missing after everything before it.</summary>
    private static IEnumerable<Proposal> Price(InterventionFacts facts, decimal leftNanos)
    {
        var margin = facts.Margin;
        var gap = margin.NeededRevenueNanos - margin.Revenue.TotalNanos;
        if (gap < SmallestNanos || margin.CostNanos <= 0)
        {
            yield break;
        }

        var fee = margin.Row.MonthlyFeeNanos ?? 0;
        var needed = (long)Math.Ceiling((fee + ((decimal)gap * facts.DaysInMonth / facts.Days)) / Money.NanosPerUsd) * Money.NanosPerUsd;
        var plan = facts.Plans.Where(p => p.MonthlyFeeNanos >= needed).OrderBy(p => p.MonthlyFeeNanos).ThenBy(p => p.Plan.Key, StringComparer.Ordinal).FirstOrDefault();
        var still = Math.Max(0, Nanos(Math.Ceiling(Math.Max(0, leftNanos) / (1 - margin.Line))) - margin.Revenue.TotalNanos);
        yield return new Proposal(ProposalKind.Price, "", "", plan.Plan?.Name ?? "", gap,
        [
            new("Cost", Money.ToUsd(margin.CostNanos), FigureUnit.Usd),
            new("Revenue", Money.ToUsd(margin.Revenue.TotalNanos), FigureUnit.Usd),
            new("Margin to reach", margin.Line, FigureUnit.Share),
            new("Monthly fee now", Money.ToUsd(fee), FigureUnit.Usd),
            new("Monthly fee needed", Money.ToUsd(needed), FigureUnit.Usd),
        ])
        { CombinedNanos = still };
    }

    private static Dictionary<(string, string), decimal> Saving(FeatureUse use, decimal nanos) => new() { [(use.Feature, use.Model)] = nanos };

    private static long InputCost(FeatureUse use) => use.Measures.InputCostNanos + use.Measures.CacheReadCostNanos + use.Measures.CacheWriteCostNanos;

    private static long Nanos(decimal nanos) => (long)Math.Round(nanos, 0, MidpointRounding.ToEven);
}
