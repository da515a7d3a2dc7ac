using System.Buffers;
using System.Text;
using System.Text.Json;
using FinOps.Core.Data;

namespace FinOps.Core.Enforcement.Admissions;

/// <summary>Makes the usage record of a settled try, as a line of a log.</summary>
internal static class SettledUsage
{
    public static string Line(AdmissionCall call, AdmissionUsage usage, string provider, string model, long startedAtMicros)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Instants.ToUtc(startedAtMicros));
            Write(json, "request_id", usage.RequestId ?? call.RequestId);
            Write(json, "parent_request_id", usage.RequestId is not null && usage.RequestId != call.RequestId ? call.RequestId : call.ParentRequestId);
            Write(json, "tenant_id", call.Tenant);
            Write(json, "feature_id", call.Feature);
            Write(json, "user_id", call.User);
            Write(json, "team", call.Team);
            Write(json, "environment", call.Environment);
            Write(json, "provider", provider);
            Write(json, "model", model);
            Write(json, "model_version", usage.ModelVersion);
            Write(json, "status", usage.Status);
            Write(json, "error", usage.Error);
            Write(json, "session_id", usage.SessionId);
            Write(json, "trace_id", usage.TraceId);
            json.WriteNumber("input_tokens", usage.InputTokens);
            json.WriteNumber("cached_input_tokens", usage.CachedInputTokens);
            json.WriteNumber("cache_write_tokens", usage.CacheWriteTokens);
            json.WriteNumber("output_tokens", usage.OutputTokens);
            json.WriteNumber("reasoning_tokens", usage.ReasoningTokens);
            Write(json, "latency_ms", usage.LatencyMs);
            Write(json, "stream_terminated_at_token", usage.StreamTerminatedAtToken);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
