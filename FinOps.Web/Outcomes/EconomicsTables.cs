using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Outcomes;
using FinOps.Web.Costs;

namespace FinOps.Web.Outcomes;

/// <summary>Asks what the page of unit economics and its exports show, so that both always say the same.</summary>
public sealed class EconomicsTables(OutcomeQueries outcomes, SessionQueries sessions, KnownNames names, TimeProvider time)
{
    /// <summary>What the page can group by.</summary>
    public static readonly IReadOnlyList<(CostDimension Dimension, string Text)> Splits =
        [(CostDimension.Feature, "Feature"), (CostDimension.Tenant, "Tenant"), (CostDimension.Tier, "Tier"), (CostDimension.Model, "Model")];

    public long LineNanos => sessions.LineNanos;

    /// <param name="type">The key of the type; of another, or none, the first type with outcomes is shown.</param>
    /// <exception cref="ArgumentException">Outcomes are not kept by a filter of the view; the message says which.</exception>
    public async Task<EconomicsData> ReadAsync(string? type, CostDimension by, CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (period, previous) = (view.PeriodAt(now), view.PreviousAt(now));
        var (from, to) = Days(period);
        var types = await outcomes.TypesAsync(from, to, scope, cancellation);
        var key = types.FirstOrDefault(t => t.Type.Key == type)?.Type.Key ?? (types.FirstOrDefault(t => t.Outcomes > 0) ?? types[0]).Type.Key;
        var query = new OutcomeQuery(key, from, to) { GroupBy = by, Filters = view.Ask(period).Filters };
        var result = await outcomes.RunAsync(query, scope, cancellation);
        var days = await outcomes.RunAsync(query with { GroupBy = CostDimension.Day }, scope, cancellation);
        var before = view.Compare ? await outcomes.RunAsync(query with { GroupBy = null, From = Days(previous).From, To = Days(previous).To }, scope, cancellation) : null;
        return new EconomicsData(types, result!, before?.Total, days!, await SessionsAsync(from, to, query.Filters, scope, cancellation));
    }

    /// <summary>The groups with the names that people know them by.</summary>
    public async Task<IReadOnlyList<EconomicsRow>> RowsAsync(EconomicsData data, TenantScope scope, CancellationToken cancellation)
    {
        var by = data.Result.Query.GroupBy!.Value;
        var known = by == CostDimension.Tenant ? await names.GetAsync(scope, cancellation) : null;
        return [.. data.Result.Rows.Select(r => new EconomicsRow(r.Key, known?.Tenant(r.Key)?.Name ?? (by == CostDimension.Model && r.Key.Length == 0 ? "Not joined" : CostTables.NameOf(by, r.Key)), r.Sums))];
    }

    /// <summary>Sessions use several models, so that they are not kept by one.</summary>
    private Task<SessionResult> SessionsAsync(DateOnly from, DateOnly to, IReadOnlyList<CostFilter> filters, TenantScope scope, CancellationToken cancellation) =>
        filters.Any(f => f.Dimension is CostDimension.Model or CostDimension.Provider)
            ? Task.FromResult(new SessionResult([], new SessionSums()))
            : sessions.ByFeatureAsync(from, to, filters, scope, cancellation);

    /// <summary>The whole days of a period.</summary>
    internal static (DateOnly From, DateOnly To) Days(CostPeriod period) => (DateOnly.FromDateTime(period.FromUtc), DateOnly.FromDateTime(period.ToUtc.AddTicks(-1)).AddDays(1));
}
