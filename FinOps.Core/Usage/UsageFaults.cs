using System.Globalization;
using FinOps.Core.Data;

namespace FinOps.Core.Usage;

/// <summary>The faults that quarantine a line; each message says what is wrong and what cures it.</summary>
internal static class UsageFaults
{
    public static readonly UsageFault InvalidUtf8 = new("", "invalid_utf8", "The line is not valid UTF-8. Export the log as UTF-8.");
    public static readonly UsageFault NotAnObject = new("", "not_an_object", "The line is not one JSON object. Write one object a line.");
    public static readonly UsageFault TooLong = new("", "line_too_long", "The line is longer than 1 MiB. Leave prompts and answers out of the usage log.");

    public static UsageFault BrokenJson(string detail) => new("", "broken_json", $"The line is not valid JSON: {detail}");

    public static UsageFault DuplicateKey(string field) => new(field, "duplicate_key", $"The key {field} stands twice on this line. Keep one.");

    public static UsageFault Missing(string field) => new(field, "missing_field", $"{field} is required and is missing. Add it to the line.");

    public static UsageFault WrongType(string field, string expected) => new(field, "wrong_type", $"{field} must be {expected}.");

    public static UsageFault Negative(string field) => new(field, "negative_count", $"{field} is negative. Counts start at 0.");

    public static UsageFault Absurd(string field, long limit) =>
        new(field, "absurd_count", string.Create(CultureInfo.InvariantCulture, $"{field} is above {limit:N0}, more than one call can use. Check the unit, or raise Usage:MaxTokensPerCall."));

    public static UsageFault UnknownTime(string field) =>
        new(field, "unknown_time", $"{field} is no time we know. Write ISO 8601 such as 2026-10-14T09:10:32.123Z, or Unix seconds, milliseconds or microseconds.");

    public static UsageFault FarFuture(string field, int hours) =>
        new(field, "far_future", $"{field} lies more than {hours} hours in the future. Check the clock and the time zone of the sender.");

    public static UsageFault TextTooLong(string field, int limit) => new(field, "text_too_long", $"{field} is longer than {limit} bytes. Shorten it.");

    public static UsageFault BrokenText(string field) => new(field, "broken_text", $"{field} holds escapes that make no text, such as half of a surrogate pair. Export it as valid Unicode.");

    public static UsageFault ControlCharacter(string field) => new(field, "control_character", $"{field} contains a NUL character. Remove it.");

    public static UsageFault UnknownValue(string field, string allowed) => new(field, "unknown_value", $"{field} must be one of {allowed}.");

    public static readonly UsageFault CachedExceedsInput = new("cached_input_tokens", "cached_exceeds_input",
        "Cached and cache-write tokens are more than input_tokens. input_tokens is the total and includes them.");

    public static readonly UsageFault ReasoningExceedsOutput = new("reasoning_tokens", "reasoning_exceeds_output",
        "reasoning_tokens is more than output_tokens. output_tokens is the total and includes reasoning.");

    public static readonly UsageFault LayersExceedInput = new("layers", "layers_exceed_input",
        "prompt, tool and memory tokens add up to more than input_tokens. The layers split the input; they cannot exceed it.");

    public static readonly UsageFault ResponseExceedsOutput = new("layers.response_tokens", "layers_exceed_output",
        "response_tokens is more than output_tokens. The response layer is the output.");

    public static readonly UsageFault CachedMediaExceedsMedia = new("cached_audio_tokens", "media_exceed_total",
        "cached_audio_tokens or cached_image_tokens is more than all audio or image tokens of the input, which include them.");

    public static readonly UsageFault CachedMediaExceedsCached = new("cached_audio_tokens", "media_exceed_total",
        "cached_audio_tokens and cached_image_tokens are more than cached_input_tokens, which includes them.");

    public static readonly UsageFault MediaExceedsInput = new("input_audio_tokens", "media_exceed_total",
        "Audio and image tokens that were not cached are more than what is left of input_tokens, which includes them.");

    public static readonly UsageFault MediaExceedsOutput = new("output_audio_tokens", "media_exceed_total",
        "Audio, image and reasoning tokens are more than output_tokens, which includes them.");

    public static UsageFault UnknownUsage(string field, string detail) => new(field, "unknown_usage", $"{field} {detail}");

    public static UsageFault NegativeBucket(string field, string detail) => new(field, "negative_bucket",
        $"{char.ToUpperInvariant(detail[0])}{detail[1..]}. Check provider and api_flavor, and that the object is as the provider returned it.");

    public static UsageFault UsageConflict(string field) => new(field, "usage_conflict", $"{field} is not what usage says. Send one of the two.");

    public static readonly UsageFault TenantNotAllowed = new("tenant_id", "tenant_not_allowed",
        "The key is bound to other tenants, or the line names none. Send it with a key of its tenant.");

    public static UsageFault EnvironmentNotAllowed(string allowed) => new("environment", "environment_not_allowed",
        $"The key is bound to the environment {allowed}, and the line names another or none. Send it with a key of its environment.");

    /// <param name="keptFromMicros">The first instant whose records are kept.</param>
    public static UsageFault Pruned(long keptFromMicros) => new("timestamp", "pruned_period", string.Create(CultureInfo.InvariantCulture,
        $"Calls from before {Instants.ToUtc(keptFromMicros):yyyy-MM-dd} are not taken any more: their records were pruned, so a repeat could not be told from a new call. Discard this line; what was imported is still in all totals."));

    public static UsageFault Conflict(string requestId) => new("request_id", "conflicting_duplicate",
        $"A record with request_id {requestId} is stored already, with other figures. Give each attempt its own request_id, or discard this line.");
}
