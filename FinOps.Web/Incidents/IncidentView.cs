using FinOps.Core.Incidents;
using FinOps.Web.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Incidents;

/// <summary>What the list of incidents shows. It lives in the address.</summary>
/// <param name="Show"><c>open</c>, <c>new</c> (not acknowledged) or <c>resolved</c>.</param>
public sealed record IncidentView(string Show = IncidentView.Open, ScopeKind? Kind = null, string? Tenant = null)
{
    public const string Open = "open";
    public const string New = "new";
    public const string Acknowledged = "acknowledged";
    public const string Resolved = "resolved";

    /// <summary>The quick filters with their names.</summary>
    public static readonly IReadOnlyList<(string Show, string Text)> Filters = [(Open, "Burning now"), (New, "Not acknowledged"), (Acknowledged, "Acknowledged"), (Resolved, "Resolved")];

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static IncidentView Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        string? One(string key) => values.TryGetValue(key, out var found) ? found[0] : null;
        return new IncidentView(
            Filters.Any(f => f.Show == One("show")) ? One("show")! : Open,
            Enum.TryParse<ScopeKind>(One("kind"), ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null,
            AuditSearch.Clean(One("tenant")));
    }

    public IncidentFilter ToFilter() => Show switch
    {
        New => new IncidentFilter(IsOver: false, State: IncidentState.Open, Kind, Tenant),
        Acknowledged => new IncidentFilter(IsOver: false, State: IncidentState.Acknowledged, Kind, Tenant),
        Resolved => new IncidentFilter(IsOver: true, null, Kind, Tenant),
        _ => new IncidentFilter(IsOver: false, null, Kind, Tenant),
    };

    /// <summary>The query part of an address; empty, or beginning with a question mark.</summary>
    public string ToQuery()
    {
        var parts = new List<string>(3);
        if (Show != Open)
        {
            parts.Add($"show={Show}");
        }

        if (Kind is { } kind)
        {
            parts.Add($"kind={kind.ToString().ToLowerInvariant()}");
        }

        if (Tenant is { } tenant)
        {
            parts.Add($"tenant={Uri.EscapeDataString(tenant)}");
        }

        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
