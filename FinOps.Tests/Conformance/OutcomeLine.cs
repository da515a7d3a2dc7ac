using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinOps.Core.Data;

namespace FinOps.Tests.Conformance;

/// <summary>One event of an invented log of outcomes.</summary>
internal sealed record OutcomeLine(string? Id, string Type, DateTime AtUtc)
{
    public string? Tenant { get; init; } = "acme";
    public string? Feature { get; init; } = "chat";
    public string? Task { get; init; }
    public string? Trace { get; init; }
    public string? Session { get; init; }
    public string? Request { get; init; }
    public decimal Quantity { get; init; } = 1;
    public bool Success { get; init; } = true;
    public bool? Correct { get; init; }

    public int Day => Instants.ToDay(Instants.ToMicros(AtUtc));

    public string ToJson()
    {
        var json = new JsonObject { ["timestamp"] = AtUtc.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture), ["outcome_type"] = Type, ["quantity"] = Quantity, ["success"] = Success };
        foreach (var (name, value) in new[] { ("outcome_id", Id), ("tenant_id", Tenant), ("feature_id", Feature), ("task_id", Task), ("trace_id", Trace), ("session_id", Session), ("request_id", Request) })
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        if (Correct is { } correct)
        {
            json["correct"] = correct;
        }

        return json.ToJsonString(JsonSerializerOptions.Default);
    }

    /// <summary>Whether an id of this kind (task, trace, session, request) leads to a call.</summary>
    public bool Names(LogLine call, int kind) => (Tenant is null || Tenant == call.Tenant) && kind switch
    {
        0 => Task is not null && Task == call.Task,
        1 => Trace is not null && Trace == call.Trace,
        2 => Session is not null && Session == call.Session,
        _ => Request is not null && (Request == call.RequestId || Request == call.Parent),
    };

    public bool Names(LogLine call) => Enumerable.Range(0, 4).Any(kind => Names(call, kind));
}
