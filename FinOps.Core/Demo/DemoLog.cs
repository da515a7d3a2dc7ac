using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Demo;

/// <summary>How much of a demo log is written; the total is an estimate until the last day.</summary>
internal readonly record struct DemoLogProgress(long Lines, long Bytes, long BytesTotal);

/// <summary>Writes the demo company's usage as canonical NDJSON. The same story up to the same instant gives the same bytes.</summary>
internal static class DemoLog
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the calls from a day of the story up to an instant.</summary>
    /// <param name="fromDay">The first day, counted from the start of the story.</param>
    /// <param name="endMicros">Calls at or after this instant have not happened yet.</param>
    /// <param name="progress">Told after each day how much is written.</param>
    /// <returns>How many lines were written.</returns>
    public static async Task<long> WriteAsync(Stream stream, DemoStory story, int fromDay, long endMicros, Action<DemoLogProgress>? progress, CancellationToken cancellation)
    {
        var days = Instants.ToDay(endMicros) - story.StartDay + 1;
        long lines = 0;
        long bytes = 0;
        using var buffer = new MemoryStream(1 << 20);
        using var json = new Utf8JsonWriter(buffer, Options);
        for (var day = fromDay; day < days; day++)
        {
            cancellation.ThrowIfCancellationRequested();
            buffer.SetLength(0);
            foreach (var call in new DemoDay(story, day).Calls().Where(call => call.AtMicros < endMicros))
            {
                json.Reset(buffer);
                Write(json, call);
                json.Flush();
                buffer.WriteByte((byte)'\n');
                lines++;
            }

            await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellation);
            bytes += buffer.Length;
            progress?.Invoke(new DemoLogProgress(lines, bytes, bytes * (days - fromDay) / (day + 1 - fromDay)));
        }

        return lines;
    }

    private static void Write(Utf8JsonWriter json, DemoCall call)
    {
        json.WriteStartObject();
        json.WriteString("timestamp", Instants.ToUtc(call.AtMicros / 1_000 * 1_000).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("request_id", call.RequestId);
        WriteText(json, "parent_request_id", call.ParentRequestId);
        WriteText(json, "trace_id", call.TraceId);
        WriteText(json, "tenant_id", call.Tenant);
        WriteText(json, "user_id", call.User);
        WriteText(json, "feature_id", call.Feature);
        json.WriteString("task_id", call.Task);
        json.WriteString("route", call.Route);
        json.WriteString("team", call.Team);
        WriteText(json, "session_id", call.Session);
        WriteText(json, "agent_run_id", call.AgentRun);
        WriteText(json, "workflow_step", call.WorkflowStep);
        json.WriteString("provider", call.Model.Provider);
        json.WriteString("model", call.Model.Name);
        WriteText(json, "model_version", call.Model.Version);
        json.WriteString("environment", call.Environment);
        json.WriteString("request_origin", call.Origin switch { RequestOrigin.Scheduled => "scheduled", RequestOrigin.System => "system", _ => "user" });
        json.WriteString("status", StatusText(call.Status));
        WriteText(json, "error", call.Error);
        WriteQuantities(json, call);
        json.WriteNumber("latency_ms", call.LatencyMs);
        if (call.IsBatch)
        {
            json.WriteBoolean("batch", true);
        }

        WriteCount(json, "stream_terminated_at_token", call.StreamTerminatedAtToken ?? 0);
        json.WriteStartObject("tags");
        json.WriteString("region", call.Region);
        json.WriteEndObject();
        if (call.Model.Claim is { } claim && call.Status == UsageStatus.Success)
        {
            json.WriteNumber("cost_usd", claim.Of(call));
        }

        json.WriteEndObject();
    }

    private static void WriteQuantities(Utf8JsonWriter json, DemoCall call)
    {
        json.WriteNumber("input_tokens", call.InputTokens);
        WriteCount(json, "cached_input_tokens", call.CachedTokens);
        WriteCount(json, call.IsHourCache ? "cache_write_1h_tokens" : "cache_write_tokens", call.CacheWriteTokens);
        json.WriteNumber("output_tokens", call.OutputTokens);
        WriteCount(json, "reasoning_tokens", call.ReasoningTokens);
        if (call.HasLayers)
        {
            json.WriteStartObject("layers");
            json.WriteNumber("prompt_tokens", call.PromptTokens);
            json.WriteNumber("tool_tokens", call.ToolTokens);
            json.WriteNumber("memory_tokens", call.MemoryTokens);
            json.WriteNumber("response_tokens", call.OutputTokens);
            json.WriteEndObject();
        }

        WriteCount(json, "search_requests", call.SearchRequests);
    }

    private static string StatusText(UsageStatus status) => status switch
    {
        UsageStatus.Success => "success",
        UsageStatus.Retry => "retry",
        UsageStatus.Fallback => "fallback",
        UsageStatus.Timeout => "timeout",
        UsageStatus.Error => "error",
    };

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteCount(Utf8JsonWriter json, string name, int value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }
}
