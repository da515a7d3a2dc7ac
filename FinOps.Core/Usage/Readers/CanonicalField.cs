using System.Text.Json;

namespace FinOps.Core.Usage.Readers;

/// <summary>What the value of a canonical field looks like in text.</summary>
public enum CanonicalKind
{
    Text,
    Integer,
    Decimal,
    Boolean,

    /// <summary>An object or array, as in the provider's own usage object.</summary>
    Json,
}

/// <summary>One field of the canonical usage record, as CSV columns and mapping profiles name it.</summary>
/// <param name="Name">E.g. <c>input_tokens</c>; parts of an object are named <c>layers.prompt_tokens</c> and <c>tags.region</c>.</param>
/// <param name="Kind">What its text must look like.</param>
public sealed record CanonicalField(string Name, CanonicalKind Kind)
{
    public const string TimestampName = "timestamp";
    public const string UsageName = "usage";
    public const string LayerPrefix = "layers.";
    public const string TagPrefix = "tags.";

    private static readonly string[] TextNames =
    [
        TimestampName, "request_id", "parent_request_id", "trace_id", "tenant_id", "user_id", "feature_id", "task_id", "route",
        "team", "session_id", "agent_run_id", "workflow_step", "provider", "model", "model_version", "environment",
        "request_origin", "status", "error", "service_tier", "host_scope", "api_flavor",
    ];

    private static readonly string[] IntegerNames =
    [
        "input_tokens", "cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens", "output_tokens", "reasoning_tokens",
        "input_audio_tokens", "cached_audio_tokens", "input_image_tokens", "cached_image_tokens", "output_audio_tokens", "output_image_tokens",
        "search_requests", "stream_terminated_at_token",
        "layers.prompt_tokens", "layers.tool_tokens", "layers.memory_tokens", "layers.response_tokens",
    ];

    private static readonly Dictionary<string, CanonicalField> ByName = new CanonicalField[]
        {
            new("tool_fees_usd", CanonicalKind.Decimal),
            new("latency_ms", CanonicalKind.Integer),
            new("batch", CanonicalKind.Boolean),
            new("cost_usd", CanonicalKind.Decimal),
            new(UsageName, CanonicalKind.Json),
        }
        .Concat(TextNames.Select(name => new CanonicalField(name, CanonicalKind.Text)))
        .Concat(IntegerNames.Select(name => new CanonicalField(name, CanonicalKind.Integer)))
        .ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>Every field that a log must carry.</summary>
    public static IReadOnlyList<string> Required { get; } = [TimestampName, "provider", "model", "input_tokens", "output_tokens"];

    /// <summary>What a log with these fields lacks; the provider's own usage object stands for the counts.</summary>
    public static IEnumerable<string> MissingIn(IReadOnlyCollection<string> names) =>
        Required.Where(name => !names.Contains(name) && !(name.EndsWith("_tokens", StringComparison.Ordinal) && names.Contains(UsageName)));

    /// <summary>All fields in the order of the documentation; tags are open-ended and not listed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. TextNames, .. IntegerNames, "tool_fees_usd", "latency_ms", "batch", "cost_usd", UsageName];

    /// <summary>Name within the JSON object that holds it.</summary>
    public JsonEncodedText JsonName { get; } = JsonEncodedText.Encode(Name[(Prefix(Name).Length)..]);

    public bool IsLayer => Name.StartsWith(LayerPrefix, StringComparison.Ordinal);

    public bool IsTag => Name.StartsWith(TagPrefix, StringComparison.Ordinal);

    /// <summary>The field of that name; layers also without their prefix. Null when there is none.</summary>
    public static CanonicalField? Find(string name)
    {
        if (ByName.TryGetValue(name, out var field) || ByName.TryGetValue(LayerPrefix + name, out field))
        {
            return field;
        }

        return name.StartsWith(TagPrefix, StringComparison.Ordinal) && name.Length > TagPrefix.Length
            ? new CanonicalField(name, CanonicalKind.Text)
            : null;
    }

    private static string Prefix(string name) =>
        name.StartsWith(LayerPrefix, StringComparison.Ordinal) ? LayerPrefix
        : name.StartsWith(TagPrefix, StringComparison.Ordinal) ? TagPrefix
        : "";
}
