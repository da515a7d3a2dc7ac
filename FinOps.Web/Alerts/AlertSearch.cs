using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Web.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Alerts;

/// <summary>What the page of alerts asks, and which one is open. It lives in the address.</summary>
public sealed record AlertSearch
{
    public AlertState? State { get; init; }
    public AlertKind? Kind { get; init; }
    public AlertSeverity? Severity { get; init; }
    public string? Tenant { get; init; }
    public string? Text { get; init; }

    /// <summary>True: only those of which a channel could not be told.</summary>
    public bool HasDeadLetters { get; init; }

    /// <summary>The alert whose details are shown.</summary>
    public int? Open { get; init; }

    /// <summary>True where nothing is asked for.</summary>
    public bool IsEmpty => this with { Open = null } == new AlertSearch();

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static AlertSearch Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        return new AlertSearch
        {
            State = Word<AlertState>(One("state")),
            Kind = Word<AlertKind>(One("kind")),
            Severity = Word<AlertSeverity>(One("severity")),
            Tenant = AuditSearch.Clean(One("tenant")),
            Text = AuditSearch.Clean(One("text")),
            HasDeadLetters = One("undelivered") == "on",
            Open = int.TryParse(One("alert"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
        };

        string? One(string key) => values.TryGetValue(key, out var found) ? found[0] : null;
    }

    /// <summary>The query part of an address; empty, or beginning with a question mark.</summary>
    public string ToQuery(int page = 1) => AddressQuery.Write(
        [
            ("state", Lower(State)), ("kind", Lower(Kind)), ("severity", Lower(Severity)), ("tenant", Tenant), ("text", Text),
            ("undelivered", HasDeadLetters ? "on" : null), ("alert", Open?.ToString(CultureInfo.InvariantCulture)),
        ],
        page);

    public AlertFilter ToFilter() => new() { State = State, Kind = Kind, Severity = Severity, Tenant = Tenant, Text = Text, HasDeadLetters = HasDeadLetters };

    /// <summary>A value by its name in any case; no numbers, and null for what is none.</summary>
    internal static T? Word<T>(string? text)
        where T : struct, Enum => Enum.GetValues<T>().Where(v => string.Equals(v.ToString(), text, StringComparison.OrdinalIgnoreCase)).Select(v => (T?)v).FirstOrDefault();

    private static string? Lower<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();
}
