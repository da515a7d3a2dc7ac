using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Tells again what lasts, and hands on what nobody takes up. Runs may overlap: each step is taken once, by compare-and-set.</summary>
public sealed class AlertFollowUp(IDbContextFactory<FinOpsDbContext> contexts, AlertFeed feed, TimeProvider time)
{
    private const int MostReminders = 24;

    /// <summary>How long after its time a step is still taken, so that a rule that is turned on says nothing about the past.</summary>
    private const long Belated = Instants.MicrosPerDay;

    /// <returns>How many reminders and escalations were written.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var steps = 0;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        foreach (var kind in AlertRules.Kinds)
        {
            var rule = await AlertRules.ReadAsync(context, kind, cancellation);
            if (!rule.IsEnabled)
            {
                continue;
            }

            foreach (var id in await DueAsync(context, rule, cancellation))
            {
                steps += await StepAsync(id, rule, cancellation) ? 1 : 0;
            }
        }

        if (steps > 0)
        {
            feed.Publish();
        }

        return steps;
    }

    private async Task<List<int>> DueAsync(FinOpsDbContext context, AlertRule rule, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        var (escalate, remind) = (Before(now, rule.EscalateMinutes), Before(now, rule.RemindMinutes));
        return await context.Alerts.Where(a => a.Kind == rule.Kind && a.AcknowledgedAtMicros == null && a.RecoveredAtMicros == null
                && ((a.EscalatedAtMicros == null && a.Severity != AlertSeverity.Info && a.RaisedAtMicros <= escalate && a.RaisedAtMicros > escalate - Belated)
                    || (a.Reminders < MostReminders && (a.RemindedAtMicros ?? a.RaisedAtMicros) <= remind && (a.RemindedAtMicros ?? a.RaisedAtMicros) > remind - Belated)))
            .OrderBy(a => a.Id).Select(a => a.Id).ToListAsync(cancellation);
    }

    private async Task<bool> StepAsync(int id, AlertRule rule, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var open = context.Alerts.Where(a => a.Id == id && a.AcknowledgedAtMicros == null && a.RecoveredAtMicros == null);
        var (escalate, remind) = (Before(now, rule.EscalateMinutes), Before(now, rule.RemindMinutes));
        var isEscalated = await open.Where(a => a.EscalatedAtMicros == null && a.Severity != AlertSeverity.Info && a.RaisedAtMicros <= escalate && a.RaisedAtMicros > escalate - Belated)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.EscalatedAtMicros, now), cancellation) == 1;
        var isReminded = await open.Where(a => a.Reminders < MostReminders && (a.RemindedAtMicros ?? a.RaisedAtMicros) <= remind && (a.RemindedAtMicros ?? a.RaisedAtMicros) > remind - Belated)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.RemindedAtMicros, now).SetProperty(a => a.Reminders, a => a.Reminders + 1), cancellation) == 1;
        if (!isEscalated && !isReminded)
        {
            return false;
        }

        var alert = await context.Alerts.FirstAsync(a => a.Id == id, cancellation);
        if (isEscalated)
        {
            await AlertOutbox.AddAsync(context, alert, rule, AlertOccasion.Escalated, 0, cancellation);
        }

        if (isReminded)
        {
            await AlertOutbox.AddAsync(context, alert, rule, AlertOccasion.Reminder, alert.Reminders, cancellation);
        }

        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>The instant so many minutes ago; before all time for 0, which means never.</summary>
    private static long Before(long now, int minutes) => minutes == 0 ? -Belated : now - (minutes * 60L * Instants.MicrosPerSecond);
}
