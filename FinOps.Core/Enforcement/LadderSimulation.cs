using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Enforcement;

/// <summary>What a ladder would have done to a tenant.</summary>
/// <param name="Requests">All that it made in the period.</param>
/// <param name="DeniedByRate">Of them, those above its rate.</param>
/// <param name="DeniedByCap">Of them, those above its cap.</param>
/// <param name="SavedNanos">What the denied ones cost, at the mean of their hour.</param>
/// <param name="DaysNear">Days on which it came near its cap.</param>
/// <param name="DaysCapped">Days on which it reached it.</param>
public sealed record SimulatedTenant(string Tenant, long Requests, long CostNanos, long DeniedByRate, long DeniedByCap, long SavedNanos, int DaysNear, int DaysCapped)
{
    public long Denied => DeniedByRate + DeniedByCap;
}

/// <summary>What a ladder would have done.</summary>
/// <param name="Tenants">Those of whom something would have been denied or tightened, the most denied first.</param>
public sealed record SimulationResult(DateTime FromUtc, DateTime ToUtc, IReadOnlyList<SimulatedTenant> Tenants, int TenantsLookedAt, long Requests)
{
    public long Denied => Tenants.Sum(t => t.Denied);

    public long SavedNanos => Tenants.Sum(t => t.SavedNanos);
}

/// <summary>Plays the last days of stored usage against a ladder, hour by hour, as if every rule were enforced. Measures, overrides and the kill switch are left out.</summary>
public sealed class LadderSimulation(CostQueries costs, MeasureBoard board, TimeProvider time)
{
    public const int Days = 30;

    /// <summary>Plays a ladder for one tenant, or for all that have no ladder of their own.</summary>
    /// <param name="rules">The ladder.</param>
    /// <param name="tenant">The tenant; null for all without a ladder of their own.</param>
    /// <param name="actor">Only tenants whose costs the actor may see are looked at.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not see costs.</exception>
    public async Task<SimulationResult> RunAsync(LadderRules rules, string? tenant, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var snapshot = await board.ReadAsync(cancellation);
        var own = snapshot.Settings.Where(s => s.Tenant.Length > 0).Select(s => s.Tenant).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<CostFilter> filters = tenant is null ? [] : [new CostFilter(CostDimension.Tenant, [tenant])];
        var to = time.GetUtcNow().UtcDateTime.Date;
        var plays = new Dictionary<string, LadderPlay>(StringComparer.Ordinal);
        for (var day = to.AddDays(-Days); day < to; day = day.AddDays(1))
        {
            var hours = await costs.RunAsync(new CostQuery(day, day.AddDays(1)) { GroupBy = [CostDimension.Tenant, CostDimension.Hour], Filters = filters, ForReport = true }, actor.Sees, cancellation);
            foreach (var row in hours.Rows.Where(r => r.Keys[0].Length > 0 && (tenant is not null || !own.Contains(r.Keys[0]))).OrderBy(r => r.Keys[1], StringComparer.Ordinal))
            {
                if (!plays.TryGetValue(row.Keys[0], out var play))
                {
                    plays[row.Keys[0]] = play = new LadderPlay(rules, snapshot.Limits.GetValueOrDefault(row.Keys[0]));
                }

                play.Hour(Instants.ToMicros(Parse(row.Keys[1])), row.Measures.Requests, row.Measures.EffectiveCostNanos);
            }
        }

        var told = plays.Select(p => p.Value.Tell(p.Key)).ToList();
        return new SimulationResult(to.AddDays(-Days), to, [.. told.Where(t => t.Denied > 0 || t.DaysNear > 0).OrderByDescending(t => t.Denied).ThenByDescending(t => t.DaysNear).ThenBy(t => t.Tenant, StringComparer.Ordinal)], told.Count, told.Sum(t => t.Requests));
    }

    private static DateTime Parse(string hour) =>
        DateTime.Parse(hour, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal);
}

/// <summary>Plays one tenant's hours in their order.</summary>
internal sealed class LadderPlay(LadderRules rules, TenantLimits? limits)
{
    private readonly long? cap = rules.CapMode == RuleMode.Off ? null : rules.Cap(limits?.CeilingNanos);
    private readonly long? rate = rules.RateMode == RuleMode.Off ? null : rules.Rate(limits?.PeakPerMinute);
    private long requests, cost, byRate, byCap, saved, spent;
    private long dayEnd = long.MinValue;
    private int near, capped;
    private LadderStep step, worst;

    /// <summary>One hour with calls.</summary>
    public void Hour(long atMicros, long calls, long nanos)
    {
        requests += calls;
        cost += nanos;
        if (atMicros >= dayEnd)
        {
            EndDay();
            dayEnd = TenantClock.DayOf(limits?.TimeZone ?? "", atMicros).EndMicros;
        }

        var (left, leftNanos) = (calls, nanos);
        if (rate is { } perMinute)
        {
            var percent = cap is null ? 100 : step switch { LadderStep.Normal => 100, LadderStep.Near => rules.NearRatePercent, LadderStep.Cap => rules.CapRatePercent };
            var over = Math.Max(0, calls - (long)((decimal)perMinute * 60 * percent / 100));
            byRate += over;
            (left, leftNanos) = Without(left, leftNanos, over);
        }

        if (cap is { } most && rules.StopsAtCap && spent + leftNanos > most && leftNanos > 0)
        {
            var over = (long)Math.Ceiling(left * (spent + leftNanos - Math.Max(spent, most)) / (decimal)leftNanos);
            byCap += over;
            (_, leftNanos) = Without(left, leftNanos, over);
        }

        spent += leftNanos;
        if (cap is { } limit)
        {
            step = SpendLadder.Next(new LadderPlace(step, true, 0), spent, limit, rules, SpendLadder.RestMicros).Step;
            worst = step > worst ? step : worst;
        }
    }

    public SimulatedTenant Tell(string tenant)
    {
        EndDay();
        return new SimulatedTenant(tenant, requests, cost, byRate, byCap, saved, near, capped);
    }

    private void EndDay()
    {
        near += worst >= LadderStep.Near ? 1 : 0;
        capped += worst == LadderStep.Cap ? 1 : 0;
        (spent, step, worst) = (0, LadderStep.Normal, LadderStep.Normal);
    }

    /// <summary>What is left of calls and their cost when some are denied, at the mean of the hour.</summary>
    private (long Calls, long Nanos) Without(long calls, long nanos, long denied)
    {
        var gone = calls == 0 ? 0 : (long)decimal.Round((decimal)nanos * denied / calls, MidpointRounding.ToEven);
        saved += gone;
        return (calls - denied, nanos - gone);
    }
}
