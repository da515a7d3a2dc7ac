using FinOps.Core.Costs;

namespace FinOps.Core.Usage;

/// <summary>The hand-written statements of the embedded store. Parameters are bound by position.</summary>
internal static class UsageSqliteSql
{
    /// <summary>Columns that nearly every record fills.</summary>
    public static readonly string[] RecordColumns =
    [
        "Id", "OccurredAtMicros", "OccurredHour", "KeyChunk", "EventKey", "ContentHash", "ImportFileId",
        "TenantId", "FeatureId", "ModelId", "UserId", "TeamId", "RouteId", "TaskId", "EnvironmentId", "Status", "Origin",
        "RequestId", "TraceId", "SessionId", "AgentRunId",
        "InputTokens", "CacheReadTokens", "CacheWrite5mTokens", "OutputTokens", "PromptTokens", "ToolTokens", "MemoryTokens", "PriceId", "UnpricedReason",
        "InputCostNanos", "CacheReadCostNanos", "CacheWriteCostNanos", "OutputCostNanos", "PromptCostNanos", "ToolCostNanos", "MemoryCostNanos", "LatencyMs",
    ];

    /// <summary>Columns that few records fill, with what stands there otherwise: leaving them out of the binding makes the common insert a third cheaper.</summary>
    public static readonly (string Name, string Empty)[] RareRecordColumns =
    [
        ("ParentRequestId", "NULL"), ("WorkflowStep", "NULL"), ("ModelVersion", "NULL"), ("ServiceTier", "NULL"), ("Error", "NULL"), ("Tags", "NULL"),
        ("IsBatch", "0"), ("CacheWrite1hTokens", "0"), ("ReasoningTokens", "0"), ("SearchRequests", "0"), ("UnsplitTokens", "0"),
        ("FeeCostNanos", "0"), ("UnsplitCostNanos", "0"), ("ClaimedCostNanos", "NULL"), ("StreamTerminatedAtToken", "NULL"),
        ("HostScope", "NULL"), ("DiscountPriceId", "NULL"), ("InputAudioTokens", "0"), ("CacheReadAudioTokens", "0"), ("InputImageTokens", "0"),
        ("CacheReadImageTokens", "0"), ("OutputAudioTokens", "0"), ("OutputImageTokens", "0"), ("UsageFlags", "0"), ("CorrectionNanos", "0"),
    ];

    public static readonly string[] CellKeyColumns =
    [
        "CubeId", "Period", "TenantId", "FeatureId", "ModelId", "UserId", "TeamId", "RouteId", "TaskId", "EnvironmentId", "Status",
    ];

    private static readonly string InsertRecordStart =
        $"INSERT INTO UsageRecord ({string.Join(',', RecordColumns.Concat(RareRecordColumns.Select(c => c.Name)))}) VALUES ({Marks(RecordColumns.Length)},";

    public static readonly string InsertRecord = $"{InsertRecordStart}{Marks(RareRecordColumns.Length)})";

    public static readonly string InsertCommonRecord = $"{InsertRecordStart}{string.Join(',', RareRecordColumns.Select(c => c.Empty))})";

    public const string FindEvent = "SELECT ContentHash FROM UsageRecord WHERE OccurredHour=? AND KeyChunk=? AND EventKey=?";

    public const string FindEventId = "SELECT Id FROM UsageRecord WHERE OccurredHour=? AND KeyChunk=? AND EventKey=?";

    public const string NextHour = "SELECT MIN(OccurredHour) FROM UsageRecord WHERE OccurredHour>?";

    public const string NextChunk = "SELECT MIN(KeyChunk) FROM UsageRecord WHERE OccurredHour=? AND KeyChunk>?";

    /// <summary>The records of an hour and chunk, as the beginning of a longer question.</summary>
    public const string RecordsOfChunk = "SELECT * FROM UsageRecord WHERE OccurredHour=@hour AND KeyChunk=@chunk";

    public const string KeysAfter = "SELECT Id, EventKey FROM UsageRecord WHERE Id>? ORDER BY Id";

    public const string AllKeys = "SELECT EventKey FROM UsageRecord INDEXED BY IX_UsageRecord_OccurredHour_KeyChunk_EventKey";

    /// <summary>Measures that are 0 in most cells.</summary>
    public static readonly Measure[] RareMeasures =
    [
        Measure.Errors, Measure.Retries, Measure.UnpricedRequests, Measure.UnsplitRequests, Measure.UnattributedRequests, Measure.ReasoningTokens,
        Measure.UnsplitTokens, Measure.FeeCostNanos, Measure.UnsplitCostNanos, Measure.WasteCostNanos, Measure.ClaimedCostNanos, Measure.ClaimedRequestsCostNanos,
        Measure.CorrectionCostNanos,
    ];

    public static readonly Measure[] CommonMeasures = [.. Enum.GetValues<Measure>().Except(RareMeasures)];

    public const string HasCells = "SELECT 1 FROM CostCell WHERE CubeId=? AND Period=? LIMIT 1";

    private static readonly string CellKeyMatch = string.Join(" AND ", CellKeyColumns.Select(c => $"{c}=?"));

    public static readonly string FindLatency = $"SELECT Latency FROM CostCell WHERE {CellKeyMatch}";

    public const string IsSealed = "SELECT 1 FROM SealedWeek WHERE Week=?";

    public const string Unseal = "DELETE FROM SealedWeek WHERE Week=?";

    /// <summary>Inserts a cell: its key, the common measures, then the rare ones and the latency where they are bound.</summary>
    public static string InsertCell(bool withRare, bool withLatency) =>
        $"INSERT INTO CostCell ({string.Join(',', CellKeyColumns)},{string.Join(',', CommonMeasures.Concat(RareMeasures))}{(withLatency ? ",Latency" : "")}) "
        + $"VALUES ({Marks(CellKeyColumns.Length + CommonMeasures.Length)},{string.Join(',', RareMeasures.Select(_ => withRare ? "?" : "0"))}{(withLatency ? ",?" : "")})";

    /// <summary>The same, adding to the cell where there is one; a latency replaces the stored one, which it has to hold already.</summary>
    public static string UpsertCell(bool withRare, bool withLatency) =>
        $"{InsertCell(withRare, withLatency)} ON CONFLICT DO UPDATE SET {string.Join(',', (withRare ? CommonMeasures.Concat(RareMeasures) : CommonMeasures).Select(m => $"{m}={m}+excluded.{m}"))}"
        + (withLatency ? ",Latency=excluded.Latency" : "");

    public const string InsertName = "INSERT INTO Dimension (Kind,Parent,Key,FirstSeenAtMicros) VALUES (?,?,?,?) ON CONFLICT DO NOTHING";

    public const string FindName = "SELECT Id FROM Dimension WHERE Kind=? AND Parent=? AND Key=?";

    public const string InsertQuarantine =
        "INSERT INTO QuarantinedLine (ImportFileId,LineNumber,Field,Reason,Message,Raw,State,QuarantinedAtMicros) VALUES (?,?,?,?,?,?,0,?)";

    public const string UpdateFile =
        "UPDATE ImportFile SET CommittedOffset=?, CommittedLines=?, NewRecords=NewRecords+?, DuplicateRecords=DuplicateRecords+?, "
        + "QuarantinedLines=QuarantinedLines+?, UnpricedRecords=UnpricedRecords+?, FlaggedRecords=FlaggedRecords+?, EffectiveCostNanos=EffectiveCostNanos+?, "
        + "UnknownFields=COALESCE(?,UnknownFields), UpdatedAtMicros=? WHERE Id=?";

    public const string IsCancelRequested = "SELECT IsCancelRequested FROM ImportFile WHERE Id=?";

    public const string ReadVersion = "SELECT Version, NextRecordId FROM DataVersion WHERE Id=1";

    public const string WriteVersion = "UPDATE DataVersion SET Version=?, NextRecordId=?, ChangedAtMicros=? WHERE Id=1";

    public const string ReadSnapshot = "SELECT ThroughRecordId, Bits FROM EventFilterSnapshot ORDER BY Id";

    public const string ForgetLayers = "DELETE FROM EventFilterSnapshot WHERE Id>?";

    public const string WriteSnapshot = "INSERT INTO EventFilterSnapshot (Id,ThroughRecordId,Bits) VALUES (?,?,?) "
        + "ON CONFLICT DO UPDATE SET ThroughRecordId=excluded.ThroughRecordId, Bits=excluded.Bits";

    private static string Marks(int count) => string.Join(',', Enumerable.Repeat('?', count));
}
