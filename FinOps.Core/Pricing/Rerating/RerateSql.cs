using System.Globalization;

namespace FinOps.Core.Pricing.Rerating;

/// <summary>The statements that rate stored records again; the same text runs on both databases.</summary>
internal static class RerateSql
{
    /// <summary>What a rating needs of a record, in the order in which <see cref="RerateRow"/> reads it.</summary>
    public static readonly string[] RecordColumns =
    [
        "Id", "OccurredAtMicros", "OccurredHour", "ImportFileId",
        "TenantId", "FeatureId", "ModelId", "UserId", "TeamId", "RouteId", "TaskId", "EnvironmentId", "Status", "IsBatch",
        "InputTokens", "CacheReadTokens", "CacheWrite5mTokens", "CacheWrite1hTokens", "OutputTokens", "ReasoningTokens",
        "InputAudioTokens", "CacheReadAudioTokens", "InputImageTokens", "CacheReadImageTokens", "OutputAudioTokens", "OutputImageTokens", "SearchRequests",
        "PromptTokens", "ToolTokens", "MemoryTokens", "UnsplitTokens",
        "PriceId", "DiscountPriceId", "UnpricedReason", "InputCostNanos", "CacheReadCostNanos", "CacheWriteCostNanos", "OutputCostNanos", "FeeCostNanos",
        "PromptCostNanos", "ToolCostNanos", "MemoryCostNanos", "UnsplitCostNanos", "CorrectionNanos", "ClaimedCostNanos", "ServiceTier", "HostScope",
    ];

    /// <summary>What a rating changes of a record.</summary>
    public static readonly string[] ChangedColumns =
    [
        "PriceId", "DiscountPriceId", "UnpricedReason", "InputCostNanos", "CacheReadCostNanos", "CacheWriteCostNanos", "OutputCostNanos", "FeeCostNanos",
        "PromptCostNanos", "ToolCostNanos", "MemoryCostNanos", "UnsplitCostNanos", "CorrectionNanos",
    ];

    public static readonly string[] CorrectionColumns =
    [
        "RunId", "Month", "IsMonthClosed", "Tenant", "Feature", "Provider", "Model", "OldPriceId", "NewPriceId", "Records",
        "InputDeltaNanos", "CacheReadDeltaNanos", "CacheWriteDeltaNanos", "OutputDeltaNanos", "FeeDeltaNanos", "CreatedAtMicros",
    ];

    /// <summary>Moves a run, if it still stands where this process left it: otherwise another one has taken it over.</summary>
    public const string Advance =
        """
        UPDATE RerateRun SET CursorRecordId=@cursor, RecordsRead=RecordsRead+@read, RecordsChanged=RecordsChanged+@changed, RecordsPriced=RecordsPriced+@priced,
        RecordsUnpriced=RecordsUnpriced+@unpriced, DeltaNanos=DeltaNanos+@delta, ClosedDeltaNanos=ClosedDeltaNanos+@closed, UpdatedAtMicros=@now
        WHERE Id=@run AND State=1 AND CursorRecordId=@before
        """;

    public const string IsCancelRequested = "SELECT IsCancelRequested FROM RerateRun WHERE Id=@run";

    public const string ReadVersion = "SELECT Version FROM DataVersion WHERE Id=1";

    /// <summary>The imports that brought the records show what they cost now.</summary>
    public const string UpdateFile =
        "UPDATE ImportFile SET UnpricedRecords=UnpricedRecords+@unpriced, EffectiveCostNanos=EffectiveCostNanos+@delta WHERE Id=@file";

    public static IEnumerable<string> Examples() =>
    [
        Select(new RerateFilter { FromMicros = 1_700_000_000_000_000, ToMicros = 1_700_003_600_000_000, ModelIds = [1, 2] }),
        Select(new RerateFilter { IsWaiting = true, ModelIds = [7] }),
        Select(new RerateFilter { HasCorrection = true, FromMicros = 0 }),
        Select(new RerateFilter()),
        IdRange(480_000, 490_000),
    ];

    /// <summary>Records in the order of their ids, which is the order in which they lie.</summary>
    public static string Select(RerateFilter filter) =>
        $"SELECT {string.Join(", ", RecordColumns)} FROM UsageRecord WHERE Id>@after AND Id<=@through{filter.ToSql()} ORDER BY Id";

    /// <summary>Which ids the records of some hours have; the index of hours alone answers it.</summary>
    public static string IdRange(int fromHour, int toHour) => string.Create(
        CultureInfo.InvariantCulture, $"SELECT MIN(Id), MAX(Id) FROM UsageRecord WHERE OccurredHour>={fromHour} AND OccurredHour<{toHour}");
}
