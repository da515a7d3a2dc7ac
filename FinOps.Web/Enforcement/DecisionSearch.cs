using FinOps.Core.Enforcement;
using FinOps.Web.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Enforcement;

/// <summary>What the page of decisions asks. It lives in the address.</summary>
public sealed record DecisionSearch
{
    public string? Door { get; init; }
    public string? Reason { get; init; }
    public string? Who { get; init; }
    public string? Tenant { get; init; }

    /// <summary>The first day, UTC.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, UTC, included.</summary>
    public DateOnly? To { get; init; }

    /// <summary>True where nothing is asked for.</summary>
    public bool IsEmpty => this == new DecisionSearch();

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static DecisionSearch Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        return new DecisionSearch
        {
            Door = Known(One("door"), DecisionDoor.All),
            Reason = Known(One("reason"), DecisionReason.All),
            Who = AuditSearch.Clean(One("who")),
            Tenant = AuditSearch.Clean(One("tenant")),
            From = AddressQuery.Day(One("from")),
            To = AddressQuery.Day(One("to")),
        };

        string? One(string key) => values.TryGetValue(key, out var found) ? found[0] : null;
    }

    /// <summary>The query part of an address; empty, or beginning with a question mark.</summary>
    public string ToQuery(int page = 1) => AddressQuery.Write(Parts(), page);

    public DecisionFilter ToFilter() => new()
    {
        Door = Door,
        Reason = Reason,
        Who = Who,
        Tenant = Tenant,
        FromUtc = AddressQuery.Begin(From),
        ToUtc = AddressQuery.End(To),
    };

    private static string? Known(string? text, IReadOnlyList<string> words) => text is not null && words.Contains(text) ? text : null;

    private IEnumerable<(string Name, string? Value)> Parts() =>
        [("door", Door), ("reason", Reason), ("who", Who), ("tenant", Tenant), ("from", AddressQuery.DayText(From)), ("to", AddressQuery.DayText(To))];
}
