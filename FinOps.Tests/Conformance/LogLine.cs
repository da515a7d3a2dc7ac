using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FinOps.Tests.Conformance;

/// <summary>One call of an invented log, with what it must cost by arithmetic of its own.</summary>
internal sealed record LogLine(string RequestId)
{
    public DateTime AtUtc { get; init; } = new(2026, 10, 14, 9, 30, 0, DateTimeKind.Utc);
    public string? Tenant { get; init; } = "acme";
    public string? Feature { get; init; } = "chat";
    public string? User { get; init; }
    public string? Team { get; init; }
    public string? Route { get; init; }
    public string? Task { get; init; }
    public string? Environment { get; init; }
    public string? Parent { get; init; }
    public string? Trace { get; init; }
    public string? Session { get; init; }
    public string? Run { get; init; }
    public string? Step { get; init; }
    public string? Version { get; init; }

    /// <summary>The token at which the reader left; null when the stream was read to its end.</summary>
    public int? BrokenOffAt { get; init; }
    public string? Origin { get; init; }
    public string Model { get; init; } = LabPrices.Even;
    public string Status { get; init; } = "success";
    public int Input { get; init; } = 1_000;
    public int CacheRead { get; init; }
    public int CacheWrite { get; init; }
    public int CacheWrite1h { get; init; }
    public int Output { get; init; } = 100;
    public int Reasoning { get; init; }

    /// <summary>Prompt, tool, memory; null when the log does not split.</summary>
    public (int Prompt, int Tool, int Memory)? Layers { get; init; }
    public int? LatencyMs { get; init; }

    /// <summary>Cost of all buckets in nano-USD, each rounded half-even; 0 when the model has no price.</summary>
    public long CostNanos
    {
        get
        {
            if (Model == LabPrices.Unknown)
            {
                return 0;
            }

            var rates = LabPrices.RatesOf(Model);
            return Part(Input - CacheRead - CacheWrite - CacheWrite1h, rates.InputPer1M) + Part(CacheRead, rates.CacheReadPer1M)
                + WholeOf(((decimal)CacheWrite * rates.CacheWrite5mPer1M!.Value) + ((decimal)CacheWrite1h * rates.CacheWrite1hPer1M!.Value))
                + Part(Output, rates.OutputPer1M);
        }
    }

    /// <summary>So many different calls, always the same ones for a seed.</summary>
    public static List<LogLine> Many(int count, int seed = 1, int days = 3)
    {
        var random = new Random(seed);
        var start = new DateTime(2026, 10, 12, 0, 0, 0, DateTimeKind.Utc);
        var lines = new List<LogLine>(count);
        for (var i = 0; i < count; i++)
        {
            var input = random.Next(0, 20_000);
            var cached = random.Next(4) == 0 ? random.Next(0, (input / 2) + 1) : 0;
            var written = random.Next(6) == 0 ? random.Next(0, (input / 4) + 1) : 0;
            var output = random.Next(0, 4_000);
            lines.Add(new LogLine($"r-{seed}-{i}")
            {
                AtUtc = start.AddTicks(days * TimeSpan.TicksPerDay / count * i / 10 * 10),
                Tenant = Pick(random, "acme", "Acme", "globex", "initech", "ümlaut ag", null),
                Feature = Pick(random, "chat", "search", "summaries", null),
                User = Pick(random, "u1", "u2", "u3", "u4", "u5", null),
                Team = Pick(random, "blue", "red", null),
                Route = Pick(random, "default", "fallback", null),
                Task = Pick(random, "t1", "t2", null),
                Environment = Pick(random, "production", "staging", null),
                Model = Pick(random, LabPrices.Even, LabPrices.Even, LabPrices.Odd, LabPrices.Unknown)!,
                Status = Pick(random, "success", "success", "success", "success", "retry", "fallback", "timeout", "error")!,
                Input = input,
                CacheRead = cached,
                CacheWrite = written,
                CacheWrite1h = written / 3,
                Output = output,
                Reasoning = output / 5,
                Layers = random.Next(3) == 0 ? null : (input / 2, input / 4, input / 8),
                LatencyMs = random.Next(10) == 0 ? null : random.Next(1, 30_000),
            });
        }

        return lines;
    }

    public string ToJson()
    {
        var json = new JsonObject
        {
            ["timestamp"] = AtUtc.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            ["request_id"] = RequestId,
            ["provider"] = LabPrices.Provider,
            ["model"] = Model,
            ["status"] = Status,
            ["input_tokens"] = Input,
            ["output_tokens"] = Output,
        };
        AddText(json, "tenant_id", Tenant);
        AddText(json, "feature_id", Feature);
        AddText(json, "user_id", User);
        AddText(json, "team", Team);
        AddText(json, "route", Route);
        AddText(json, "task_id", Task);
        AddText(json, "environment", Environment);
        AddText(json, "parent_request_id", Parent);
        AddText(json, "trace_id", Trace);
        AddText(json, "session_id", Session);
        AddText(json, "agent_run_id", Run);
        AddText(json, "workflow_step", Step);
        AddText(json, "model_version", Version);
        AddText(json, "request_origin", Origin);
        AddCount(json, "cached_input_tokens", CacheRead);
        AddCount(json, "cache_write_tokens", CacheWrite);
        AddCount(json, "cache_write_1h_tokens", CacheWrite1h);
        AddCount(json, "reasoning_tokens", Reasoning);
        if (Layers is { } layers)
        {
            json["layers"] = new JsonObject { ["prompt_tokens"] = layers.Prompt, ["tool_tokens"] = layers.Tool, ["memory_tokens"] = layers.Memory };
        }

        if (BrokenOffAt is { } token)
        {
            json["stream_terminated_at_token"] = token;
        }

        if (LatencyMs is { } latency)
        {
            json["latency_ms"] = latency;
        }

        return json.ToJsonString(JsonSerializerOptions.Default);
    }

    private static string? Pick(Random random, params string?[] values) => values[random.Next(values.Length)];

    private static long Part(int tokens, long? per1M) => WholeOf((decimal)tokens * per1M!.Value);

    private static long WholeOf(decimal millionths) => (long)decimal.Round(millionths / 1_000_000m, 0, MidpointRounding.ToEven);

    private static void AddText(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static void AddCount(JsonObject json, string name, int value)
    {
        if (value != 0)
        {
            json[name] = value;
        }
    }
}
