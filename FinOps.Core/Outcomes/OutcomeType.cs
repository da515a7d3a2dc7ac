namespace FinOps.Core.Outcomes;

/// <summary>A kind of result that work is done for, such as a resolved query, with the unit it is counted in.</summary>
public sealed class OutcomeType
{
    public int Id { get; set; }

    /// <summary>What events call it, e.g. <c>resolved_query</c>; compared byte by byte.</summary>
    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>One of it, e.g. <c>resolved query</c>.</summary>
    public string Unit { get; set; } = "";

    /// <summary>Several of it, e.g. <c>resolved queries</c>.</summary>
    public string Units { get; set; } = "";

    /// <summary>True for those that come with the program.</summary>
    public bool IsBuiltIn { get; set; }

    /// <summary>Moves with each change; an edit of an older version is refused.</summary>
    public int Version { get; set; }

    /// <summary>The types that come with the program.</summary>
    internal static IReadOnlyList<OutcomeType> BuiltIn { get; } =
    [
        new() { Id = 1, Key = "resolved_query", Name = "Resolved query or ticket", Unit = "resolved query", Units = "resolved queries", IsBuiltIn = true },
        new() { Id = 2, Key = "generated_artifact", Name = "Generated artifact", Unit = "artifact", Units = "artifacts", IsBuiltIn = true },
        new() { Id = 3, Key = "agent_task", Name = "Successful agent task", Unit = "agent task", Units = "agent tasks", IsBuiltIn = true },
        new() { Id = 4, Key = "session_minute", Name = "Session minute", Unit = "session minute", Units = "session minutes", IsBuiltIn = true },
        new() { Id = 5, Key = "correct_output", Name = "Correct output", Unit = "correct output", Units = "correct outputs", IsBuiltIn = true },
    ];

    /// <summary>Other names under which built-in types arrive.</summary>
    internal static IReadOnlyDictionary<string, string> Aliases { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["resolved_ticket"] = "resolved_query",
        ["ticket_resolved"] = "resolved_query",
        ["query_resolved"] = "resolved_query",
        ["artifact"] = "generated_artifact",
        ["successful_agent_task"] = "agent_task",
        ["session_minutes"] = "session_minute",
    };
}
