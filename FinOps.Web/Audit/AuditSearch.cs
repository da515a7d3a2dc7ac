using FinOps.Core.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Audit;

/// <summary>What the audit page asks. It lives in the address.</summary>
public sealed record AuditSearch
{
    private const int MaxLength = 512;
    public string? Who { get; init; }
    public string? Action { get; init; }
    public string? Target { get; init; }
    public string? Tenant { get; init; }

    /// <summary>The first day, UTC.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, UTC, included.</summary>
    public DateOnly? To { get; init; }
    public string? Text { get; init; }

    /// <summary>True where nothing is asked for.</summary>
    public bool IsEmpty => this == new AuditSearch();

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static AuditSearch Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        return new AuditSearch
        {
            Who = Clean(One("who")),
            Action = Clean(One("action")),
            Target = Clean(One("target")),
            Tenant = Clean(One("tenant")),
            From = AddressQuery.Day(One("from")),
            To = AddressQuery.Day(One("to")),
            Text = Clean(One("q")),
        };

        string? One(string key) => values.TryGetValue(key, out var found) ? found[0] : null;
    }

    /// <summary>A text as it is looked for; null when nothing is left of it.</summary>
    public static string? Clean(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed[..Math.Min(trimmed.Length, MaxLength)] : null;

    /// <summary>The query part of an address; empty, or beginning with a question mark.</summary>
    public string ToQuery(int page = 1) => AddressQuery.Write(Parts(), page);

    public AuditFilter ToFilter() => new()
    {
        Who = Who,
        Action = Action,
        Target = Target,
        Tenant = Tenant,
        FromUtc = AddressQuery.Begin(From),
        ToUtc = AddressQuery.End(To),
        Text = Text,
    };

    private IEnumerable<(string Name, string? Value)> Parts() =>
    [
        ("who", Who), ("action", Action), ("target", Target), ("tenant", Tenant), ("from", AddressQuery.DayText(From)), ("to", AddressQuery.DayText(To)), ("q", Text),
    ];
}
