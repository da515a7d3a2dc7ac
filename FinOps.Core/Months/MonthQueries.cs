using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Months;

/// <summary>A month with usage, and how its books stand. Money is nano-USD.</summary>
/// <param name="Month">Which one.</param>
/// <param name="Closing">The closing in force; null while the month is open.</param>
/// <param name="CostNanos">What the month costs now.</param>
/// <param name="CorrectionNanos">What was added since it was closed (or taken off).</param>
/// <param name="RecordedNanos">The part of the corrections that re-ratings wrote entries for; the rest came with late calls.</param>
/// <param name="IsOver">Whether it can be closed.</param>
public sealed record MonthStatus(CalendarMonth Month, ClosedMonth? Closing, long CostNanos, long CorrectionNanos, long RecordedNanos, bool IsOver)
{
    /// <summary>What was booked when the month was closed, as the rollups hold it.</summary>
    public long BookedNanos => CostNanos - CorrectionNanos;

    /// <summary>Corrections by calls that came in after the closing.</summary>
    public long LateNanos => CorrectionNanos - RecordedNanos;

    /// <summary>What was taken out of the month since, as the removal of demo data does; 0 in ordinary life.</summary>
    public long RemovedNanos => Closing is null ? 0 : Closing.BookedCostNanos - BookedNanos;
}

/// <summary>Reads how the books of months stand. Books are of all tenants: each reader throws <see cref="UnauthorizedAccessException"/> unless all are in scope.</summary>
public sealed class MonthQueries(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, TimeProvider time)
{
    /// <summary>Every month with usage or a closing, newest first.</summary>
    public async Task<IReadOnlyList<MonthStatus>> ListAsync(TenantScope tenants, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var closings = await context.ClosedMonths.AsNoTracking().Where(m => m.ReopenedAtMicros == null).ToDictionaryAsync(m => m.Month, cancellation);
        var days = await costs.ExtentAsync(tenants, cancellation) is { } extent
            ? (await costs.RunAsync(new CostQuery(extent.FirstUtc.Date, extent.LastUtc.Date.AddDays(1)) { GroupBy = [CostDimension.Day] }, tenants, cancellation)).Rows
            : [];
        var sums = days.GroupBy(d => CalendarMonth.Parse(d.Keys[0][..7])!.Value.Number)
            .ToDictionary(g => g.Key, g => (Cost: g.Sum(d => d.Measures.EffectiveCostNanos), Correction: g.Sum(d => d.Measures.CorrectionCostNanos)));
        var statuses = new List<MonthStatus>();
        foreach (var number in sums.Keys.Union(closings.Keys).OrderDescending())
        {
            var (month, closing, sum) = (new CalendarMonth(number), closings.GetValueOrDefault(number), sums.GetValueOrDefault(number));
            var recorded = closing is null || sum.Correction == 0 ? 0 : await RecordedAsync(context, closing, cancellation);
            statuses.Add(new MonthStatus(month, closing, sum.Cost, sum.Correction, recorded, month.ToUtc <= time.GetUtcNow().UtcDateTime));
        }

        return statuses;
    }

    /// <summary>Closings and openings of all months, newest first.</summary>
    public async Task<IReadOnlyList<ClosedMonth>> HistoryAsync(TenantScope tenants, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        tenants.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.ClosedMonths.AsNoTracking().OrderByDescending(m => m.Id).ToListAsync(cancellation);
    }

    private static Task<long> RecordedAsync(FinOpsDbContext context, ClosedMonth closing, CancellationToken cancellation) => context.CostCorrections
        .Where(c => c.Month == closing.Month && c.IsMonthClosed && c.CreatedAtMicros >= closing.ClosedAtMicros)
        .SumAsync(c => c.InputDeltaNanos + c.CacheReadDeltaNanos + c.CacheWriteDeltaNanos + c.OutputDeltaNanos + c.FeeDeltaNanos, cancellation);
}
