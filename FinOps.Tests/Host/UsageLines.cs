using System.Globalization;

namespace FinOps.Tests.Host;

/// <summary>Lines of usage for posts: each batch names a user of its own, so that its records can be counted.</summary>
internal static class UsageLines
{
    public static string Batch(int batch, int records) => string.Concat(Enumerable.Range(0, records).Select(i => Line($"user-{batch:0000}", $"b{batch}-{i}", i)));

    public static string Line(string user, string requestId, int second = 0) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"timestamp":"2026-10-14T09:{{second / 60 % 60:00}}:{{second % 60:00}}Z","request_id":"{{requestId}}","tenant_id":"acme","feature_id":"chat","user_id":"{{user}}","provider":"openai","model":"gpt-4o","input_tokens":1000,"output_tokens":100}

        """);
}
