using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.Costs;

namespace FinOps.Web.Access.Keys;

/// <summary>Words about keys.</summary>
public static class KeyText
{
    public static string State(ApiKeyState state) => state switch
    {
        ApiKeyState.Active => "Active",
        ApiKeyState.Expiring => "Expires soon",
        ApiKeyState.Expired => "Expired",
        ApiKeyState.Revoked => "Revoked",
    };

    public static string State(ApiKey key, long now, TimeSpan warning) => State(key.StateAt(now, warning)) + (key.IsRotating(now) ? ", rotating" : "");

    public static string? BoundTo(ApiKey key) => string.Join(", ", key.Tenants.Concat(key.Environment is { } environment ? [$"environment {environment}"] : [])) is { Length: > 0 } text ? text : null;

    /// <summary>An instant to the minute, UTC; null when there is none.</summary>
    public static string? Minute(long? micros) => micros is { } at ? Instants.ToUtc(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;

    /// <summary>When a key was used last, such as "3 minutes ago from 10.0.0.5".</summary>
    public static string LastUse(ApiKey key, long now) => key.LastUsedAtMicros is { } at ? Ago(at, now) + (key.LastUsedFrom is { } from ? $" from {from}" : "") : "never used";

    public static string Ago(long at, long now) => TimeSpan.FromMicroseconds(Math.Max(0, now - at)) switch
    {
        { TotalSeconds: < 60 } => "just now",
        { TotalHours: < 1 } span => Count((int)span.TotalMinutes, "minute"),
        { TotalDays: < 1 } span => Count((int)span.TotalHours, "hour"),
        var span => Count((int)span.TotalDays, "day"),
    };

    /// <summary>What a rotation does, before it is done.</summary>
    public static string RotateEffect(ApiKey key, TimeSpan overlap, long now)
    {
        var use = key.LastUsedAtMicros is null ? "The present secret was never used." : $"The present secret was used {LastUse(key, now)}.";
        return overlap == TimeSpan.Zero
            ? $"The new secret works at once, and the present one ends at once: {Refused(key, now)} until their caller has the new one. {use}"
            : $"The new secret works at once. The present one works on until {Minute(now + (long)overlap.TotalMicroseconds)} UTC. {use}";
    }

    /// <summary>What a revocation does, before it is done.</summary>
    public static string RevokeEffect(ApiKey key, long now) => key.StateAt(now, TimeSpan.Zero) is ApiKeyState.Expired
        ? $"{key.Name} has expired and opens nothing. Revoked, it cannot be rotated back to life."
        : $"{key.Name}: {(key.LastUsedAtMicros is null ? "never used" : $"used {LastUse(key, now)}")}. From now on {Refused(key, now)}, within a second everywhere. It cannot be undone.";

    /// <summary>What the end of the secret before the last rotation does, before it is done.</summary>
    public static string EndOldEffect(ApiKey key, long now) => key.OldLastUsedAtMicros is { } at
        ? $"The old secret was used {Ago(at, now)}: whoever uses it still is refused from now on."
        : "The old secret was not used since the rotation. It opens nothing from now on.";

    private static string Refused(ApiKey key, long now) => key.RequestsToday(now) is > 0 and var requests
        ? $"requests like the {CostFormat.ExactCount(requests)} of today are refused"
        : "its requests are refused (none came today)";

    private static string Count(int number, string unit) => $"{number} {unit}{(number == 1 ? "" : "s")} ago";
}
