using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Outcomes;
using FinOps.Web.Costs;

namespace FinOps.Web.Outcomes;

/// <summary>What one outcome costs, for a tile.</summary>
/// <param name="Before">The period before; null when nothing is compared.</param>
public sealed record UnitTile(OutcomeType Type, OutcomeSums Total, OutcomeSums? Before);

/// <summary>Unit costs for pages that are about something else: a tile of the overview and columns of the features.</summary>
public sealed class UnitFigures(OutcomeQueries outcomes, SessionQueries sessions, TimeProvider time)
{
    /// <summary>The first type with outcomes in the period; null where there is none, or where outcomes are not kept by a filter of the view.</summary>
    public async Task<UnitTile?> TileAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (from, to) = EconomicsTables.Days(view.PeriodAt(now));
        if (!CanTell(view) || (await outcomes.TypesAsync(from, to, scope, cancellation)).FirstOrDefault(t => t.Outcomes > 0) is not { Type: { } type })
        {
            return null;
        }

        var query = new OutcomeQuery(type.Key, from, to) { Filters = view.Ask(default).Filters };
        var total = await outcomes.RunAsync(query, scope, cancellation);
        var (earlier, until) = EconomicsTables.Days(view.PreviousAt(now));
        var before = view.Compare ? await outcomes.RunAsync(query with { From = earlier, To = until }, scope, cancellation) : null;
        return total is { Total.Outcomes: > 0 } ? new UnitTile(type, total.Total, before?.Total) : null;
    }

    /// <summary>Fills what a session and an outcome of each feature cost, of the type that it has most of.</summary>
    public async Task<CostTable> FillAsync(CostTable features, CancellationToken cancellation)
    {
        if (!CanTell(features.View))
        {
            return features;
        }

        var (from, to) = EconomicsTables.Days(features.Period);
        var filters = features.View.Ask(features.Period).Filters;
        var perSession = filters.Any(f => f.Dimension is CostDimension.Model or CostDimension.Provider)
            ? []
            : (await sessions.ByFeatureAsync(from, to, filters, features.Scope, cancellation)).Rows.ToDictionary(r => r.Key, r => r.Sums.PerSession, StringComparer.Ordinal);
        var perOutcome = new Dictionary<string, (OutcomeType Type, OutcomeSums Sums)>(StringComparer.Ordinal);
        foreach (var use in (await outcomes.TypesAsync(from, to, features.Scope, cancellation)).Where(t => t.Outcomes > 0))
        {
            var result = await outcomes.RunAsync(new OutcomeQuery(use.Type.Key, from, to) { GroupBy = CostDimension.Feature, Filters = filters }, features.Scope, cancellation);
            foreach (var row in result!.Rows.Where(r => !perOutcome.TryGetValue(r.Key, out var best) || best.Sums.Outcomes < r.Sums.Outcomes))
            {
                perOutcome[row.Key] = (use.Type, row.Sums);
            }
        }

        return features with
        {
            Groups = [.. features.Groups.Select(g => g with
            {
                PerSession = perSession.GetValueOrDefault(g.Key),
                PerOutcome = perOutcome.TryGetValue(g.Key, out var unit) ? unit.Sums.PerOutcome.Usd : null,
                OutcomeUnit = perOutcome.TryGetValue(g.Key, out var of) ? of.Type.Unit + (of.Sums.PerOutcome.Basis == CostBasis.Ratio ? ", ratio" : "") : null,
            })],
        };
    }

    private static bool CanTell(CostView view) =>
        view.Filters.Keys.All(k => k is CostDimension.Feature or CostDimension.Tenant or CostDimension.Tier or CostDimension.Model or CostDimension.Provider);
}
