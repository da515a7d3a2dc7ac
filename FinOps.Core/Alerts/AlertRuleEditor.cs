using System.Globalization;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Sets who is told of what. Needs <see cref="Permission.ManageAlerts"/>.</summary>
public sealed class AlertRuleEditor(IDbContextFactory<FinOpsDbContext> contexts, AlertFeed feed, TimeProvider time)
{
    private const int MostMinutes = 10_080;
    private const int MinutesPerDay = 24 * 60;

    /// <summary>Changes a rule, or tells every fault. The draft's version is that of the rule as the person saw it.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage alerts.</exception>
    public async Task<AlertChange> SaveAsync(AlertRule draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditAlertRule);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var faults = Faults(draft).Concat(await RouteFaultsAsync(context, draft, cancellation)).ToList();
        if (faults.Count > 0)
        {
            return new AlertChange.Invalid(faults);
        }

        var stored = await context.AlertRules.FirstOrDefaultAsync(r => r.Kind == draft.Kind, cancellation);
        if ((stored?.Version ?? 0) != draft.Version)
        {
            return new AlertChange.Conflict(stored?.ChangedBy ?? "", stored?.ChangedAtMicros ?? 0);
        }

        var before = Shown(stored ?? AlertRules.Default(draft.Kind));
        var rule = stored ?? context.AlertRules.Add(new AlertRule { Kind = draft.Kind }).Entity;
        Copy(draft, rule);
        (rule.Version, rule.ChangedBy, rule.ChangedAtMicros) = (draft.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.Add(context, actor, "alert-rule.edit", $"alert-rule:{AlertText.Word(draft.Kind)}", before, Shown(rule));
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            return new AlertChange.Conflict("somebody else", time.NowMicros());
        }

        feed.Publish();
        return new AlertChange.Saved((int)rule.Kind, rule.Version);
    }

    private static IEnumerable<AlertFault> Faults(AlertRule draft)
    {
        if (AlertRules.ThresholdOf(draft.Kind) is { } threshold && (draft.Threshold < threshold.Least || draft.Threshold > threshold.Most))
        {
            yield return new(nameof(draft.Threshold), string.Create(CultureInfo.InvariantCulture, $"From {threshold.Least} to {threshold.Most}."));
        }

        if (draft.Kind == AlertKind.UntaggedShare && draft.WindowHours is < 1 or > 168)
        {
            yield return new(nameof(draft.WindowHours), "From 1 to 168 hours.");
        }

        foreach (var (field, minutes) in new[] { (nameof(draft.RemindMinutes), draft.RemindMinutes), (nameof(draft.GroupMinutes), draft.GroupMinutes), (nameof(draft.EscalateMinutes), draft.EscalateMinutes) })
        {
            if (minutes is < 0 or > MostMinutes)
            {
                yield return new(field, "From 0 (never) to 10,080 minutes, which is a week.");
            }
        }

        if ((draft.QuietFromMinute is null) != (draft.QuietToMinute is null) || draft.QuietFromMinute is < 0 or >= MinutesPerDay || draft.QuietToMinute is < 0 or >= MinutesPerDay)
        {
            yield return new(nameof(draft.QuietFromMinute), "Give both ends of the quiet hours, or none.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(draft.QuietZone, out _))
        {
            yield return new(nameof(draft.QuietZone), "There is no such time zone. Give its IANA name, such as Europe/Berlin.");
        }
    }

    private static async Task<IEnumerable<AlertFault>> RouteFaultsAsync(FinOpsDbContext context, AlertRule draft, CancellationToken cancellation)
    {
        var roles = await AlertRoles.NamesAsync(context, cancellation);
        var channels = await context.AlertChannels.Where(c => c.RemovedAtMicros == null).Select(c => c.Id).ToListAsync(cancellation);
        var faults = new List<AlertFault>();
        Check(nameof(draft.Audience), draft.Audience, draft.Channels);
        Check(nameof(draft.EscalateAudience), draft.EscalateAudience, draft.EscalateChannels);
        if (draft.EscalateMinutes > 0 && AlertRules.List<string>(draft.EscalateAudience).Count == 0 && AlertRules.List<int>(draft.EscalateChannels).Count == 0)
        {
            faults.Add(new(nameof(draft.EscalateAudience), "Say who is told then."));
        }

        return faults;

        void Check(string field, string names, string ids)
        {
            if (AlertRules.List<string>(names).Except(roles, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } unknown)
            {
                faults.Add(new(field, $"There is no role {unknown}."));
            }

            if (AlertRules.List<int>(ids).Except(channels).Any())
            {
                faults.Add(new(field, "One of the channels is gone; choose again."));
            }
        }
    }

    private static void Copy(AlertRule from, AlertRule to)
    {
        (to.IsEnabled, to.Severity, to.Threshold, to.WindowHours) = (from.IsEnabled, from.Severity, from.Threshold, from.WindowHours);
        (to.RemindMinutes, to.TellsRecovery, to.GroupMinutes, to.EscalateMinutes) = (from.RemindMinutes, from.TellsRecovery, from.GroupMinutes, from.EscalateMinutes);
        (to.QuietFromMinute, to.QuietToMinute, to.QuietZone) = (from.QuietFromMinute, from.QuietToMinute, from.QuietZone);
        (to.Audience, to.EscalateAudience) = (Clean<string>(from.Audience), Clean<string>(from.EscalateAudience));
        (to.Channels, to.EscalateChannels) = (Clean<int>(from.Channels), Clean<int>(from.EscalateChannels));
    }

    private static string Clean<T>(string json) => JsonSerializer.Serialize(AlertRules.List<T>(json).Distinct().Order());

    private static object Shown(AlertRule rule) => new
    {
        rule.IsEnabled, rule.Severity, rule.Threshold, rule.WindowHours, rule.RemindMinutes, rule.TellsRecovery, rule.QuietFromMinute, rule.QuietToMinute, rule.QuietZone,
        rule.GroupMinutes, rule.Audience, rule.Channels, rule.EscalateMinutes, rule.EscalateAudience, rule.EscalateChannels,
    };
}
