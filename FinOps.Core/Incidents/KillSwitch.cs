using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>
/// Pauses what an incident is about when it is far out of the usual, once an incident and as the tenant's ladder says: never again after a person lifted
/// the pause, and only a person or an override ends it.
/// </summary>
internal sealed class KillSwitch(IDbContextFactory<FinOpsDbContext> contexts, MeasureBoard board, MeasureEditor editor, IncidentNotices notices, IncidentFeed feed, TimeProvider time)
{
    /// <summary>What is older is no reason to stop anybody now.</summary>
    private const int MostHoursOld = 3;
    private const double Hundredths = 100;

    /// <summary>Looks at the incidents that a pass found to be far out.</summary>
    public async Task LookAsync(ScoringPass pass, CancellationToken cancellation)
    {
        if (Instants.ToHour(time.NowMicros()) - pass.Now.Hour > MostHoursOld)
        {
            return;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var due = await context.Incidents.AsNoTracking().Where(i => i.OpenScopeId != null && i.Tier == AnomalyVerdict.Kill && i.SwitchedAtMicros == null && i.ParentId == null && i.TenantId != 0).ToListAsync(cancellation);
        foreach (var incident in due.Where(i => pass.Scores.GetValueOrDefault(i.ScopeId) is { Verdict: AnomalyVerdict.Kill }))
        {
            await SwitchAsync(incident, cancellation);
        }
    }

    private async Task SwitchAsync(Incident incident, CancellationToken cancellation)
    {
        var (text, tenant) = await notices.ScopeAsync(incident, cancellation);
        var rules = (await board.ReadAsync(cancellation)).RulesOf(tenant!);
        if (incident.ZEq * Hundredths <= rules.KillSwitchCentiZ)
        {
            return;
        }

        var note = rules.KillSwitchMode switch
        {
            RuleMode.Enforced => await PauseAsync(incident, text, tenant!, cancellation),
            RuleMode.Shadow => $"The kill switch would have paused {text}; it is in shadow mode.",
            RuleMode.Off => "",
        };
        await NoteAsync(incident.Id, note, cancellation);
    }

    private async Task<string> PauseAsync(Incident incident, string text, string tenant, CancellationToken cancellation)
    {
        var feature = incident.Kind == ScopeKind.TenantFeature ? await notices.FeatureAsync(incident, cancellation) : null;
        var reason = $"Kill switch: {IncidentText.Sentence(incident, text)}";
        var command = new MeasureCommand(MeasureKind.Pause, new EnforcementScope(tenant, feature, null, null), reason.Length <= 500 ? reason : reason[..500], null, incident.Id.ToString(CultureInfo.InvariantCulture));
        return await editor.ApplyAsync(command, Actor.System("KillSwitch", "job"), cancellation) switch
        {
            MeasureResult.Saved => $"The kill switch paused {text}. Only a person ends it.",
            MeasureResult.Conflict other => $"{text} was paused already, by {other.By}.",
            MeasureResult.Invalid invalid => $"The kill switch could not pause {text}: {invalid.Faults[0].Message}",
            MeasureResult.Refused refused => $"The kill switch could not pause {text}: {refused.Message}",
            _ => $"The kill switch could not pause {text}.",
        };
    }

    private async Task NoteAsync(int id, string note, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var now = time.NowMicros();
        if (await context.Incidents.Where(i => i.Id == id && i.SwitchedAtMicros == null).ExecuteUpdateAsync(set => set.SetProperty(i => i.SwitchedAtMicros, now), cancellation) == 0)
        {
            return;
        }

        if (note.Length > 0 && await context.Incidents.SingleAsync(i => i.Id == id, cancellation) is { } incident)
        {
            IncidentNotices.Add(context, incident, IncidentEventKind.Contained, now, IncidentNotices.Program, note);
        }

        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        feed.Publish();
    }
}
