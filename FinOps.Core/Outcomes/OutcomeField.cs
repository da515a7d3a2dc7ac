namespace FinOps.Core.Outcomes;

/// <summary>The fields of an outcome event.</summary>
internal enum OutcomeField
{
    Timestamp,
    OutcomeId,
    OutcomeType,
    TenantId,
    FeatureId,
    Environment,
    TaskId,
    TraceId,
    SessionId,
    RequestId,
    Quantity,
    Success,
    Correct,
}

/// <summary>What the fields of an outcome are called: by us, and by those who log them.</summary>
internal static class OutcomeFields
{
    public const int Count = (int)OutcomeField.Correct + 1;

    private static readonly Dictionary<OutcomeField, string[]> Names = new()
    {
        [OutcomeField.Timestamp] = ["timestamp", "time", "ts", "occurred_at", "event_time", "created_at", "resolved_at"],
        [OutcomeField.OutcomeId] = ["outcome_id", "event_id", "id"],
        [OutcomeField.OutcomeType] = ["outcome_type", "outcome", "event_type", "type"],
        [OutcomeField.TenantId] = ["tenant_id", "tenant", "customer_id", "customer", "account_id"],
        [OutcomeField.FeatureId] = ["feature_id", "feature", "product"],
        [OutcomeField.Environment] = ["environment", "env"],
        [OutcomeField.TaskId] = ["task_id", "task", "ticket_id"],
        [OutcomeField.TraceId] = ["trace_id", "traceid"],
        [OutcomeField.SessionId] = ["session_id", "session", "conversation_id", "thread_id"],
        [OutcomeField.RequestId] = ["request_id", "call_id"],
        [OutcomeField.Quantity] = ["quantity", "count", "units", "minutes"],
        [OutcomeField.Success] = ["success", "succeeded", "is_success", "resolved"],
        [OutcomeField.Correct] = ["correct", "is_correct", "accepted", "passed"],
    };

    private static readonly Dictionary<string, (OutcomeField Field, int Rank)> ByName = Names
        .SelectMany(f => f.Value.Select((name, rank) => (name, f.Key, rank)))
        .ToDictionary(f => f.name, f => (f.Key, f.rank), StringComparer.OrdinalIgnoreCase);

    /// <summary>The name that documents and faults use.</summary>
    public static string NameOf(OutcomeField field) => Names[field][0];

    /// <summary>The field of a name, and how far down its list of names that stands: the first of several that a line carries counts. Null for others.</summary>
    public static (OutcomeField Field, int Rank)? Find(string name) => ByName.TryGetValue(name, out var found) ? found : null;
}
