using System.Globalization;
using System.Text;
using FinOps.Core.Costs;

namespace FinOps.Core.Pricing;

/// <summary>The statements that store new costs; the same text runs on both databases. All values are integers made here.</summary>
internal static class RepriceSql
{
    /// <summary>Few enough for a quick parse, many enough for few round trips.</summary>
    public const int StatementsPerCommand = 250;

    public static string Record(RepricedRecord change)
    {
        var (cost, layers) = (change.Cost, change.Layers);
        return Text(
            $"""
            UPDATE UsageRecord SET PriceId={Number(change.PriceId)}, DiscountPriceId={Number(change.DiscountPriceId)}, UnpricedReason={(byte)change.Reason},
            InputCostNanos={cost.InputNanos}, CacheReadCostNanos={cost.CacheReadNanos}, CacheWriteCostNanos={cost.CacheWriteNanos},
            OutputCostNanos={cost.OutputNanos}, FeeCostNanos={cost.FeeNanos}, PromptCostNanos={layers.PromptNanos}, ToolCostNanos={layers.ToolNanos},
            MemoryCostNanos={layers.MemoryNanos}, UnsplitCostNanos={layers.UnsplitNanos} WHERE Id={change.Old.Id} AND PriceId IS NULL;

            """);
    }

    /// <summary>Adds to a cell that exists: the record was counted when it arrived.</summary>
    public static string Cell(Cube cube, CellKey key, long[] measures)
    {
        var sql = new StringBuilder("UPDATE CostCell SET ");
        var first = true;
        for (var i = 0; i < measures.Length; i++)
        {
            if (measures[i] != 0)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(first ? "" : ", ")}{Measures.Names[i]}={Measures.Names[i]}+({measures[i]})");
                first = false;
            }
        }

        return sql.Append(CultureInfo.InvariantCulture,
            $"""
             WHERE CubeId={cube.Id} AND Period={key.Period} AND TenantId={key.Tenant} AND FeatureId={key.Feature} AND ModelId={key.Model} AND UserId={key.User}
             AND TeamId={key.Team} AND RouteId={key.Route} AND TaskId={key.Task} AND EnvironmentId={key.Environment} AND Status={key.Status};

            """).ToString();
    }

    public static string File((int ImportFileId, int Priced, long CostNanos) file) => Text(
        $"UPDATE ImportFile SET UnpricedRecords=UnpricedRecords-{file.Priced}, EffectiveCostNanos=EffectiveCostNanos+({file.CostNanos}) WHERE Id={file.ImportFileId};");

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "NULL";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
