using System.Text.Json.Serialization;
using FinOps.Core.Enforcement.Admissions;

namespace FinOps.Web.Enforcement.Admissions;

/// <summary>How large the call may become, in tokens.</summary>
/// <param name="InputTokens">All input, cached tokens and cache writes included.</param>
/// <param name="CachedInputTokens">The part that is expected to come from the provider's cache.</param>
/// <param name="CacheWriteTokens">The part that is written to it.</param>
/// <param name="MaxOutputTokens">The most that is answered; left out, history tells.</param>
public sealed record EstimateBody(
    [property: JsonPropertyName("input_tokens")] int InputTokens,
    [property: JsonPropertyName("cached_input_tokens")] int CachedInputTokens,
    [property: JsonPropertyName("cache_write_tokens")] int CacheWriteTokens,
    [property: JsonPropertyName("max_output_tokens")] int? MaxOutputTokens);

/// <summary>A call that asks to be admitted.</summary>
/// <param name="RequestId">Names this try; unique within the tenant. The usage record gets the same id.</param>
/// <param name="ParentRequestId">The try that this one repeats or replaces; while its reservation is open, this one draws from its hold.</param>
/// <param name="Tenant">The customer.</param>
/// <param name="Feature">The feature of your product.</param>
/// <param name="User">The person.</param>
/// <param name="Team">Who owns the feature.</param>
/// <param name="Provider">As in the price book; left out, whoever has a price for the model.</param>
/// <param name="Model">The model, or provider/model.</param>
/// <param name="FallbackModels">Models that may be asked instead; the dearest is held.</param>
/// <param name="Environment">E.g. production.</param>
/// <param name="Estimate">How large the call may become.</param>
public sealed record AdmissionBody(
    [property: JsonPropertyName("request_id")] string? RequestId,
    [property: JsonPropertyName("parent_request_id")] string? ParentRequestId,
    [property: JsonPropertyName("tenant")] string? Tenant,
    [property: JsonPropertyName("feature")] string? Feature,
    [property: JsonPropertyName("user")] string? User,
    [property: JsonPropertyName("team")] string? Team,
    [property: JsonPropertyName("provider")] string? Provider,
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("fallback_models")] IReadOnlyList<string>? FallbackModels,
    [property: JsonPropertyName("environment")] string? Environment,
    [property: JsonPropertyName("estimate")] EstimateBody? Estimate)
{
    private const int MostText = 256;
    private const int MostFallbacks = 16;
    private const int MostTokens = 100_000_000;

    /// <summary>The call, or the field at fault and what is wrong with it.</summary>
    internal (AdmissionCall? Call, string Field, string Fault) Read()
    {
        foreach (var (field, value, isNeeded) in new[]
        {
            ("request_id", RequestId, true), ("tenant", Tenant, true), ("model", Model, true), ("parent_request_id", ParentRequestId, false), ("feature", Feature, false),
            ("user", User, false), ("team", Team, false), ("provider", Provider, false), ("environment", Environment, false),
        })
        {
            if ((isNeeded && string.IsNullOrWhiteSpace(value)) || value?.Length > MostText || value?.Any(char.IsControl) == true)
            {
                return (null, field, $"{field} {(isNeeded ? "is needed: " : "")}text of at most {MostText} characters, without control characters.");
            }
        }

        if (FallbackModels?.Count > MostFallbacks || FallbackModels?.Any(m => m is null or "" || m.Length > MostText) == true)
        {
            return (null, "fallback_models", $"fallback_models holds at most {MostFallbacks} names.");
        }

        if (Estimate is not { } e || e.InputTokens is < 0 or > MostTokens || e.CachedInputTokens < 0 || e.CacheWriteTokens < 0 || e.MaxOutputTokens is < 0 or > MostTokens || (long)e.CachedInputTokens + e.CacheWriteTokens > e.InputTokens)
        {
            return (null, "estimate", $"estimate is needed, with counts from 0 to {MostTokens}; cached and written tokens are parts of input_tokens.");
        }

        return (new AdmissionCall
        {
            RequestId = RequestId!,
            ParentRequestId = string.IsNullOrEmpty(ParentRequestId) || ParentRequestId == RequestId ? null : ParentRequestId,
            Tenant = Tenant!,
            Feature = Feature ?? "",
            User = User ?? "",
            Team = Team ?? "",
            Environment = Environment ?? "",
            Provider = Provider ?? "",
            Model = Model!,
            FallbackModels = FallbackModels ?? [],
            Estimate = new AdmissionEstimate(e.InputTokens, e.CachedInputTokens, e.CacheWriteTokens, e.MaxOutputTokens),
        }, "", "");
    }
}

/// <summary>How far the call is.</summary>
/// <param name="InputTokens">Input so far; left out, the estimate.</param>
/// <param name="OutputTokens">Output so far.</param>
/// <param name="ToolCalls">Tools called so far.</param>
/// <param name="ElapsedSeconds">Since the stream began.</param>
public sealed record ProgressBody(
    [property: JsonPropertyName("input_tokens")] int InputTokens,
    [property: JsonPropertyName("output_tokens")] int OutputTokens,
    [property: JsonPropertyName("tool_calls")] int ToolCalls,
    [property: JsonPropertyName("elapsed_seconds")] double ElapsedSeconds);

/// <summary>What a try used. Counts are inclusive, as in the usage format.</summary>
public sealed record SettleBody(
    [property: JsonPropertyName("request_id")] string? RequestId,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("provider")] string? Provider,
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("model_version")] string? ModelVersion,
    [property: JsonPropertyName("input_tokens")] int InputTokens,
    [property: JsonPropertyName("cached_input_tokens")] int CachedInputTokens,
    [property: JsonPropertyName("cache_write_tokens")] int CacheWriteTokens,
    [property: JsonPropertyName("output_tokens")] int OutputTokens,
    [property: JsonPropertyName("reasoning_tokens")] int ReasoningTokens,
    [property: JsonPropertyName("stream_terminated_at_token")] int? StreamTerminatedAtToken,
    [property: JsonPropertyName("latency_ms")] int? LatencyMs,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("session_id")] string? SessionId,
    [property: JsonPropertyName("trace_id")] string? TraceId)
{
    internal AdmissionUsage Read() => new()
    {
        RequestId = string.IsNullOrEmpty(RequestId) ? null : RequestId,
        Status = string.IsNullOrEmpty(Status) ? "success" : Status,
        Provider = Provider ?? "",
        Model = Model ?? "",
        ModelVersion = ModelVersion,
        InputTokens = InputTokens,
        CachedInputTokens = CachedInputTokens,
        CacheWriteTokens = CacheWriteTokens,
        OutputTokens = OutputTokens,
        ReasoningTokens = ReasoningTokens,
        StreamTerminatedAtToken = StreamTerminatedAtToken,
        LatencyMs = LatencyMs,
        Error = Error,
        SessionId = SessionId,
        TraceId = TraceId,
    };
}
