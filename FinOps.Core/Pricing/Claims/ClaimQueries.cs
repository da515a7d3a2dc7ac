using System.Collections.Concurrent;
using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Records;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Pricing.Claims;

/// <summary>What senders claim for a model on a day, and what we computed for just those calls. Money is nano-USD.</summary>
/// <param name="Requests">All calls of the model on that day, with a claim or without.</param>
/// <param name="Unpriced">Those of them that have no price of ours.</param>
public sealed record ClaimDay(DateOnly Day, string Provider, string Model, long Requests, long Unpriced, long ClaimedNanos, long OursNanos)
{
    public long DifferenceNanos => ClaimedNanos - OursNanos;

    /// <summary>The difference as a share of our cost; null where ours is nothing.</summary>
    public double? Share => OursNanos == 0 ? null : DifferenceNanos / (double)OursNanos;

    /// <summary>True when claims drift from our cost by more than 1 %.</summary>
    public bool IsFlagged => Math.Abs((decimal)DifferenceNanos) * 100 > OursNanos;
}

/// <summary>Compares what senders say that calls cost with what we computed, and finds out why they differ.</summary>
public sealed class ClaimQueries(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, PriceBook book)
{
    private const int CallsPerHour = 20;
    private const int MostRemembered = 5_000;
    private const int MostOtherPrices = 60;

    // Known sums have known causes: a day's finding holds as long as its sums do.
    private readonly ConcurrentDictionary<(ClaimDay Day, string Filters, TenantScope Scope), ClaimFinding?> known = new();

    /// <summary>Models and days with claims, newest day first, then the largest difference.</summary>
    public async Task<IReadOnlyList<ClaimDay>> DaysAsync(DateTime fromUtc, DateTime toUtc, IReadOnlyList<CostFilter> filters, TenantScope scope, CancellationToken cancellation)
    {
        var query = new CostQuery(fromUtc, toUtc) { GroupBy = [CostDimension.Day, CostDimension.Provider, CostDimension.Model], Filters = filters };
        var rows = (await costs.RunAsync(query, scope, cancellation)).Rows;
        return
        [
            .. from row in rows
               let m = row.Measures
               where m.ClaimedCostNanos != 0 || m.ClaimedRequestsCostNanos != 0
               let day = new ClaimDay(
                   DateOnly.ParseExact(row.Keys[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), row.Keys[1], row.Keys[2],
                   m.Requests, m.UnpricedRequests, m.ClaimedCostNanos, m.ClaimedRequestsCostNanos)
               orderby day.Day descending, Math.Abs(day.DifferenceNanos) descending, day.Model
               select day,
        ];
    }

    /// <summary>Why the claims of a day differ, from a sample of its calls priced by other rules; null when the sampled calls agree.</summary>
    /// <param name="filters">The filters that the day's sums were asked with.</param>
    public async Task<ClaimFinding?> CauseAsync(ClaimDay day, IReadOnlyList<CostFilter> filters, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(day);
        ArgumentNullException.ThrowIfNull(filters);
        var key = (day, string.Join('\u0001', filters.SelectMany(f => f.Values.Prepend($"{f.Dimension}"))), scope);
        if (known.TryGetValue(key, out var finding))
        {
            return finding;
        }

        finding = await FindAsync(day, filters, scope, cancellation);
        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        known[key] = finding;
        return finding;
    }

    /// <summary>Why the claim of one call differs; null when it agrees.</summary>
    internal static ClaimFinding? CauseOf(ClaimedCall call, IEnumerable<Price> prices) => ClaimCauses.Of([call], OthersOf([call], prices));

    private async Task<ClaimFinding?> FindAsync(ClaimDay day, IReadOnlyList<CostFilter> filters, TenantScope scope, CancellationToken cancellation)
    {
        var prices = (await book.CurrentAsync(cancellation)).Prices.ToDictionary(p => p.Id);
        var records = await SampleAsync(day, filters, scope, cancellation);
        var calls = new List<ClaimedCall>(records.Count);
        foreach (var record in records.Where(r => r.PriceId is not null))
        {
            if (prices.TryGetValue(record.PriceId!.Value, out var price))
            {
                var discount = record.DiscountPriceId is { } id ? prices.GetValueOrDefault(id) : null;
                calls.Add(new ClaimedCall(RecordQuantities.Of(record, RecordQuantities.ReportedFeesOf(record, price, discount)), price, discount, RecordDetail.CostOf(record), record.ClaimedCostNanos!.Value));
            }
        }

        return calls.Count * 2 < records.Count
            ? new ClaimFinding(ClaimCause.Unpriced, records.Count - calls.Count, records.Count)
            : ClaimCauses.Of(calls, OthersOf(calls, prices.Values));
    }

    /// <summary>Other rows for the same name at the same provider: older and newer ones, other tiers, the list price behind a contract.</summary>
    private static List<Price> OthersOf(List<ClaimedCall> calls, IEnumerable<Price> prices)
    {
        var used = calls.Select(c => c.Price).DistinctBy(p => p.Id).ToList();
        var isDiscounted = calls.Any(c => c.Discount is not null);
        return
        [
            .. prices.Where(p => !p.IsDiscount && used.Any(u => IsSameModel(u, p) && (isDiscounted || u.Id != p.Id)))
                .OrderByDescending(p => p.ValidFromMicros).ThenByDescending(p => p.Id).Take(MostOtherPrices),
        ];
    }

    private static bool IsSameModel(Price one, Price other) =>
        ProviderAliases.Canonical(one.Provider) == ProviderAliases.Canonical(other.Provider)
        && string.Equals(one.ModelPattern, other.ModelPattern, StringComparison.OrdinalIgnoreCase);

    /// <summary>Some calls of each hour whose claim is not our cost, in the order of their keys, which is as good as drawn by lot.</summary>
    private async Task<List<UsageRecord>> SampleAsync(ClaimDay day, IReadOnlyList<CostFilter> filters, TenantScope scope, CancellationToken cancellation)
    {
        var filter = new RecordFilter(day.Day, day.Day.AddDays(1))
        {
            Filters = [.. filters, new(CostDimension.Provider, [day.Provider]), new(CostDimension.Model, [day.Model])],
        };
        var wanted = await costs.ResolveAsync(filter.Filters, scope, cancellation);
        var found = new List<UsageRecord>();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        foreach (var hour in await new RecordHours(costs).OfDayAsync(filter, scope, day.Day, cancellation))
        {
            var records = context.UsageRecords.AsNoTracking().Where(r => r.OccurredHour == hour).Matching(filter, wanted).Where(r => r.ClaimedCostNanos != null
                && r.ClaimedCostNanos != r.InputCostNanos + r.CacheReadCostNanos + r.CacheWriteCostNanos + r.OutputCostNanos + r.FeeCostNanos);
            found.AddRange(await records.OrderBy(r => r.EventKey).Take(CallsPerHour).ToListAsync(cancellation));
        }

        return found;
    }
}
