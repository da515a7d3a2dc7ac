using System.Runtime.CompilerServices;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Usage;

/// <summary>What one new record adds to the rollups.</summary>
internal static class RecordMeasures
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(in UsageReport report, in RatedUsage rated, Span<long> m)
    {
        m.Clear();
        m[(int)Measure.Requests] = 1;
        m[(int)Measure.Errors] = report.Status is UsageStatus.Error or UsageStatus.Timeout ? 1 : 0;
        m[(int)Measure.Retries] = report.Status is UsageStatus.Retry or UsageStatus.Fallback ? 1 : 0;
        m[(int)Measure.UnpricedRequests] = rated.Reason == UnpricedReason.None ? 0 : 1;
        m[(int)Measure.UnsplitRequests] = rated.LayerTokens.Unsplit > 0 ? 1 : 0;
        m[(int)Measure.UnattributedRequests] =
            rated.Names[(int)DimensionKind.Tenant - 1] is null || rated.Names[(int)DimensionKind.Feature - 1] is null ? 1 : 0;
        m[(int)Measure.InputTokens] = report.InputTokens;
        m[(int)Measure.CacheReadTokens] = report.CacheReadTokens;
        m[(int)Measure.CacheWriteTokens] = (long)report.CacheWrite5mTokens + report.CacheWrite1hTokens;
        m[(int)Measure.OutputTokens] = report.OutputTokens;
        m[(int)Measure.ReasoningTokens] = report.ReasoningTokens;
        m[(int)Measure.PromptTokens] = rated.LayerTokens.Prompt;
        m[(int)Measure.ToolTokens] = rated.LayerTokens.Tool;
        m[(int)Measure.MemoryTokens] = rated.LayerTokens.Memory;
        m[(int)Measure.UnsplitTokens] = rated.LayerTokens.Unsplit;
        FillCosts(report, rated, m);
    }

    private static void FillCosts(in UsageReport report, in RatedUsage rated, Span<long> m)
    {
        m[(int)Measure.InputCostNanos] = rated.Cost.InputNanos;
        m[(int)Measure.CacheReadCostNanos] = rated.Cost.CacheReadNanos;
        m[(int)Measure.CacheWriteCostNanos] = rated.Cost.CacheWriteNanos;
        m[(int)Measure.OutputCostNanos] = rated.Cost.OutputNanos;
        m[(int)Measure.FeeCostNanos] = rated.Cost.FeeNanos;
        m[(int)Measure.PromptCostNanos] = rated.LayerCost.PromptNanos;
        m[(int)Measure.ToolCostNanos] = rated.LayerCost.ToolNanos;
        m[(int)Measure.MemoryCostNanos] = rated.LayerCost.MemoryNanos;
        m[(int)Measure.UnsplitCostNanos] = rated.LayerCost.UnsplitNanos;
        m[(int)Measure.WasteCostNanos] = report.Status == UsageStatus.Success ? 0 : rated.Cost.TotalNanos;
        m[(int)Measure.ClaimedCostNanos] = report.HasClaimedCost ? report.ClaimedCostNanos : 0;
        m[(int)Measure.ClaimedRequestsCostNanos] = report.HasClaimedCost ? rated.Cost.TotalNanos : 0;
        m[(int)Measure.CorrectionCostNanos] = rated.CorrectionNanos;
    }

    public static CellKey Key(in UsageReport report, in RatedUsage rated) => new(
        0, Id(rated, DimensionKind.Tenant), Id(rated, DimensionKind.Feature), Id(rated, DimensionKind.Model), Id(rated, DimensionKind.User),
        Id(rated, DimensionKind.Team), Id(rated, DimensionKind.Route), Id(rated, DimensionKind.Task), Id(rated, DimensionKind.Environment), (int)report.Status);

    public static int Id(in RatedUsage rated, DimensionKind kind) => rated.Names[(int)kind - 1]?.Id ?? 0;
}
