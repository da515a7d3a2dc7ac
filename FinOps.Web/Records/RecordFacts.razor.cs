using System.Globalization;
using System.Text.Json;
using FinOps.Core.Costs;
using FinOps.Core.Records;
using FinOps.Core.Usage;
using FinOps.Web.Costs;
using FinOps.Web.Pricing;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Records;

/// <summary>All that a call was reported with, in groups; what was not reported is left out.</summary>
public sealed partial class RecordFacts
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Parameter, EditorRequired] public RecordDetail Detail { get; set; } = default!;

    private UsageRecord R => Detail.Record;

    private IEnumerable<(string Title, IReadOnlyList<(string Name, string? Value, string? Href)> Facts)> Groups =>
    [
        ("Who and what for", Who),
        ("Which model and how it went", How),
        ("Tokens", Tokens),
        ("Where it belongs", Ids),
    ];

    private CostView Month => new() { Range = RangePreset.Custom, From = Day.AddDays(-29), To = Day };

    private DateOnly Day => DateOnly.FromDateTime(R.OccurredAtUtc);

    private IReadOnlyList<(string, string?, string?)> Who =>
    [
        ("Tenant", RecordText.Name(Detail.Names.Tenant), CostLinks.Tenant(Detail.Names.Tenant, Month)),
        ("Feature", RecordText.Name(Detail.Names.Feature), CostLinks.Feature(Detail.Names.Feature, Month)),
        ("User", Detail.Names.User, RecordLinks.List(Month.WithFilter(CostDimension.User, Detail.Names.User))),
        ("Team", Detail.Names.Team, null),
        ("Task", Detail.Names.Task, null),
        ("Route", Detail.Names.Route, null),
        ("Environment", Detail.Names.Environment, null),
        ("Caused by", R.Origin == RequestOrigin.Unknown ? null : R.Origin.ToString().ToLowerInvariant(), null),
    ];

    private IReadOnlyList<(string, string?, string?)> How =>
    [
        ("Provider", Detail.Names.Provider, null),
        ("Model", Detail.Names.Model, PriceLinks.Model(Detail.Names.Provider, Detail.Names.Model, R.HostScope ?? "")),
        ("Answered by", R.ModelVersion, null),
        ("Place", R.HostScope, null),
        ("Reported tier", R.ServiceTier, null),
        ("Batch", R.IsBatch ? "yes" : null, null),
        ("Status", RecordText.Status(R.Status), null),
        ("Latency", R.LatencyMs is { } ms ? CostFormat.Milliseconds(ms) : null, null),
        ("Stream cut at token", R.StreamTerminatedAtToken?.ToString(CultureInfo.InvariantCulture), null),
        ("Corrected after its month was closed", R.CorrectionNanos == 0 ? null : CostFormat.ExactUsd(R.CorrectionNanos), null),
    ];

    private IReadOnlyList<(string, string?, string?)> Tokens =>
    [
        ("Input", CostFormat.ExactCount(R.InputTokens), null),
        ("of it cached", Count(R.CacheReadTokens), null),
        ("of it written to the cache, 5 min", Count(R.CacheWrite5mTokens), null),
        ("of it written to the cache, 1 h", Count(R.CacheWrite1hTokens), null),
        ("of it audio", Count(R.InputAudioTokens), null),
        ("of it images", Count(R.InputImageTokens), null),
        ("Output", CostFormat.ExactCount(R.OutputTokens), null),
        ("of it reasoning", Count(R.ReasoningTokens), null),
        ("of it audio", Count(R.OutputAudioTokens), null),
        ("of it images", Count(R.OutputImageTokens), null),
        ("Searches", Count(R.SearchRequests), null),
    ];

    private IReadOnlyList<(string, string?, string?)> Ids =>
    [
        ("Time (UTC)", RecordText.At(R.OccurredAtMicros), null),
        ("Record", R.Id.ToString(CultureInfo.InvariantCulture), null),
        ("Request id", R.RequestId, null),
        ("Parent request", R.ParentRequestId, Related(R.ParentRequestId)),
        ("Session", R.SessionId, Related(R.SessionId)),
        ("Trace", R.TraceId, Related(R.TraceId)),
        ("Agent run", R.AgentRunId, Related(R.AgentRunId)),
        ("Workflow step", R.WorkflowStep, null),
        ("Import", Detail.ImportName, null),
    ];

    /// <summary>The tags, indented; as they are where they are no JSON.</summary>
    private string? Tags
    {
        get
        {
            try
            {
                return R.Tags is null ? null : JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(R.Tags), Indented);
            }
            catch (JsonException)
            {
                return R.Tags;
            }
        }
    }

    private static string? Count(int count) => count == 0 ? null : CostFormat.ExactCount(count);

    private string? Related(string? id) => id is null ? null : RecordLinks.Related(id, R.OccurredAtUtc);
}
