using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Retention;

/// <summary>Holds rollups whose records are gone against what was noted when they went: every cube must still add up to it.</summary>
internal static class PrunedWeekCheck
{
    /// <summary>The weeks from before the kept period, whether or not they had usage.</summary>
    public static async Task<Dictionary<int, PrunedWeek>> WeeksAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        await context.PrunedWeeks.AsNoTracking().ToDictionaryAsync(w => w.Week, cancellation);

    /// <summary>What differs in one of them; <paramref name="noted"/> is null for a week that had no usage.</summary>
    public static async Task<RollupReport> CheckAsync(FinOpsDbContext context, int week, PrunedWeek? noted, CancellationToken cancellation)
    {
        var isSealed = await context.SealedWeeks.AnyAsync(w => w.Week == week, cancellation);
        var differences = new List<RollupDifference>();
        foreach (var cube in Cube.Families.SelectMany(f => f).Where(c => isSealed || c.Grain != Grain.Week))
        {
            var sums = await WeekSums.ReadAsync(context, cube, week, cancellation);
            var first = (int)(Cube.TenantWeek.StartMicros(week) / cube.LengthMicros);
            Note(differences, new RollupDifference(cube.Id, first, "Requests", sums.Requests, noted?.Requests ?? 0));
            Note(differences, new RollupDifference(cube.Id, first, "EffectiveCostNanos", sums.CostNanos, noted?.CostNanos ?? 0));
        }

        return new RollupReport(0, 0, differences.Count, differences, 0) { PrunedWeeks = 1, PrunedDifferenceCount = differences.Count };
    }

    private static void Note(List<RollupDifference> differences, RollupDifference found)
    {
        if (found.Stored != found.Computed)
        {
            differences.Add(found);
        }
    }
}
