using System.Globalization;
using FinOps.Core.Anomalies;
using FinOps.Core.Incidents;
using FinOps.Web.Costs;
using FinOps.Web.Records;
using FinOps.Web.Shell;

namespace FinOps.Web.Incidents;

/// <summary>Incidents in words, columns and addresses.</summary>
public static class IncidentWords
{
    public const string Path = "/incidents";

    public static IReadOnlyList<TableColumn<IncidentRow>> Columns { get; } =
    [
        new("scope", "Scope", ColumnKind.Text, r => r.Scope),
        new("state", "State", ColumnKind.Text, r => State(r.Incident)),
        new("burn", "Over expected / h", ColumnKind.Usd, r => r.Incident.State == IncidentState.Resolved ? null : r.Incident.BurnNanos) { Explanation = "Spend an hour now, less what is expected of an hour." },
        new("excess", "Over expected", ColumnKind.Usd, r => r.Incident.ExcessNanos) { Explanation = "Spend since it began, less what was expected of the same time." },
        new("spent", "Spent", ColumnKind.Usd, r => r.Incident.SpentNanos) { Explanation = "Spend since it began." },
        new("expected", "Expected", ColumnKind.Usd, r => r.Incident.ExpectedNanos) { IsExtra = true },
        new("z", "z", ColumnKind.Number, r => (decimal)Math.Round(r.Incident.ZEq, 1, MidpointRounding.ToEven)) { Explanation = "How unusual its worst hour or day was, on the scale of a normal distribution (z_eq)." },
        new("began", "Began (UTC)", ColumnKind.Text, r => RecordText.Second(r.Incident.FromHour * FinOps.Core.Data.Instants.MicrosPerHour)),
        new("lasted", "Lasted", ColumnKind.Text, r => IncidentText.Lasted(r.Incident)) { CanSort = false },
        new("assigned", "Assigned to", ColumnKind.Text, r => r.Incident.AssignedTo.Length == 0 ? null : r.Incident.AssignedTo),
        new("verdict", "Verdict", ColumnKind.Text, r => r.Incident.Verdict == IncidentVerdict.None ? null : IncidentEditor.WordOf(r.Incident.Verdict)),
        new("id", "Number", ColumnKind.Count, r => (long)r.Incident.Id) { IsExtra = true },
    ];

    public static string Link(int id) => string.Create(CultureInfo.InvariantCulture, $"{Path}/{id}");

    public static string State(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return incident.State switch
        {
            IncidentState.Open => "Open",
            IncidentState.Acknowledged => "Acknowledged",
            IncidentState.Resolved => "Resolved",
        };
    }

    public static string Tier(AnomalyVerdict tier) => tier == AnomalyVerdict.Kill ? "far out of the usual" : "out of the usual";

    public static string Kind(ScopeKind kind) => kind switch
    {
        ScopeKind.Tenant => "Tenants",
        ScopeKind.Feature => "Features",
        ScopeKind.TenantFeature => "Features of tenants",
        ScopeKind.Model => "Models",
    };

    public static string Event(IncidentEventKind kind) => kind switch
    {
        IncidentEventKind.Opened => "Opened",
        IncidentEventKind.Worsened => "Got worse",
        IncidentEventKind.Acknowledged => "Acknowledged",
        IncidentEventKind.Assigned => "Assigned",
        IncidentEventKind.Commented => "Note",
        IncidentEventKind.Contained => "Contained",
        IncidentEventKind.Resolved => "Resolved",
        IncidentEventKind.Judged => "Verdict",
        IncidentEventKind.Asked => "Asked",
    };

    /// <summary>What a refused change is told as; null when it was saved.</summary>
    public static string? Told(IncidentChange change) => change switch
    {
        IncidentChange.Saved => null,
        IncidentChange.Invalid invalid => invalid.Fault.Message,
        IncidentChange.Conflict other => $"Changed by {other.ChangedBy} at {RecordText.Second(other.ChangedAtMicros)} UTC. The page shows it as it is now; try again.",
        _ => "There is no such incident any more.",
    };

    /// <summary>The page with the calls behind a contributor, within the days of the incident.</summary>
    public static string LinkOf(Contributor contributor, IncidentRow row)
    {
        ArgumentNullException.ThrowIfNull(contributor);
        ArgumentNullException.ThrowIfNull(row);
        var from = FinOps.Core.Data.Instants.ToUtc(row.Incident.FromHour * FinOps.Core.Data.Instants.MicrosPerHour);
        var view = new CostView { Range = RangePreset.Custom, From = DateOnly.FromDateTime(from), To = DateOnly.FromDateTime(FinOps.Core.Data.Instants.ToUtc(row.Incident.UpdatedAtMicros)) };
        foreach (var (dimension, key) in new[] { ("tenant", row.Tenant), ("feature", row.Feature), ("model", row.Model), (contributor.Dimension, contributor.Key) }.Where(f => f.Item2.Length > 0 || f.Item1 == contributor.Dimension))
        {
            view = view.WithFilter(FinOps.Core.Costs.CostRequest.Dimensions[dimension], key);
        }

        return RecordLinks.List(view);
    }
}
