using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Takes alerts up, and sends again what was given up.</summary>
public sealed class AlertEditor(IDbContextFactory<FinOpsDbContext> contexts, AlertFeed feed, TimeProvider time)
{
    /// <summary>Notes that the actor takes care of an alert: it is neither told again nor handed on. Saved also when somebody had taken it up before; then it stays theirs.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not acknowledge alerts.</exception>
    public async Task<AlertChange> AcknowledgeAsync(int id, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.AcknowledgeAlert);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var alert = await context.Alerts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancellation);
        if (alert is null || !actor.TenantsFor(Permission.AcknowledgeAlerts).Allows(alert.Tenant) || !actor.Sees.Allows(alert.Tenant))
        {
            return new AlertChange.Missing();
        }

        var now = time.NowMicros();
        var taken = await context.Alerts.Where(a => a.Id == id && a.AcknowledgedAtMicros == null)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.AcknowledgedAtMicros, now).SetProperty(a => a.AcknowledgedBy, actor.Name), cancellation);
        if (taken == 0)
        {
            return new AlertChange.Saved(id, 0);
        }

        var fresh = await context.Alerts.FirstAsync(a => a.Id == id, cancellation);
        await AlertOutbox.FollowAsync(context, fresh, await AlertRules.ReadAsync(context, alert.Kind, cancellation), AlertOccasion.Acknowledged, c => c.Kind == AlertChannelKind.PagerDuty, cancellation);
        AuditTrail.Add(
            context, actor, "alert.acknowledge", string.Create(CultureInfo.InvariantCulture, $"alert:{id}"), new { AcknowledgedBy = (string?)null }, new { AcknowledgedBy = actor.Name, alert.Title }, tenant: alert.Tenant);
        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        feed.Publish();
        return new AlertChange.Saved(id, 0);
    }

    /// <summary>Sends again what was given up of an alert, at once and for as long as anew.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage alerts.</exception>
    public async Task<int> RetryAsync(int alertId, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.RetryDelivery);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var now = time.NowMicros();
        var messages = await context.AlertDeliveries.Where(d => d.AlertId == alertId && d.State == DeliveryState.Dead).Select(d => d.MessageKey).Distinct().ToListAsync(cancellation);
        var again = await AuditTrail.WriteAsync(
            context,
            () => context.AlertDeliveries.Where(d => messages.Contains(d.MessageKey) && d.State == DeliveryState.Dead).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.State, DeliveryState.Waiting).SetProperty(d => d.DueAtMicros, now).SetProperty(d => d.FirstTryAtMicros, now)
                    .SetProperty(d => d.Tries, 0).SetProperty(d => d.SettledAtMicros, (long?)null), cancellation),
            changed => AuditTrail.Add(context, actor, "alert.retry", string.Create(CultureInfo.InvariantCulture, $"alert:{alertId}"), null, new { Deliveries = changed }),
            cancellation);
        feed.Publish();
        return again;
    }
}
