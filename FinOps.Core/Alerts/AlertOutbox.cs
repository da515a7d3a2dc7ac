using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Writes what is to be sent beside what causes it.</summary>
internal static class AlertOutbox
{
    /// <summary>Adds a delivery for each channel that a rule leads to.</summary>
    public static async Task AddAsync(FinOpsDbContext context, Alert alert, AlertRule rule, AlertOccasion occasion, int round, CancellationToken cancellation)
    {
        var isEscalation = occasion == AlertOccasion.Escalated;
        var roles = AlertRules.List<string>(isEscalation ? rule.EscalateAudience : rule.Audience);
        var ids = AlertRules.List<int>(isEscalation ? rule.EscalateChannels : rule.Channels);
        var channels = await context.AlertChannels.AsNoTracking().Where(c => c.IsEnabled && c.RemovedAtMicros == null).OrderBy(c => c.Id).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var channel in channels.Where(c => (ids.Contains(c.Id) || AlertRules.List<string>(c.Audience).Intersect(roles, StringComparer.OrdinalIgnoreCase).Any()) && Scope(c).Allows(alert.Tenant)))
        {
            await AddAsync(context, alert, rule, channel, occasion, round, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Adds a delivery for each channel that was told, or is to be told, that the alert was raised.</summary>
    public static async Task FollowAsync(FinOpsDbContext context, Alert alert, AlertRule rule, AlertOccasion occasion, Func<AlertChannel, bool> wanted, CancellationToken cancellation)
    {
        var told = await context.AlertDeliveries.Where(d => d.AlertId == alert.Id && d.State != DeliveryState.Dropped && d.Occasion != occasion).Select(d => d.ChannelId).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
        var channels = await context.AlertChannels.AsNoTracking().Where(c => told.Contains(c.Id) && c.RemovedAtMicros == null).OrderBy(c => c.Id).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var channel in channels.Where(wanted))
        {
            await AddAsync(context, alert, rule, channel, occasion, 0, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The tenants that a channel is told of.</summary>
    public static TenantScope Scope(AlertChannel channel) => channel.Tenants is null ? TenantScope.All : TenantScope.Of(AlertRules.List<string>(channel.Tenants));

    /// <summary>Whether several alerts may go in one message: a rota wants each by itself, so that each can be resolved.</summary>
    public static bool CanGroup(AlertChannelKind kind) => kind switch
    {
        AlertChannelKind.Email or AlertChannelKind.Slack or AlertChannelKind.Teams or AlertChannelKind.Webhook => true,
        AlertChannelKind.PagerDuty => false,
    };

    private static async Task AddAsync(FinOpsDbContext context, Alert alert, AlertRule rule, AlertChannel channel, AlertOccasion occasion, int round, CancellationToken cancellation)
    {
        var now = context.Clock.NowMicros();
        var due = await DueAsync(context, alert, rule, channel, occasion, now, cancellation).ConfigureAwait(false);
        context.AlertDeliveries.Add(new AlertDelivery
        {
            DedupKey = string.Create(CultureInfo.InvariantCulture, $"{alert.Key}-{channel.Id}-{(int)occasion}-{round}"),
            Alert = alert, Kind = alert.Kind, ChannelId = channel.Id, Occasion = occasion, Round = round, DueAtMicros = due, CreatedAtMicros = now,
        });
    }

    /// <summary>When a channel may be told: after quiet hours, and not sooner after the last message of the same kind than the rule groups.</summary>
    private static async Task<long> DueAsync(FinOpsDbContext context, Alert alert, AlertRule rule, AlertChannel channel, AlertOccasion occasion, long now, CancellationToken cancellation)
    {
        var due = alert.Severity == AlertSeverity.Critical ? now : Instants.ToMicros(QuietHours.NotBefore(Instants.ToUtc(now), rule));
        if (rule.GroupMinutes == 0 || !CanGroup(channel.Kind))
        {
            return due;
        }

        // What is raised together goes together; what waits through quiet hours is nothing to wait for.
        var soon = now + (rule.GroupMinutes * 60 * Instants.MicrosPerSecond);
        if (context.AlertDeliveries.Local.FirstOrDefault(d => d.Id == 0 && d.ChannelId == channel.Id && d.Kind == alert.Kind && d.Occasion == occasion && d.DueAtMicros <= soon) is { } beside)
        {
            return Math.Max(due, beside.DueAtMicros);
        }

        var next = await context.AlertDeliveries.Where(d => d.ChannelId == channel.Id && d.Kind == alert.Kind && d.Occasion == occasion && d.Tries == 0 && d.DueAtMicros > now && d.DueAtMicros <= soon)
            .MinAsync(d => (long?)d.DueAtMicros, cancellation).ConfigureAwait(false)
            ?? await LastAsync(context, alert.Kind, channel.Id, occasion, now, rule.GroupMinutes, cancellation).ConfigureAwait(false);
        return next is { } wait ? Math.Max(due, wait) : due;
    }

    /// <summary>When the next message of a kind may follow the one that went last; null when none went lately.</summary>
    private static async Task<long?> LastAsync(FinOpsDbContext context, AlertKind kind, int channelId, AlertOccasion occasion, long now, int minutes, CancellationToken cancellation)
    {
        var wait = minutes * 60 * Instants.MicrosPerSecond;
        var earliest = now - wait;
        var last = await context.AlertDeliveries.Where(d => d.ChannelId == channelId && d.Kind == kind && d.Occasion == occasion && d.CreatedAtMicros > earliest && d.DueAtMicros <= now)
            .MaxAsync(d => (long?)(d.FirstTryAtMicros ?? d.DueAtMicros), cancellation).ConfigureAwait(false);
        return last + wait;
    }
}
