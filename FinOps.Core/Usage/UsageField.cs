using System.Runtime.CompilerServices;

namespace FinOps.Core.Usage;

/// <summary>The fields of the canonical usage record. The order of the first ones is that of <see cref="Data.DimensionKind"/> less one.</summary>
internal enum UsageField
{
    TenantId,
    FeatureId,
    Model,
    UserId,
    Team,
    Route,
    TaskId,
    Environment,
    Timestamp,
    RequestId,
    ParentRequestId,
    TraceId,
    SessionId,
    AgentRunId,
    WorkflowStep,
    Provider,
    ModelVersion,
    ServiceTier,
    RequestOrigin,
    Status,
    Error,
    InputTokens,
    CachedInputTokens,
    CacheWriteTokens,
    CacheWrite1hTokens,
    OutputTokens,
    ReasoningTokens,
    Layers,
    SearchRequests,
    ToolFeesUsd,
    LatencyMs,
    Batch,
    StreamTerminatedAtToken,
    Tags,
    CostUsd,
    HostScope,
    InputAudioTokens,
    CachedAudioTokens,
    InputImageTokens,
    CachedImageTokens,
    OutputAudioTokens,
    OutputImageTokens,
    ApiFlavor,
    Usage,
    Unknown,
}

/// <summary>Finds a field by the UTF-8 bytes of its name without making a string.</summary>
internal static class UsageFields
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static UsageField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => name.SequenceEqual("team"u8) ? UsageField.Team : name.SequenceEqual("tags"u8) ? UsageField.Tags : UsageField.Unknown,
        5 => name.SequenceEqual("model"u8) ? UsageField.Model
            : name.SequenceEqual("route"u8) ? UsageField.Route
            : name.SequenceEqual("error"u8) ? UsageField.Error
            : name.SequenceEqual("batch"u8) ? UsageField.Batch
            : name.SequenceEqual("usage"u8) ? UsageField.Usage : UsageField.Unknown,
        6 => name.SequenceEqual("status"u8) ? UsageField.Status : name.SequenceEqual("layers"u8) ? UsageField.Layers : UsageField.Unknown,
        7 => name.SequenceEqual("user_id"u8) ? UsageField.UserId : name.SequenceEqual("task_id"u8) ? UsageField.TaskId : UsageField.Unknown,
        8 => name.SequenceEqual("trace_id"u8) ? UsageField.TraceId
            : name.SequenceEqual("provider"u8) ? UsageField.Provider
            : name.SequenceEqual("cost_usd"u8) ? UsageField.CostUsd : UsageField.Unknown,
        9 => name.SequenceEqual("timestamp"u8) ? UsageField.Timestamp : name.SequenceEqual("tenant_id"u8) ? UsageField.TenantId : UsageField.Unknown,
        10 => FindTen(name),
        11 => name.SequenceEqual("environment"u8) ? UsageField.Environment : UsageField.Unknown,
        12 => name.SequenceEqual("agent_run_id"u8) ? UsageField.AgentRunId
            : name.SequenceEqual("input_tokens"u8) ? UsageField.InputTokens
            : name.SequenceEqual("service_tier"u8) ? UsageField.ServiceTier : UsageField.Unknown,
        13 => FindThirteen(name),
        14 => name.SequenceEqual("request_origin"u8) ? UsageField.RequestOrigin : UsageField.Unknown,
        15 => name.SequenceEqual("search_requests"u8) ? UsageField.SearchRequests : UsageField.Unknown,
        16 => name.SequenceEqual("reasoning_tokens"u8) ? UsageField.ReasoningTokens : UsageField.Unknown,
        17 => name.SequenceEqual("parent_request_id"u8) ? UsageField.ParentRequestId : UsageField.Unknown,
        18 => FindEighteen(name),
        19 => FindNineteen(name),
        21 => name.SequenceEqual("cache_write_1h_tokens"u8) ? UsageField.CacheWrite1hTokens : UsageField.Unknown,
        26 => name.SequenceEqual("stream_terminated_at_token"u8) ? UsageField.StreamTerminatedAtToken : UsageField.Unknown,
        _ => UsageField.Unknown,
    };

    /// <summary>The canonical name, as it stands in logs.</summary>
    public static string NameOf(UsageField field) => Names[(int)field];

    private static readonly string[] Names =
    [
        "tenant_id", "feature_id", "model", "user_id", "team", "route", "task_id", "environment", "timestamp", "request_id", "parent_request_id",
        "trace_id", "session_id", "agent_run_id", "workflow_step", "provider", "model_version", "service_tier", "request_origin", "status", "error",
        "input_tokens", "cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens", "output_tokens", "reasoning_tokens", "layers",
        "search_requests", "tool_fees_usd", "latency_ms", "batch", "stream_terminated_at_token", "tags", "cost_usd",
        "host_scope", "input_audio_tokens", "cached_audio_tokens", "input_image_tokens", "cached_image_tokens", "output_audio_tokens", "output_image_tokens",
        "api_flavor", "usage", "",
    ];

    private static UsageField FindTen(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("request_id"u8) ? UsageField.RequestId
        : name.SequenceEqual("feature_id"u8) ? UsageField.FeatureId
        : name.SequenceEqual("session_id"u8) ? UsageField.SessionId
        : name.SequenceEqual("latency_ms"u8) ? UsageField.LatencyMs
        : name.SequenceEqual("api_flavor"u8) ? UsageField.ApiFlavor
        : name.SequenceEqual("host_scope"u8) ? UsageField.HostScope : UsageField.Unknown;

    private static UsageField FindThirteen(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("output_tokens"u8) ? UsageField.OutputTokens
        : name.SequenceEqual("model_version"u8) ? UsageField.ModelVersion
        : name.SequenceEqual("workflow_step"u8) ? UsageField.WorkflowStep
        : name.SequenceEqual("tool_fees_usd"u8) ? UsageField.ToolFeesUsd : UsageField.Unknown;

    private static UsageField FindEighteen(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("cache_write_tokens"u8) ? UsageField.CacheWriteTokens
        : name.SequenceEqual("input_audio_tokens"u8) ? UsageField.InputAudioTokens
        : name.SequenceEqual("input_image_tokens"u8) ? UsageField.InputImageTokens : UsageField.Unknown;

    private static UsageField FindNineteen(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("cached_input_tokens"u8) ? UsageField.CachedInputTokens
        : name.SequenceEqual("output_audio_tokens"u8) ? UsageField.OutputAudioTokens
        : name.SequenceEqual("output_image_tokens"u8) ? UsageField.OutputImageTokens
        : name.SequenceEqual("cached_audio_tokens"u8) ? UsageField.CachedAudioTokens
        : name.SequenceEqual("cached_image_tokens"u8) ? UsageField.CachedImageTokens : UsageField.Unknown;
}
