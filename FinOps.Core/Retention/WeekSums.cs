using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Retention;

/// <summary>What the rollups of a week add up to.</summary>
internal readonly record struct WeekSums(long Requests, long CostNanos)
{
    /// <summary>Sums one cube over a week, its parts included.</summary>
    public static async Task<WeekSums> ReadAsync(FinOpsDbContext context, Cube cube, int week, CancellationToken cancellation)
    {
        var perWeek = (int)(Cube.TenantWeek.LengthMicros / cube.LengthMicros);
        var (from, to) = (week * perWeek, (week + 1) * perWeek);
        var ids = Enumerable.Range(0, CellParts.MaxParts + 1).Select(part => CellParts.IdOf(cube.Id, part)).ToList();
        var cells = context.CostCells.Where(c => ids.Contains(c.CubeId) && c.Period >= from && c.Period < to);
        return new WeekSums(
            await cells.SumAsync(c => c.Requests, cancellation),
            await cells.SumAsync(c => c.InputCostNanos + c.CacheReadCostNanos + c.CacheWriteCostNanos + c.OutputCostNanos + c.FeeCostNanos, cancellation));
    }
}
