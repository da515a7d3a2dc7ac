using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Enforcement;

/// <summary>What calls of a scope did lately.</summary>
/// <param name="RequestsPerHour">Mean of the last 24 hours.</param>
/// <param name="NanosPerHour">Mean spend of an hour, in nano-USD.</param>
/// <param name="LastHourRequests">Of the last 60 to 120 minutes, by whole hours and the present one.</param>
public sealed record ScopeTraffic(long RequestsPerHour, long NanosPerHour, long LastHourRequests, long LastHourNanos);

/// <summary>Tells beforehand whom a pause or an override would concern, from the last day of stored usage.</summary>
public sealed class EffectPreview(CostQueries costs, TimeProvider time)
{
    private const int Hours = 24;

    /// <summary>The traffic of a scope; cut to the tenants that the actor may see.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not see costs.</exception>
    public async Task<ScopeTraffic> OfAsync(EnforcementScope scope, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var filters = new List<CostFilter>();
        Add(filters, CostDimension.Tenant, scope.Tenant);
        Add(filters, CostDimension.Feature, scope.Feature);
        Add(filters, CostDimension.User, scope.User);
        Add(filters, CostDimension.Model, scope.Model);
        var now = time.NowMicros();
        var thisHour = Instants.ToHour(now) * Instants.MicrosPerHour;
        var day = await SumAsync(now - (Hours * Instants.MicrosPerHour), now, filters, actor, cancellation);
        var late = await SumAsync(thisHour - Instants.MicrosPerHour, thisHour + Instants.MicrosPerHour, filters, actor, cancellation);
        return new ScopeTraffic(day.Requests / Hours, day.EffectiveCostNanos / Hours, late.Requests, late.EffectiveCostNanos);
    }

    private async Task<CostMeasures> SumAsync(long from, long to, IReadOnlyList<CostFilter> filters, Actor actor, CancellationToken cancellation) =>
        (await costs.RunAsync(new CostQuery(Hour(from), Hour(to + Instants.MicrosPerHour - 1)) { Filters = filters, ForReport = true }, actor.Sees, cancellation)).Total;

    private static DateTime Hour(long micros) => Instants.ToUtc(Instants.ToHour(micros) * Instants.MicrosPerHour);

    private static void Add(List<CostFilter> filters, CostDimension dimension, string? key)
    {
        if (key is not null)
        {
            filters.Add(new CostFilter(dimension, [key]));
        }
    }
}
