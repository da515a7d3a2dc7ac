using FinOps.Core.Costs;

namespace FinOps.Core.Usage;

/// <summary>The hand-written statements of the embedded store. Parameters are bound by position.</summary>
internal static class UsageSqliteSql
{
    public static readonly string[] RecordColumns =
    [
        "Id", "OccurredAtMicros", "OccurredHour", "EventKey", "ContentHash", "ImportFileId",
        "TenantId", "FeatureId", "ModelId", "UserId", "TeamId", "RouteId", "TaskId", "EnvironmentId",
        "Status", "Origin", "IsBatch",
        "RequestId", "ParentRequestId", "TraceId", "SessionId", "AgentRunId", "WorkflowStep", "ModelVersion", "ServiceTier", "Error", "Tags",
        "InputTokens", "CacheReadTokens", "CacheWrite5mTokens", "CacheWrite1hTokens", "OutputTokens", "ReasoningTokens", "SearchRequests",
        "PromptTokens", "ToolTokens", "MemoryTokens", "UnsplitTokens", "PriceId", "UnpricedReason",
        "InputCostNanos", "CacheReadCostNanos", "CacheWriteCostNanos", "OutputCostNanos", "FeeCostNanos",
        "PromptCostNanos", "ToolCostNanos", "MemoryCostNanos", "UnsplitCostNanos",
        "ClaimedCostNanos", "LatencyMs", "StreamTerminatedAtToken",
    ];

    public static readonly string[] CellKeyColumns =
    [
        "CubeId", "Period", "TenantId", "FeatureId", "ModelId", "UserId", "TeamId", "RouteId", "TaskId", "EnvironmentId", "Status",
    ];

    public static readonly string InsertRecord =
        $"INSERT INTO UsageRecord ({string.Join(',', RecordColumns)}) VALUES ({Marks(RecordColumns.Length)})";

    public const string FindEvent = "SELECT ContentHash FROM UsageRecord WHERE OccurredHour=? AND EventKey=?";

    public const string NextHour = "SELECT MIN(OccurredHour) FROM UsageRecord WHERE OccurredHour>?";

    public const string KeysAfter = "SELECT Id, EventKey FROM UsageRecord WHERE Id>? ORDER BY Id";

    public const string AllKeys = "SELECT EventKey FROM UsageRecord INDEXED BY IX_UsageRecord_OccurredHour_EventKey";

    public static readonly string InsertCell =
        $"INSERT INTO CostCell ({string.Join(',', CellKeyColumns)},{string.Join(',', Measures.Names)}) VALUES ({Marks(CellKeyColumns.Length + Measures.Count)})";

    public const string HasCells = "SELECT 1 FROM CostCell WHERE CubeId=? AND Period=? LIMIT 1";

    public static readonly string UpsertCell = InsertCell
        + $" ON CONFLICT DO UPDATE SET {string.Join(',', Measures.Names.Select(n => $"{n}={n}+excluded.{n}"))}";

    private static readonly string CellKeyMatch = string.Join(" AND ", CellKeyColumns.Select(c => $"{c}=?"));

    public static readonly string FindLatency = $"SELECT Latency FROM CostCell WHERE {CellKeyMatch}";

    public static readonly string SetLatency = $"UPDATE CostCell SET Latency=? WHERE {CellKeyMatch}";

    public const string InsertName = "INSERT INTO Dimension (Kind,Parent,Key,FirstSeenAtMicros) VALUES (?,?,?,?) ON CONFLICT DO NOTHING";

    public const string FindName = "SELECT Id FROM Dimension WHERE Kind=? AND Parent=? AND Key=?";

    public const string InsertQuarantine =
        "INSERT INTO QuarantinedLine (ImportFileId,LineNumber,Field,Reason,Message,Raw,State,QuarantinedAtMicros) VALUES (?,?,?,?,?,?,0,?)";

    public const string UpdateFile =
        "UPDATE ImportFile SET CommittedOffset=?, CommittedLines=?, NewRecords=NewRecords+?, DuplicateRecords=DuplicateRecords+?, "
        + "QuarantinedLines=QuarantinedLines+?, UnpricedRecords=UnpricedRecords+?, EffectiveCostNanos=EffectiveCostNanos+?, "
        + "UnknownFields=COALESCE(?,UnknownFields), UpdatedAtMicros=? WHERE Id=?";

    public const string IsCancelRequested = "SELECT IsCancelRequested FROM ImportFile WHERE Id=?";

    public const string ReadVersion = "SELECT Version, NextRecordId FROM DataVersion WHERE Id=1";

    public const string WriteVersion = "UPDATE DataVersion SET Version=?, NextRecordId=?, ChangedAtMicros=? WHERE Id=1";

    public const string ReadSnapshot = "SELECT ThroughRecordId, Bits FROM EventFilterSnapshot WHERE Id=1";

    public const string WriteSnapshot = "INSERT INTO EventFilterSnapshot (Id,ThroughRecordId,Bits) VALUES (1,?,?) "
        + "ON CONFLICT DO UPDATE SET ThroughRecordId=excluded.ThroughRecordId, Bits=excluded.Bits";

    private static string Marks(int count) => string.Join(',', Enumerable.Repeat('?', count));
}
