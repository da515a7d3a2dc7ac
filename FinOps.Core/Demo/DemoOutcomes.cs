using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using FinOps.Core.Data;

namespace FinOps.Core.Demo;

/// <summary>Writes what came out of the demo company's work as NDJSON of outcomes. The same story up to the same instant gives the same bytes.</summary>
internal static class DemoOutcomes
{
    private const int Purpose = 11;

    /// <summary>Features and the type of their outcomes, how often they succeed, and how often what was judged is right.</summary>
    private static readonly Dictionary<string, (string Type, double Success, double Correct)> ByFeature = new(StringComparer.Ordinal)
    {
        ["support-chat"] = ("resolved_query", 0.81, 0.93),
        ["knowledge-search"] = ("correct_output", 0.9, 0.88),
        ["email-drafts"] = ("generated_artifact", 0.94, 0.9),
        ["meeting-notes"] = ("generated_artifact", 0.97, 0.95),
        ["contract-review"] = ("generated_artifact", 0.9, 0.86),
        [DemoFeature.ResearchAgent] = ("agent_task", 0.72, 0.9),
        ["code-assistant"] = ("agent_task", 0.66, 0.84),
        [DemoFeature.ReportWriter] = ("agent_task", 0.85, 0.92),
    };

    /// <summary>Logs results without an id of the work: their cost is known as a ratio only.</summary>
    private const string WithoutIds = "meeting-notes";

    /// <summary>Writes the outcomes from a day of the story up to an instant.</summary>
    public static MemoryStream Write(DemoStory story, int fromDay, long endMicros)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            for (var day = fromDay; day < Instants.ToDay(endMicros) - story.StartDay + 1; day++)
            {
                foreach (var work in new DemoDay(story, day).Calls().Where(c => c.Feature is not null && ByFeature.ContainsKey(c.Feature)).GroupBy(KeyOf, StringComparer.Ordinal))
                {
                    Write(json, stream, story, work.Key, [.. work], endMicros);
                }
            }
        }

        stream.Position = 0;
        return stream;
    }

    private static string KeyOf(DemoCall call) => call.Session ?? call.TraceId ?? call.ParentRequestId ?? call.RequestId;

    private static void Write(Utf8JsonWriter json, MemoryStream stream, DemoStory story, string key, IReadOnlyList<DemoCall> calls, long endMicros)
    {
        var first = calls[0];
        var (type, success, correct) = ByFeature[first.Feature!];
        var chance = new DemoRandom(story.Seed ^ XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(key)), Purpose);
        var at = calls.Max(c => c.AtMicros + (c.LatencyMs * 1_000L)) + (long)(chance.Between(5, 240) * Instants.MicrosPerSecond);
        if (at >= endMicros)
        {
            return;
        }

        // Long talks and dear runs fail more often.
        var isSuccess = chance.Chance(success - Math.Min(0.25, 0.02 * (calls.Count - 1)));
        Line(json, stream, at, $"out-{key}", type, first, key, () =>
        {
            json.WriteBoolean("success", isSuccess);
            if (chance.Chance(0.4))
            {
                json.WriteBoolean("correct", isSuccess && chance.Chance(correct));
            }
        });
        if (first.Session is not null && first.Feature == "support-chat")
        {
            Line(json, stream, at, $"min-{key}", "session_minute", first, key, () =>
                json.WriteNumber("quantity", Math.Max(0.5m, Math.Round((at - calls[0].AtMicros) / (60m * Instants.MicrosPerSecond), 1, MidpointRounding.ToEven))));
        }
    }

    private static void Line(Utf8JsonWriter json, MemoryStream stream, long at, string id, string type, DemoCall call, string key, Action rest)
    {
        json.Reset(stream);
        json.WriteStartObject();
        json.WriteString("timestamp", Instants.ToUtc(at / 1_000 * 1_000).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("outcome_id", id);
        json.WriteString("outcome_type", type);
        Text(json, "tenant_id", call.Tenant);
        json.WriteString("feature_id", call.Feature);
        json.WriteString("environment", call.Environment);
        if (call.Feature != WithoutIds)
        {
            json.WriteString(call.Session is not null ? "session_id" : call.TraceId is not null ? "trace_id" : "request_id", key);
        }

        rest();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
