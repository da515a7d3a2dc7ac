using FinOps.Core.Costs;
using FinOps.Core.Usage;

namespace FinOps.Tests.Conformance;

/// <summary>Adds up records and rollup cells independently of the product's own code.</summary>
internal static class CellAudit
{
    /// <summary>The additive measures of one record that a cell must show, by name.</summary>
    public static Dictionary<string, long> MeasuresOf(UsageRecord r) => new()
    {
        [nameof(CostCell.Requests)] = 1,
        [nameof(CostCell.UnpricedRequests)] = r.UnpricedReason == UnpricedReason.None ? 0 : 1,
        [nameof(CostCell.UnsplitRequests)] = r.UnsplitTokens > 0 ? 1 : 0,
        [nameof(CostCell.UnattributedRequests)] = r.TenantId == 0 || r.FeatureId == 0 ? 1 : 0,
        [nameof(CostCell.InputTokens)] = r.InputTokens,
        [nameof(CostCell.CacheReadTokens)] = r.CacheReadTokens,
        [nameof(CostCell.CacheWriteTokens)] = r.CacheWrite5mTokens + r.CacheWrite1hTokens,
        [nameof(CostCell.OutputTokens)] = r.OutputTokens,
        [nameof(CostCell.ReasoningTokens)] = r.ReasoningTokens,
        [nameof(CostCell.PromptTokens)] = r.PromptTokens,
        [nameof(CostCell.ToolTokens)] = r.ToolTokens,
        [nameof(CostCell.MemoryTokens)] = r.MemoryTokens,
        [nameof(CostCell.UnsplitTokens)] = r.UnsplitTokens,
        [nameof(CostCell.InputCostNanos)] = r.InputCostNanos,
        [nameof(CostCell.CacheReadCostNanos)] = r.CacheReadCostNanos,
        [nameof(CostCell.CacheWriteCostNanos)] = r.CacheWriteCostNanos,
        [nameof(CostCell.OutputCostNanos)] = r.OutputCostNanos,
        [nameof(CostCell.FeeCostNanos)] = r.FeeCostNanos,
        [nameof(CostCell.PromptCostNanos)] = r.PromptCostNanos,
        [nameof(CostCell.ToolCostNanos)] = r.ToolCostNanos,
        [nameof(CostCell.MemoryCostNanos)] = r.MemoryCostNanos,
        [nameof(CostCell.UnsplitCostNanos)] = r.UnsplitCostNanos,
        [nameof(CostCell.WasteCostNanos)] = r.Status == UsageStatus.Success ? 0 : r.EffectiveCostNanos,
    };

    /// <summary>Every cube, cell by cell, against the records that fall into it. The cube's dimensions are read off its own cells.</summary>
    public static async Task AssertCellsMatchRecordsAsync(Lab lab)
    {
        var records = await lab.ReadAsync(c => c.UsageRecords);
        // Weeks hold only what is sealed; the verifier compares those.
        var weekCubes = Cube.Families.SelectMany(f => f).Where(c => c.Grain == Grain.Week).Select(c => c.Id).ToList();
        var cells = await lab.ReadAsync(c => c.CostCells.Where(x => !weekCubes.Contains(x.CubeId)));
        Assert.NotEmpty(cells);
        var sums = new Dictionary<string, long>();
        foreach (var (measure, value) in records.SelectMany(MeasuresOf))
        {
            sums[measure] = sums.GetValueOrDefault(measure) + value;
        }

        foreach (var cube in cells.GroupBy(c => c.CubeId))
        {
            foreach (var (measure, inRecords) in sums)
            {
                var inCells = cube.Sum(c => ValueOf(c, measure));
                Assert.True(inCells == inRecords, $"Cube {cube.Key} holds {measure} = {inCells}, the records {inRecords}.");
            }

            foreach (var (name, ofCell, ofRecord) in Dimensions)
            {
                var kept = cube.Any(c => ofCell(c) != 0);
                var expected = records.GroupBy(ofRecord).ToDictionary(g => g.Key, g => (g.LongCount(), g.Sum(r => r.EffectiveCostNanos)));
                var actual = cube.GroupBy(ofCell).ToDictionary(g => g.Key, g => (g.Sum(c => c.Requests), g.Sum(EffectiveOf)));
                Assert.True(!kept || expected.OrderBy(e => e.Key).SequenceEqual(actual.OrderBy(e => e.Key)), $"Cube {cube.Key} differs from the records by {name}.");
            }
        }
    }

    public static long ValueOf(object measures, string name) => (long)measures.GetType().GetProperty(name)!.GetValue(measures)!;

    private static readonly (string Name, Func<CostCell, int> OfCell, Func<UsageRecord, int> OfRecord)[] Dimensions =
    [
        ("tenant", c => c.TenantId, r => r.TenantId),
        ("feature", c => c.FeatureId, r => r.FeatureId),
        ("model", c => c.ModelId, r => r.ModelId),
        ("user", c => c.UserId, r => r.UserId),
        ("team", c => c.TeamId, r => r.TeamId),
        ("route", c => c.RouteId, r => r.RouteId),
        ("task", c => c.TaskId, r => r.TaskId),
        ("environment", c => c.EnvironmentId, r => r.EnvironmentId),
        ("status", c => c.Status, r => (int)r.Status),
    ];

    private static long EffectiveOf(CostCell c) => c.InputCostNanos + c.CacheReadCostNanos + c.CacheWriteCostNanos + c.OutputCostNanos + c.FeeCostNanos;
}
