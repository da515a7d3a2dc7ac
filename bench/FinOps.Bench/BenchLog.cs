using System.Globalization;
using System.Text;
using FinOps.Core.Data;

namespace FinOps.Bench;

/// <summary>Writes a repeatable usage log: 200 tenants of very different size, 8,000 users, 12 features, 4 models, in the order of time.</summary>
internal static class BenchLog
{
    private static readonly DateTime Start = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);
    public static readonly (string Provider, string Model)[] Models =
    [
        ("anthropic", "claude-sonnet-4-6"), ("anthropic", "claude-haiku-4-5"), ("openai", "gpt-4o"), ("openai", "gpt-4o-mini"),
    ];

    public const int Days = 30;

    public static DateTime FromUtc => Start;

    public static DateTime ToUtc => Start.AddDays(Days);

    /// <summary>Writes so many lines; logs with different names share no event.</summary>
    public static void Write(string path, long rows, string name, int seed, int tenants = 200)
    {
        var random = new Random(seed);
        var weights = new double[tenants];
        var sum = 0.0;
        for (var t = 0; t < weights.Length; t++)
        {
            weights[t] = sum += 1 / Math.Pow(t + 1, 0.9);
        }

        using var log = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        var startMicros = Instants.ToMicros(Start);
        for (long i = 0; i < rows; i++)
        {
            var micros = startMicros + (long)((i + random.NextDouble()) * (Days * (double)Instants.MicrosPerDay / rows));
            log.Write(Line(random, name, i, micros, Pick(weights, random.NextDouble() * sum)));
        }
    }

    private static int Pick(double[] weights, double at)
    {
        var found = Array.BinarySearch(weights, at);
        return Math.Min(found < 0 ? ~found : found, weights.Length - 1);
    }

    private static string Line(Random random, string name, long i, long micros, int tenant)
    {
        var (provider, model) = Models[random.Next(10) switch { < 4 => 0, < 7 => 1, 7 => 2, _ => 3 }];
        var feature = random.Next(12);
        var (prompt, tool, memory) = (random.Next(200, 3000), random.Next(3) < 2 ? 0 : random.Next(50, 2500), random.Next(2) * random.Next(2000));
        var cached = random.Next(3) < 2 ? 0 : prompt / 2;
        var write = provider == "openai" || random.Next(4) > 0 ? 0 : (prompt - cached) / 2;
        var output = random.Next(20, 900);
        var status = random.Next(100) switch { < 94 => "success", < 97 => "retry", 97 => "fallback", 98 => "timeout", _ => "error" };
        var at = Instants.ToUtc(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"timestamp":"{{at}}","request_id":"{{name}}_{{i:D9}}","trace_id":"{{random.NextInt64():x16}}{{random.NextInt64():x16}}","tenant_id":"tenant_{{tenant:D5}}","user_id":"u_{{tenant}}_{{random.Next(40)}}","feature_id":"feature_{{feature:D2}}","task_id":"task_{{feature}}_{{random.Next(5)}}","route":"route_{{random.Next(3)}}","team":"team_{{feature % 4}}","session_id":"s_{{tenant}}_{{i / 7}}","agent_run_id":{{(feature % 3 == 0 ? $"\"run_{tenant}_{i / 5}\"" : "null")}},"provider":"{{provider}}","model":"{{model}}","environment":"{{(random.Next(10) < 9 ? "prod" : "staging")}}","request_origin":"user","status":"{{status}}","input_tokens":{{prompt + tool + memory}},"cached_input_tokens":{{cached}},"cache_write_tokens":{{write}},"output_tokens":{{output}},"layers":{"prompt_tokens":{{prompt}},"tool_tokens":{{tool}},"memory_tokens":{{memory}},"response_tokens":{{output}}},"latency_ms":{{(int)Math.Exp(6.8 + (0.6 * random.NextDouble() * 3))}},"error":null,"batch":false}

            """);
    }
}
