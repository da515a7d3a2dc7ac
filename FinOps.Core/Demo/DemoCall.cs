using FinOps.Core.Usage;

namespace FinOps.Core.Demo;

/// <summary>One call of the demo company before it becomes a line of its log.</summary>
internal sealed class DemoCall
{
    public required long AtMicros { get; set; }
    public required string RequestId { get; init; }
    public string? ParentRequestId { get; init; }
    public string? TraceId { get; init; }
    public string? Tenant { get; set; }
    public string? User { get; init; }
    public string? Feature { get; set; }
    public required string Task { get; init; }
    public required string Route { get; init; }
    public required string Team { get; init; }
    public string? Session { get; init; }
    public string? AgentRun { get; init; }
    public string? WorkflowStep { get; init; }
    public required DemoModel Model { get; set; }
    public required string Environment { get; init; }
    public required RequestOrigin Origin { get; init; }
    public UsageStatus Status { get; set; }
    public string? Error { get; set; }
    public int InputTokens { get; set; }
    public int CachedTokens { get; set; }
    public int CacheWriteTokens { get; set; }
    public bool IsHourCache { get; init; }
    public int OutputTokens { get; set; }
    public int ReasoningTokens { get; set; }

    /// <summary>Whether the line reports how its input splits.</summary>
    public bool HasLayers { get; init; }
    public int PromptTokens { get; init; }
    public int ToolTokens { get; init; }
    public int MemoryTokens { get; init; }
    public int SearchRequests { get; init; }
    public int LatencyMs { get; set; }
    public bool IsBatch { get; init; }
    public int? StreamTerminatedAtToken { get; set; }
    public required string Region { get; init; }
}
