using System.Runtime.CompilerServices;
using FinOps.Core.Access;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>How an alert stands.</summary>
public enum AlertState
{
    /// <summary>It lasts, and nobody has taken it up.</summary>
    Open,
    Acknowledged,
    Recovered,
}

/// <summary>Which alerts are wanted; null or empty means any.</summary>
public sealed record AlertFilter
{
    public AlertState? State { get; init; }
    public AlertKind? Kind { get; init; }
    public AlertSeverity? Severity { get; init; }
    public string? Tenant { get; init; }

    /// <summary>A part of the title or the text.</summary>
    public string? Text { get; init; }

    /// <summary>True: only those of which a channel could not be told.</summary>
    public bool HasDeadLetters { get; init; }
}

/// <summary>An alert and how far it was told.</summary>
public sealed record AlertRow(Alert Alert, int Delivered, int Waiting, int Dead)
{
    public AlertState State => Alert.RecoveredAtMicros is not null ? AlertState.Recovered : Alert.AcknowledgedAtMicros is not null ? AlertState.Acknowledged : AlertState.Open;
}

/// <summary>A delivery with the name of its channel and every try.</summary>
public sealed record DeliveryRow(AlertDelivery Delivery, string Channel, AlertChannelKind? Way, IReadOnlyList<AlertTry> Tries);

/// <summary>A channel and how it fares.</summary>
public sealed record ChannelRow(AlertChannel Channel, int Waiting, int Dead, AlertTry? Last);

/// <summary>Reads alerts, cut to the tenants that the actor may see; what concerns all is for those who see all.</summary>
public sealed class AlertQueries(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <summary>A page of alerts, the newest first, and how many there are.</summary>
    public async Task<(IReadOnlyList<AlertRow> Rows, int Total)> PageAsync(AlertFilter filter, Actor actor, int skip, int take, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var alerts = Of(context, filter, actor);
        var total = await alerts.CountAsync(cancellation);
        var page = await alerts.OrderByDescending(a => a.Id).Skip(skip).Take(take).ToListAsync(cancellation);
        var ids = page.Select(a => a.Id).ToList();
        var told = await context.AlertDeliveries.Where(d => d.AlertId != null && ids.Contains(d.AlertId.Value)).GroupBy(d => new { d.AlertId, d.State })
            .Select(g => new { g.Key.AlertId, g.Key.State, Count = g.Count() }).ToListAsync(cancellation);
        return ([.. page.Select(a => new AlertRow(a, Count(a.Id, DeliveryState.Delivered), Count(a.Id, DeliveryState.Waiting), Count(a.Id, DeliveryState.Dead)))], total);

        int Count(int id, DeliveryState state) => told.FirstOrDefault(t => t.AlertId == id && t.State == state)?.Count ?? 0;
    }

    /// <summary>All alerts of a filter, the oldest first, as they are read.</summary>
    public async IAsyncEnumerable<Alert> ReadAsync(AlertFilter filter, Actor actor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await foreach (var alert in Of(context, filter, actor).OrderBy(a => a.Id).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            yield return alert;
        }
    }

    /// <summary>One alert; null when there is none for this actor.</summary>
    public async Task<Alert?> FindAsync(int id, Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await Of(context, new AlertFilter(), actor).FirstOrDefaultAsync(a => a.Id == id, cancellation);
    }

    /// <summary>How many alerts last and wait for somebody to take them up.</summary>
    public async Task<int> CountOpenAsync(Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await Of(context, new AlertFilter { State = AlertState.Open }, actor).CountAsync(cancellation);
    }

    /// <summary>The delivery log of an alert; empty when there is no such alert for this actor.</summary>
    public async Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(int alertId, Actor actor, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (!await Of(context, new AlertFilter(), actor).AnyAsync(a => a.Id == alertId, cancellation))
        {
            return [];
        }

        var deliveries = await context.AlertDeliveries.AsNoTracking().Where(d => d.AlertId == alertId).OrderBy(d => d.Id).ToListAsync(cancellation);
        var channelIds = deliveries.Select(d => d.ChannelId).Distinct().ToList();
        var channels = await context.AlertChannels.AsNoTracking().Where(c => channelIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellation);
        var messages = deliveries.Select(d => d.MessageKey).OfType<string>().Distinct().ToList();
        var tries = (await context.AlertTries.AsNoTracking().Where(t => messages.Contains(t.MessageKey)).OrderBy(t => t.Id).ToListAsync(cancellation)).ToLookup(t => t.MessageKey);
        return [.. deliveries.Select(d => new DeliveryRow(d, channels.GetValueOrDefault(d.ChannelId)?.Name ?? "", channels.GetValueOrDefault(d.ChannelId)?.Kind, d.MessageKey is null ? [] : [.. tries[d.MessageKey]]))];
    }

    /// <summary>The rules in force, one a kind. Only for those who see all.</summary>
    public async Task<IReadOnlyList<AlertRule>> RulesAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        actor.Sees.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var stored = await context.AlertRules.AsNoTracking().ToDictionaryAsync(r => r.Kind, cancellation);
        return [.. AlertRules.Kinds.Select(k => stored.GetValueOrDefault(k) ?? AlertRules.Default(k))];
    }

    /// <summary>The channels, without their addresses and keys. Only for those who see all.</summary>
    public async Task<IReadOnlyList<ChannelRow>> ChannelsAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        actor.Sees.DemandAll();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var channels = await context.AlertChannels.AsNoTracking().Where(c => c.RemovedAtMicros == null).OrderBy(c => c.Name).ThenBy(c => c.Id).ToListAsync(cancellation);
        var told = await context.AlertDeliveries.Where(d => d.State == DeliveryState.Waiting || d.State == DeliveryState.Dead).GroupBy(d => new { d.ChannelId, d.State })
            .Select(g => new { g.Key.ChannelId, g.Key.State, Count = g.Count() }).ToListAsync(cancellation);
        var lastIds = await context.AlertTries.GroupBy(t => t.ChannelId).Select(g => g.Max(t => (int?)t.Id)).ToListAsync(cancellation);
        var last = await context.AlertTries.AsNoTracking().Where(t => lastIds.Contains(t.Id)).ToDictionaryAsync(t => t.ChannelId, cancellation);
        channels.ForEach(c => c.Protected = "");
        return [.. channels.Select(c => new ChannelRow(c, Count(c.Id, DeliveryState.Waiting), Count(c.Id, DeliveryState.Dead), last.GetValueOrDefault(c.Id)))];

        int Count(int id, DeliveryState state) => told.FirstOrDefault(t => t.ChannelId == id && t.State == state)?.Count ?? 0;
    }

    /// <summary>Names of roles to choose from.</summary>
    public async Task<IReadOnlyList<string>> RolesAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await AlertRoles.NamesAsync(context, cancellation);
    }

    private static IQueryable<Alert> Of(FinOpsDbContext context, AlertFilter filter, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var alerts = context.Alerts.AsNoTracking();
        if (actor.Sees is { IsAll: false } scope)
        {
            var keys = scope.Keys.ToList();
            alerts = alerts.Where(a => a.Tenant != null && keys.Contains(a.Tenant));
        }

        alerts = filter.State switch
        {
            AlertState.Open => alerts.Where(a => a.AcknowledgedAtMicros == null && a.RecoveredAtMicros == null),
            AlertState.Acknowledged => alerts.Where(a => a.AcknowledgedAtMicros != null && a.RecoveredAtMicros == null),
            AlertState.Recovered => alerts.Where(a => a.RecoveredAtMicros != null),
            null => alerts,
        };
        alerts = filter.Kind is { } kind ? alerts.Where(a => a.Kind == kind) : alerts;
        alerts = filter.Severity is { } severity ? alerts.Where(a => a.Severity == severity) : alerts;
        alerts = string.IsNullOrEmpty(filter.Tenant) ? alerts : alerts.Where(a => a.Tenant == filter.Tenant);
        alerts = filter.HasDeadLetters ? alerts.Where(a => context.AlertDeliveries.Any(d => d.AlertId == a.Id && d.State == DeliveryState.Dead)) : alerts;
        if (!string.IsNullOrEmpty(filter.Text))
        {
            var part = LikePattern.Containing(filter.Text);
            alerts = alerts.Where(a => EF.Functions.Like(a.Title, part, LikePattern.Escape) || EF.Functions.Like(a.Text, part, LikePattern.Escape));
        }

        return alerts;
    }
}
