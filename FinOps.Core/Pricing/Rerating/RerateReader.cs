using System.Runtime.CompilerServices;
using System.Text;
using FinOps.Core.Costs;
using FinOps.Core.Layers;
using FinOps.Core.Usage;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>Reads records in the order of <see cref="RerateSql.RecordColumns"/>.</summary>
internal static class RerateReader
{
    private const int Tier = 45;
    private const int HostScope = 46;
    private const int Claimed = 44;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read<TValues>(TValues record, ref RerateRow row)
        where TValues : IRecordValues
    {
        row.Id = record.Int64(0);
        row.OccurredAtMicros = record.Int64(1);
        row.Hour = (int)record.Int64(2);
        row.ImportFileId = (int)record.Int64(3);
        row.Key = new CellKey(
            0, (int)record.Int64(4), (int)record.Int64(5), (int)record.Int64(6), (int)record.Int64(7), (int)record.Int64(8), (int)record.Int64(9),
            (int)record.Int64(10), (int)record.Int64(11), (int)record.Int64(12));
        row.Usage = UsageOf(record);
        row.Tokens = new LayerTokens((int)record.Int64(27), (int)record.Int64(28), (int)record.Int64(29), (int)record.Int64(30));
        row.Old.PriceId = (int)record.Int64(31);
        row.Old.DiscountPriceId = (int)record.Int64(32);
        row.Old.Reason = (UnpricedReason)record.Int64(33);
        row.Old.Cost = new UsageCost(record.Int64(34), record.Int64(35), record.Int64(36), record.Int64(37), record.Int64(38));
        row.Old.Layers = new LayerCost(record.Int64(39), record.Int64(40), record.Int64(41), record.Int64(42), row.Old.Cost.OutputNanos);
        row.Old.CorrectionNanos = record.Int64(43);
        row.HasClaim = !record.IsNull(Claimed);
        var scope = record.Utf8(HostScope);
        row.HostScope = scope.IsEmpty ? "" : Encoding.UTF8.GetString(scope);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static UsageQuantities UsageOf<TValues>(TValues record)
        where TValues : IRecordValues => new(
            (int)record.Int64(14), (int)record.Int64(15), (int)record.Int64(16), (int)record.Int64(17), (int)record.Int64(18), (int)record.Int64(26), 0,
            ServiceTiers.Of(record.Utf8(Tier), record.Int64(13) != 0))
        {
            ReasoningTokens = (int)record.Int64(19),
            InputAudioTokens = (int)record.Int64(20),
            CacheReadAudioTokens = (int)record.Int64(21),
            InputImageTokens = (int)record.Int64(22),
            CacheReadImageTokens = (int)record.Int64(23),
            OutputAudioTokens = (int)record.Int64(24),
            OutputImageTokens = (int)record.Int64(25),
        };
}
