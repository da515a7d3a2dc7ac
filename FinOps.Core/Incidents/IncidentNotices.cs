using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Anomalies;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Incidents;

/// <summary>Writes what happens to incidents into their timelines, and tells people: in the transaction of what happens.</summary>
internal sealed class IncidentNotices(DimensionNames names)
{
    /// <summary>Who acts when nobody does.</summary>
    public const string Program = "FinOps";

    /// <summary>Adds a line to a timeline.</summary>
    public static void Add(FinOpsDbContext context, Incident incident, IncidentEventKind kind, long atMicros, string by, string text) => context.IncidentEvents.Add(new IncidentEvent
    {
        IncidentId = incident.Id, Kind = kind, AtMicros = atMicros, By = Cut(by, IncidentModel.LongestName), Text = Cut(text, IncidentModel.LongestText),
    });

    public async Task OpenedAsync(FinOpsDbContext context, Incident incident, CancellationToken cancellation)
    {
        var scope = await ScopeAsync(incident, cancellation);
        incident.ToldExcessNanos = incident.ExcessNanos;
        Add(context, incident, IncidentEventKind.Opened, incident.OpenedAtMicros, Program, IncidentText.Sentence(incident, scope.Text));
        await TellAsync(context, incident, scope, "opened", cancellation);
    }

    /// <summary>It got worse: it became one to stop, or what it costs has doubled since it was told.</summary>
    public async Task WorsenedAsync(FinOpsDbContext context, Incident incident, bool isKill, CancellationToken cancellation)
    {
        var scope = await ScopeAsync(incident, cancellation);
        incident.ToldExcessNanos = incident.ExcessNanos;
        var text = $"{(isKill ? "Far out of the usual now" : "It doubled")}: {IncidentText.Usd(incident.ExcessNanos)} over expected. {IncidentText.Sentence(incident, scope.Text)}";
        Add(context, incident, IncidentEventKind.Worsened, incident.UpdatedAtMicros, Program, text);
        if (isKill)
        {
            await TellAsync(context, incident, scope, "kill", cancellation);
        }
    }

    /// <summary>It stands alone now: what explained it has ended.</summary>
    public async Task StandsAloneAsync(FinOpsDbContext context, Incident incident, CancellationToken cancellation)
    {
        var scope = await ScopeAsync(incident, cancellation);
        incident.ParentId = null;
        Add(context, incident, IncidentEventKind.Worsened, incident.UpdatedAtMicros, Program, "The incident that explained it has ended; this one goes on.");
        await TellAsync(context, incident, scope, "opened", cancellation);
    }

    /// <summary>Spend has been usual from an hour on.</summary>
    public static async Task EndedAsync(FinOpsDbContext context, Incident incident, int fromHour, ScoringTime now, CancellationToken cancellation)
    {
        (incident.State, incident.OpenScopeId, incident.ToHour, incident.ResolvedAtMicros) = (IncidentState.Resolved, null, Math.Max(fromHour, incident.FromHour + 1), now.Micros);
        (incident.ChangedBy, incident.ChangedAtMicros, incident.Version) = (Program, now.Micros, incident.Version + 1);
        var text = $"Spend is as usual again. It cost {IncidentText.Usd(incident.ExcessNanos)} over expected.";
        Add(context, incident, IncidentEventKind.Resolved, now.Micros, Program, text);
        await RecoverAsync(context, incident, text, cancellation);
    }

    /// <summary>Whoever it was told is told that it is over.</summary>
    public static Task RecoverAsync(FinOpsDbContext context, Incident incident, string text, CancellationToken cancellation) =>
        AlertTrail.RecoverAsync(context, AlertKind.Incident, AlertScope(incident), Window(incident), text, cancellation);

    /// <summary>It lasts so long that it may be the new level.</summary>
    public async Task AskAsync(FinOpsDbContext context, Incident incident, ScoringTime now, CancellationToken cancellation)
    {
        var scope = await ScopeAsync(incident, cancellation);
        incident.AskedAtMicros = now.Micros;
        var text = $"{scope.Text} has spent more than expected for {IncidentText.Lasted(incident)}. Is that its new usual level? A verdict on the page of the incident says so.";
        Add(context, incident, IncidentEventKind.Asked, now.Micros, Program, text);
        if (incident.ParentId is null)
        {
            await AlertTrail.RaiseAsync(
                context, new AlertFact(AlertKind.Incident, AlertSeverity.Info, AlertScope(incident), Window(incident), "ask", $"Is this the new usual level of {scope.Text}?", text, Path(incident), scope.Tenant), cancellation);
        }
    }

    /// <summary>What an incident is about: in words, and the key of its tenant when it is about one.</summary>
    public async Task<(string Text, string? Tenant)> ScopeAsync(Incident incident, CancellationToken cancellation)
    {
        var known = await names.NamesOfAsync([.. new[] { incident.TenantId, incident.FeatureId, incident.ModelId }.Where(id => id != 0)], cancellation);
        var tenant = NameOf(incident.TenantId);
        return (IncidentText.Scope(incident.Kind, tenant, NameOf(incident.FeatureId), NameOf(incident.ModelId)), incident.TenantId == 0 ? null : tenant);

        string NameOf(int id) => known.TryGetValue(id, out var name) ? name.Key : "";
    }

    /// <summary>The key of the feature that it is about; empty when it is about none.</summary>
    public async Task<string> FeatureAsync(Incident incident, CancellationToken cancellation) =>
        (await names.NamesOfAsync([incident.FeatureId], cancellation)).TryGetValue(incident.FeatureId, out var name) ? name.Key : "";

    private static async Task TellAsync(FinOpsDbContext context, Incident incident, (string Text, string? Tenant) scope, string step, CancellationToken cancellation)
    {
        if (incident.ParentId is not null)
        {
            return;
        }

        var severity = incident.Tier == AnomalyVerdict.Kill ? AlertSeverity.Critical : AlertSeverity.Warning;
        var title = $"{scope.Text} spends {IncidentText.Usd(incident.RateNanos)} an hour, expected {IncidentText.Usd(incident.ExpectedRateNanos)}";
        await AlertTrail.RaiseAsync(
            context, new AlertFact(AlertKind.Incident, severity, AlertScope(incident), Window(incident), step, title, IncidentText.Sentence(incident, scope.Text), Path(incident), scope.Tenant), cancellation);
    }

    private static string AlertScope(Incident incident) => string.Create(CultureInfo.InvariantCulture, $"incident:{incident.Id}");

    private static string Window(Incident incident) => incident.Id.ToString(CultureInfo.InvariantCulture);

    private static string Path(Incident incident) => string.Create(CultureInfo.InvariantCulture, $"/incidents/{incident.Id}");

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
