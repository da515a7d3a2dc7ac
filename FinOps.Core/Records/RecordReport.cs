using System.Globalization;
using System.Text.Json;
using FinOps.Core.Data;
using FinOps.Core.Layers;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Questions;
using FinOps.Core.Usage;

namespace FinOps.Core.Records;

/// <summary>Writes one call with all that explains its cost, for machines. Fields bear the names of the usage format; money is a decimal text.</summary>
public static class RecordReport
{
    /// <summary>Writes one JSON object.</summary>
    public static void WriteJson(RecordDetail detail, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(detail);
        ArgumentNullException.ThrowIfNull(json);
        var record = detail.Record;
        json.WriteStartObject();
        json.WriteNumber("id", record.Id);
        json.WriteString("timestamp", At(record.OccurredAtMicros));
        WriteTexts(json, detail);
        WriteCounts(json, record);
        WriteTags(json, record.Tags);
        WriteCost(json, detail);
        WriteLayers(json, detail);
        WriteClaim(json, detail);
        WriteExplanation(json, "why", detail, detail.Why);
        json.WriteBoolean("is_explained", detail.IsExplained);
        WriteExplanation(json, "today", detail, detail.Today);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, RecordDetail detail)
    {
        var (r, n) = (detail.Record, detail.Names);
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
        [
            ("request_id", r.RequestId), ("parent_request_id", r.ParentRequestId), ("trace_id", r.TraceId), ("session_id", r.SessionId), ("agent_run_id", r.AgentRunId),
            ("workflow_step", r.WorkflowStep), ("tenant_id", n.Tenant), ("feature_id", n.Feature), ("user_id", n.User), ("team", n.Team), ("task_id", n.Task), ("route", n.Route),
            ("environment", n.Environment), ("request_origin", r.Origin == RequestOrigin.Unknown ? null : r.Origin.ToString().ToLowerInvariant()), ("provider", n.Provider),
            ("model", n.Model), ("model_version", r.ModelVersion), ("host_scope", r.HostScope), ("service_tier", r.ServiceTier), ("status", r.Status.ToString().ToLowerInvariant()),
            ("error", r.Error), ("import", detail.ImportName),
        ])
        {
            json.WriteString(name, string.IsNullOrEmpty(value) ? null : value);
        }
    }

    private static void WriteCounts(Utf8JsonWriter json, UsageRecord record)
    {
        json.WriteBoolean("batch", record.IsBatch);
        WriteNumber(json, "latency_ms", record.LatencyMs);
        WriteNumber(json, "stream_terminated_at_token", record.StreamTerminatedAtToken);
        foreach (var (name, count) in (ReadOnlySpan<(string, int)>)
        [
            ("input_tokens", record.InputTokens), ("cached_input_tokens", record.CacheReadTokens), ("cache_write_tokens", record.CacheWrite5mTokens),
            ("cache_write_1h_tokens", record.CacheWrite1hTokens), ("output_tokens", record.OutputTokens), ("reasoning_tokens", record.ReasoningTokens),
            ("input_audio_tokens", record.InputAudioTokens), ("cached_audio_tokens", record.CacheReadAudioTokens), ("input_image_tokens", record.InputImageTokens),
            ("cached_image_tokens", record.CacheReadImageTokens), ("output_audio_tokens", record.OutputAudioTokens), ("output_image_tokens", record.OutputImageTokens),
            ("search_requests", record.SearchRequests),
        ])
        {
            json.WriteNumber(name, count);
        }
    }

    private static void WriteTags(Utf8JsonWriter json, string? tags)
    {
        json.WritePropertyName("tags");
        if (tags is null)
        {
            json.WriteNullValue();
            return;
        }

        try
        {
            using var parsed = JsonDocument.Parse(tags);
            parsed.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(tags);
        }
    }

    private static void WriteCost(Utf8JsonWriter json, RecordDetail detail)
    {
        var record = detail.Record;
        json.WriteString("effective_cost_usd", detail.IsPriced ? Money.ToExactText(record.EffectiveCostNanos) : null);
        json.WriteStartObject("cost");
        foreach (var (name, nanos) in (ReadOnlySpan<(string, long)>)
        [
            ("input_usd", record.InputCostNanos), ("cache_read_usd", record.CacheReadCostNanos), ("cache_write_usd", record.CacheWriteCostNanos),
            ("output_usd", record.OutputCostNanos), ("fee_usd", record.FeeCostNanos),
        ])
        {
            // Without a price only the reported fee is known; a cost of 0 would be a missing price shown as money.
            json.WriteString(name, detail.IsPriced || nanos != 0 ? Money.ToExactText(nanos) : null);
        }

        json.WriteEndObject();
        json.WriteString("correction_usd", Money.ToExactText(record.CorrectionNanos));
    }

    private static void WriteLayers(Utf8JsonWriter json, RecordDetail detail)
    {
        json.WriteStartArray("layer_split");
        foreach (var row in detail.Layers)
        {
            json.WriteStartObject();
            json.WriteString("bucket", JsonNamingPolicy.SnakeCaseLower.ConvertName(row.Bucket.Replace(" ", "", StringComparison.Ordinal)));
            WritePart(json, detail, "prompt", row.Prompt);
            WritePart(json, detail, "tool", row.Tool);
            WritePart(json, detail, "memory", row.Memory);
            WritePart(json, detail, "response", row.Response);
            WritePart(json, detail, "unsplit", row.Unsplit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, RecordDetail detail, string layer, LayerPart part)
    {
        json.WriteStartObject(layer);
        json.WriteNumber("tokens", part.Tokens);
        json.WriteString("cost_usd", detail.IsPriced || part.Nanos != 0 ? Money.ToExactText(part.Nanos) : null);
        json.WriteEndObject();
    }

    private static void WriteClaim(Utf8JsonWriter json, RecordDetail detail)
    {
        json.WriteString("claimed_cost_usd", detail.Record.ClaimedCostNanos is { } claimed ? Money.ToExactText(claimed) : null);
        json.WriteString("claim_difference_usd", detail.ClaimDifferenceNanos is { } difference ? Money.ToExactText(difference) : null);
        json.WriteString("claim_cause", detail.ClaimFinding is { } finding ? JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Cause.ToString()) : null);
    }

    private static void WriteExplanation(Utf8JsonWriter json, string name, RecordDetail detail, PriceExplanation? explanation)
    {
        json.WritePropertyName(name);
        if (explanation is null)
        {
            json.WriteNullValue();
            return;
        }

        PriceAnswerWriter.Write(json, new PriceQuestion(detail.Call, null, detail.Record.UsageFlags, detail.Record.ServiceTier ?? "", []), explanation);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string At(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
