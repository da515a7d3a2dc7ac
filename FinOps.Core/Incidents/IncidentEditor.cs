using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>A fault of what was entered, at its field.</summary>
public sealed record IncidentFault(string Field, string Message);

/// <summary>What became of a change.</summary>
public abstract record IncidentChange
{
    private IncidentChange()
    {
    }

    public sealed record Saved(int Version) : IncidentChange;

    public sealed record Invalid(IncidentFault Fault) : IncidentChange;

    /// <summary>Somebody else changed it meanwhile.</summary>
    public sealed record Conflict(string ChangedBy, long ChangedAtMicros) : IncidentChange;

    /// <summary>It is not there, or not for who asks.</summary>
    public sealed record NotFound : IncidentChange;
}

/// <summary>What people do about incidents. Needs <see cref="Permission.OperateEnforcement"/>: for the incident's tenant, or for all where it mixes tenants.</summary>
public sealed class IncidentEditor
{
    private const int MostDaysPlanned = 60;

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly IncidentQueries queries;
    private readonly IncidentFeed feed;
    private readonly TimeProvider time;

    internal IncidentEditor(IDbContextFactory<FinOpsDbContext> contexts, IncidentQueries queries, IncidentFeed feed, TimeProvider time) =>
        (this.contexts, this.queries, this.feed, this.time) = (contexts, queries, feed, time);

    /// <summary>Says that somebody looks into it.</summary>
    /// <param name="version">Of the incident as the person saw it; null to act on whatever it is now.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not operate.</exception>
    public Task<IncidentChange> AcknowledgeAsync(int id, int? version, Actor actor, CancellationToken cancellation) => ChangeAsync(id, version, actor, (context, incident, now) =>
    {
        if (incident.State == IncidentState.Open)
        {
            AuditTrail.Add(context, actor, "incident.acknowledge", Target(id), new { incident.State }, new { State = IncidentState.Acknowledged });
            incident.State = IncidentState.Acknowledged;
            incident.AssignedTo = incident.AssignedTo.Length == 0 ? Cut(actor.Name) : incident.AssignedTo;
            IncidentNotices.Add(context, incident, IncidentEventKind.Acknowledged, now, actor.Name, "");
        }

        return Task.FromResult<IncidentFault?>(null);
    }, cancellation);

    /// <summary>Hands it to somebody, or to nobody.</summary>
    /// <inheritdoc cref="AcknowledgeAsync"/>
    public Task<IncidentChange> AssignAsync(int id, int? version, string to, Actor actor, CancellationToken cancellation) => ChangeAsync(id, version, actor, (context, incident, now) =>
    {
        var name = to.Trim();
        if (name.Length > IncidentModel.LongestName)
        {
            return Task.FromResult<IncidentFault?>(new IncidentFault("AssignedTo", $"At most {IncidentModel.LongestName} characters."));
        }

        AuditTrail.Add(context, actor, "incident.assign", Target(id), new { incident.AssignedTo }, new { AssignedTo = name });
        incident.AssignedTo = name;
        IncidentNotices.Add(context, incident, IncidentEventKind.Assigned, now, actor.Name, name.Length == 0 ? "to nobody" : $"to {name}");
        return Task.FromResult<IncidentFault?>(null);
    }, cancellation);

    /// <summary>Adds a note to its timeline.</summary>
    /// <inheritdoc cref="AcknowledgeAsync"/>
    public Task<IncidentChange> CommentAsync(int id, string text, Actor actor, CancellationToken cancellation) => ChangeAsync(id, null, actor, (context, incident, now) =>
    {
        if (FaultOf(text, "Comment") is { } fault)
        {
            return Task.FromResult<IncidentFault?>(fault);
        }

        AuditTrail.Add(context, actor, "incident.comment", Target(id), null, new { Comment = text.Trim() });
        IncidentNotices.Add(context, incident, IncidentEventKind.Commented, now, actor.Name, text.Trim());
        return Task.FromResult<IncidentFault?>(null);
    }, cancellation);

    /// <summary>Notes what was put in force against it; the measure itself has its own entry in the audit trail.</summary>
    /// <inheritdoc cref="AcknowledgeAsync"/>
    public Task<IncidentChange> ContainedAsync(int id, string text, Actor actor, CancellationToken cancellation) => ChangeAsync(id, null, actor, (context, incident, now) =>
    {
        AuditTrail.Add(context, actor, "incident.contain", Target(id), null, new { Measure = text });
        IncidentNotices.Add(context, incident, IncidentEventKind.Contained, now, actor.Name, text);
        return Task.FromResult<IncidentFault?>(null);
    }, cancellation);

    /// <summary>Says that it is over.</summary>
    /// <param name="note">Why; empty is fine.</param>
    /// <inheritdoc cref="AcknowledgeAsync"/>
    public Task<IncidentChange> ResolveAsync(int id, int? version, string note, Actor actor, CancellationToken cancellation) => ChangeAsync(id, version, actor, async (context, incident, now) =>
    {
        if (note.Trim().Length > IncidentModel.LongestText)
        {
            return new IncidentFault("Note", $"At most {IncidentModel.LongestText:N0} characters.");
        }

        if (incident.State != IncidentState.Resolved)
        {
            await EndAsync(context, incident, now, actor, note.Trim(), null, cancellation);
        }

        return null;
    }, cancellation);

    /// <summary>Says what it was, which decides what its hours teach, and ends it unless it was abuse that goes on.</summary>
    /// <param name="plannedUntilUtc">For <see cref="IncidentVerdict.Planned"/>: until when more of it is expected.</param>
    /// <inheritdoc cref="AcknowledgeAsync"/>
    public Task<IncidentChange> JudgeAsync(int id, int? version, IncidentVerdict verdict, string note, DateTime? plannedUntilUtc, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(id, version, actor, async (context, incident, now) =>
        {
            if (FaultOf(verdict, note, plannedUntilUtc, now) is { } fault)
            {
                return fault;
            }

            AuditTrail.Add(context, actor, "incident.judge", Target(id), new { incident.Verdict }, new { Verdict = verdict, PlannedUntilUtc = plannedUntilUtc }, note.Trim().Length == 0 ? null : note.Trim());
            incident.Verdict = verdict;
            IncidentNotices.Add(context, incident, IncidentEventKind.Judged, now, actor.Name, $"{WordOf(verdict)}{(note.Trim().Length == 0 ? "" : $": {note.Trim()}")}");
            await TeachAsync(context, incident, verdict, plannedUntilUtc, cancellation);
            if (incident.State != IncidentState.Resolved && verdict is not (IncidentVerdict.Abuse or IncidentVerdict.None))
            {
                await EndAsync(context, incident, now, actor, "", plannedUntilUtc, cancellation);
            }

            return null;
        }, cancellation);

    /// <summary>A verdict in a few words.</summary>
    public static string WordOf(IncidentVerdict verdict) => verdict switch
    {
        IncidentVerdict.None => "not judged",
        IncidentVerdict.Abuse => "abuse",
        IncidentVerdict.Growth => "growth, the new usual level",
        IncidentVerdict.Planned => "planned",
        IncidentVerdict.FalseAlarm => "false alarm",
    };

    private static async Task TeachAsync(FinOpsDbContext context, Incident incident, IncidentVerdict verdict, DateTime? plannedUntilUtc, CancellationToken cancellation)
    {
        if (await context.SpendScopes.SingleOrDefaultAsync(s => s.Id == incident.ScopeId, cancellation) is not { } scope)
        {
            return;
        }

        if (verdict == IncidentVerdict.Growth)
        {
            scope.AcceptedFromHour = incident.FromHour;
        }
        else if (scope.AcceptedFromHour == incident.FromHour)
        {
            scope.AcceptedFromHour = null; // it was judged in another way before
        }

        if (verdict == IncidentVerdict.Planned && plannedUntilUtc is { } until)
        {
            scope.PlannedUntilHour = Instants.ToHour(Instants.ToMicros(until)) + 1;
        }
    }

    private static async Task EndAsync(FinOpsDbContext context, Incident incident, long now, Actor actor, string note, DateTime? plannedUntilUtc, CancellationToken cancellation)
    {
        AuditTrail.Add(context, actor, "incident.resolve", Target(incident.Id), new { incident.State }, new { State = IncidentState.Resolved }, note.Length == 0 ? null : note);
        (incident.State, incident.OpenScopeId, incident.ResolvedAtMicros) = (IncidentState.Resolved, null, now);
        incident.ToHour ??= Math.Max(incident.FromHour + 1, Instants.ToHour(now) + 1);
        IncidentNotices.Add(context, incident, IncidentEventKind.Resolved, now, actor.Name, note);
        await IncidentNotices.RecoverAsync(context, incident, $"{actor.Name} resolved it.", cancellation);

        // What it explains ends with it, and is judged as it was.
        foreach (var child in await context.Incidents.Where(i => i.ParentId == incident.Id && i.OpenScopeId != null).ToListAsync(cancellation))
        {
            (child.State, child.OpenScopeId, child.ResolvedAtMicros, child.Verdict) = (IncidentState.Resolved, null, now, incident.Verdict);
            (child.ToHour, child.ChangedBy, child.ChangedAtMicros, child.Version) = (incident.ToHour, Cut(actor.Name), now, child.Version + 1);
            await TeachAsync(context, child, child.Verdict, plannedUntilUtc, cancellation);
            IncidentNotices.Add(context, child, IncidentEventKind.Resolved, now, actor.Name, "with the incident that explains it");
        }
    }

    private static IncidentFault? FaultOf(IncidentVerdict verdict, string note, DateTime? plannedUntilUtc, long now) =>
        !Enum.IsDefined(verdict) ? new IncidentFault("Verdict", "Choose abuse, growth, planned or false alarm.")
        : note.Trim().Length > IncidentModel.LongestText ? new IncidentFault("Note", $"At most {IncidentModel.LongestText:N0} characters.")
        : plannedUntilUtc is { } until && (Instants.ToMicros(until) <= now || Instants.ToMicros(until) > now + (MostDaysPlanned * Instants.MicrosPerDay))
            ? new IncidentFault("PlannedUntil", $"A time within the next {MostDaysPlanned} days.")
        : null;

    private static IncidentFault? FaultOf(string text, string field) =>
        string.IsNullOrWhiteSpace(text) ? new IncidentFault(field, "Say something.")
        : text.Trim().Length > IncidentModel.LongestText ? new IncidentFault(field, $"At most {IncidentModel.LongestText:N0} characters.")
        : null;

    private static string Target(int id) => $"incident:{id}";

    private static string Cut(string name) => name.Length <= IncidentModel.LongestName ? name : name[..IncidentModel.LongestName];

    private async Task<IncidentChange> ChangeAsync(
        int id, int? version, Actor actor, Func<FinOpsDbContext, Incident, long, Task<IncidentFault?>> change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.HandleIncident);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Incidents.SingleOrDefaultAsync(i => i.Id == id, cancellation) is not { } incident || !await queries.IsInAsync(incident, actor.TenantsFor(Permission.OperateEnforcement), cancellation))
        {
            return new IncidentChange.NotFound();
        }

        if (version is { } seen && seen != incident.Version)
        {
            return new IncidentChange.Conflict(incident.ChangedBy, incident.ChangedAtMicros);
        }

        var now = time.NowMicros();
        if (await change(context, incident, now) is { } fault)
        {
            return new IncidentChange.Invalid(fault);
        }

        (incident.Version, incident.ChangedBy, incident.ChangedAtMicros) = (incident.Version + 1, Cut(actor.Name), now);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new IncidentChange.Conflict("somebody else", now);
        }

        feed.Publish();
        return new IncidentChange.Saved(incident.Version);
    }
}
