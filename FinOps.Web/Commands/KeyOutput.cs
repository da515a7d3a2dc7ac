using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Data;

namespace FinOps.Web.Commands;

/// <summary>Prints keys: tables for people, JSON for scripts.</summary>
internal sealed class KeyOutput(long nowMicros, TimeSpan warning)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The state in one word, or two while a rotation runs.</summary>
    public string StateOf(ApiKey key) => key.StateAt(nowMicros, warning).ToString().ToLowerInvariant() + (key.IsRotating(nowMicros) ? ", rotating" : "");

    public void WriteTable(IEnumerable<ApiKey> keys) => TextTable.Write(
        Console.Out,
        ["key", "name", "state", "scopes", "bound to", "expires", "last used", "from", "today"],
        keys.Select(k => new[]
        {
            k.Prefix, k.Name, StateOf(k), k.Scopes, BoundTo(k), Text(k.ExpiresAtMicros) is { Length: > 0 } end ? end : "never", Text(k.LastUsedAtMicros), k.LastUsedFrom ?? "",
            k.RequestsToday(nowMicros).ToString(CultureInfo.InvariantCulture),
        }),
        column => column == 8);

    public void WriteFacts(ApiKey key) => TextTable.Write(Console.Out, ["fact", "value"], Facts(key).Where(f => f.Value.Length > 0).Select(f => new[] { f.Name, f.Value }));

    public void WriteJson(IEnumerable<ApiKey> keys) => Console.Out.WriteLine(JsonSerializer.Serialize(keys.Select(k => Shape(k, null)), Json));

    /// <param name="key">The key.</param>
    /// <param name="text">The secret just made; null when it is not known.</param>
    public void WriteJson(ApiKey key, string? text) => Console.Out.WriteLine(JsonSerializer.Serialize(Shape(key, text), Json));

    public static string Text(long? micros) => micros is { } at ? Instants.ToUtc(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";

    private static string BoundTo(ApiKey key) => string.Join(", ", key.Tenants.Concat(key.Environment is { } environment ? [$"environment {environment}"] : []));

    private static DateTime? Utc(long? micros) => micros is { } at ? Instants.ToUtc(at) : null;

    private IEnumerable<(string Name, string Value)> Facts(ApiKey key) =>
    [
        ("key", key.Prefix), ("name", key.Name), ("state", StateOf(key)), ("scopes", key.Scopes), ("tenants", string.Join(", ", key.Tenants)), ("environment", key.Environment ?? ""),
        ("created", $"{Text(key.CreatedAtMicros)} by {key.CreatedBy}"), ("expires", Text(key.ExpiresAtMicros) is { Length: > 0 } end ? end : "never"),
        ("rotated", Text(key.RotatedAtMicros)), ("old secret until", key.IsRotating(nowMicros) ? Text(key.OldUntilMicros) : ""), ("old secret last used", Text(key.OldLastUsedAtMicros)),
        ("last used", key.LastUsedAtMicros is null ? "never" : $"{Text(key.LastUsedAtMicros)} from {key.LastUsedFrom}"), ("requests today", key.RequestsToday(nowMicros).ToString(CultureInfo.InvariantCulture)),
        ("revoked", key.RevokedAtMicros is null ? "" : $"{Text(key.RevokedAtMicros)} by {key.RevokedBy}"), ("why", key.RevokedWhy ?? ""),
    ];

    private Dictionary<string, object?> Shape(ApiKey key, string? text)
    {
        var shape = new Dictionary<string, object?>
        {
            ["key"] = key.Prefix,
            ["name"] = key.Name,
            ["state"] = key.StateAt(nowMicros, warning).ToString().ToLowerInvariant(),
            ["scopes"] = key.ScopeList,
            ["tenants"] = key.Tenants,
            ["environment"] = key.Environment,
            ["created"] = Utc(key.CreatedAtMicros),
            ["created_by"] = key.CreatedBy,
            ["expires"] = Utc(key.ExpiresAtMicros),
            ["rotated"] = Utc(key.RotatedAtMicros),
            ["old_secret_until"] = key.IsRotating(nowMicros) ? Utc(key.OldUntilMicros) : null,
            ["old_secret_last_used"] = Utc(key.OldLastUsedAtMicros),
            ["last_used"] = Utc(key.LastUsedAtMicros),
            ["last_used_from"] = key.LastUsedFrom,
            ["requests_today"] = key.RequestsToday(nowMicros),
            ["revoked"] = Utc(key.RevokedAtMicros),
            ["revoked_by"] = key.RevokedBy,
            ["revoked_why"] = key.RevokedWhy,
        };
        if (text is not null)
        {
            shape["secret"] = text;
        }

        return shape;
    }
}
