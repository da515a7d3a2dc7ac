using System.Security.Cryptography;
using System.Text.Json;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>A message that this sender holds.</summary>
/// <param name="Token">Marks its deliveries.</param>
/// <param name="Tries">This try included.</param>
/// <param name="FirstTryAtMicros">When it was tried first.</param>
internal sealed record TakenMessage(string Token, AlertMessage Message, int Tries, long FirstTryAtMicros);

/// <summary>Takes messages out of the outbox and notes what came of them.</summary>
internal static class AlertQueue
{
    /// <summary>How long a sender holds a message; longer than any try takes.</summary>
    public const long LeaseMicros = 180 * Instants.MicrosPerSecond;

    private const int MostAtOnce = 100;
    private const long FirstWait = 15 * Instants.MicrosPerSecond;
    private const long LongestWait = 15 * 60 * Instants.MicrosPerSecond;
    private const long LongestAskedWait = 60 * 60 * Instants.MicrosPerSecond;

    /// <summary>Deliveries that may be sent now. What one channel is told of one alert goes in order: nothing is resolved before it was raised.</summary>
    public static IQueryable<AlertDelivery> Due(FinOpsDbContext context, long now) => context.AlertDeliveries.Where(d =>
        d.State == DeliveryState.Waiting && d.DueAtMicros <= now && (d.LeaseUntilMicros == null || d.LeaseUntilMicros < now)
        && !context.AlertDeliveries.Any(e => e.ChannelId == d.ChannelId && e.AlertId == d.AlertId && d.AlertId != null && e.Id < d.Id && e.State == DeliveryState.Waiting));

    /// <summary>Takes the next message of a channel; null when there is none, or another sender was first.</summary>
    public static async Task<TakenMessage?> TakeAsync(FinOpsDbContext context, int channelId, bool canGroup, long now, CancellationToken cancellation)
    {
        var head = await Due(context, now).AsNoTracking().Where(d => d.ChannelId == channelId).OrderBy(d => d.DueAtMicros).ThenBy(d => d.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (head is null)
        {
            return null;
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AlertModel.KeyLength / 2));
        var isTaken = head.MessageKey is { } key
            ? await context.AlertDeliveries.Where(d => d.MessageKey == key && d.State == DeliveryState.Waiting && (d.LeaseUntilMicros == null || d.LeaseUntilMicros < now))
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.LeaseToken, token).SetProperty(d => d.LeaseUntilMicros, now + LeaseMicros).SetProperty(d => d.Tries, d => d.Tries + 1), cancellation).ConfigureAwait(false) > 0
            : await FormAsync(context, head, canGroup && head.Kind is { } kind && (await AlertRules.ReadAsync(context, kind, cancellation).ConfigureAwait(false)).GroupMinutes > 0, token, now, cancellation).ConfigureAwait(false);
        return isTaken ? await ReadAsync(context, token, cancellation).ConfigureAwait(false) : null;
    }

    /// <summary>Puts what waits for the same reason into one message, which is the same at every later try.</summary>
    private static async Task<bool> FormAsync(FinOpsDbContext context, AlertDelivery head, bool canGroup, string token, long now, CancellationToken cancellation)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (await MarkAsync(context.AlertDeliveries.Where(d => d.Id == head.Id)).ConfigureAwait(false) == 0)
        {
            return false;
        }

        if (canGroup)
        {
            var others = await Due(context, now).Where(d => d.ChannelId == head.ChannelId && d.Kind == head.Kind && d.Occasion == head.Occasion && d.MessageKey == null && d.Id != head.Id)
                .OrderBy(d => d.Id).Take(MostAtOnce - 1).Select(d => d.Id).ToListAsync(cancellation).ConfigureAwait(false);
            await MarkAsync(context.AlertDeliveries.Where(d => others.Contains(d.Id))).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;

        Task<int> MarkAsync(IQueryable<AlertDelivery> which) => which.Where(d => d.MessageKey == null && d.State == DeliveryState.Waiting).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.MessageKey, head.DedupKey).SetProperty(d => d.LeaseToken, token).SetProperty(d => d.LeaseUntilMicros, now + LeaseMicros)
                .SetProperty(d => d.FirstTryAtMicros, now).SetProperty(d => d.Tries, d => d.Tries + 1), cancellation);
    }

    private static async Task<TakenMessage> ReadAsync(FinOpsDbContext context, string token, CancellationToken cancellation)
    {
        var rows = await context.AlertDeliveries.AsNoTracking().Include(d => d.Alert).Where(d => d.LeaseToken == token).OrderBy(d => d.Id).ToListAsync(cancellation).ConfigureAwait(false);
        var first = rows[0];
        var digest = first.Content is { } content ? JsonSerializer.Deserialize<AlertDigest>(content) : null;
        var message = new AlertMessage(first.MessageKey!, first.Occasion, [.. rows.Select(r => r.Alert).OfType<Alert>()]) { Digest = digest };
        return new TakenMessage(token, message, first.Tries, first.FirstTryAtMicros ?? first.CreatedAtMicros);
    }

    /// <summary>Takes off the outbox what a channel that is no longer there was to be told.</summary>
    public static Task<int> DropAsync(FinOpsDbContext context, TakenMessage taken, long now, CancellationToken cancellation) => context.AlertDeliveries.Where(d => d.LeaseToken == taken.Token).ExecuteUpdateAsync(
        set => set.SetProperty(d => d.State, DeliveryState.Dropped).SetProperty(d => d.SettledAtMicros, now).SetProperty(d => d.LeaseToken, (string?)null).SetProperty(d => d.LeaseUntilMicros, (long?)null), cancellation);

    /// <summary>Notes a try: delivered, to be tried again after a wait, or given up. A sender whose hold ran out meanwhile changes nothing.</summary>
    public static async Task SettleAsync(FinOpsDbContext context, AlertChannel channel, TakenMessage taken, SendResult result, int durationMs, int giveUpHours, long now, CancellationToken cancellation)
    {
        var isOver = now - taken.FirstTryAtMicros >= giveUpHours * Instants.MicrosPerHour;
        var state = result.IsDelivered ? DeliveryState.Delivered : isOver ? DeliveryState.Dead : DeliveryState.Waiting;
        long? settled = state == DeliveryState.Waiting ? null : now;
        var due = now + Wait(taken.Tries, result.RetryAfter);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await context.AlertDeliveries.Where(d => d.LeaseToken == taken.Token).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.State, state).SetProperty(d => d.SettledAtMicros, settled).SetProperty(d => d.DueAtMicros, due)
                .SetProperty(d => d.LeaseToken, (string?)null).SetProperty(d => d.LeaseUntilMicros, (long?)null), cancellation).ConfigureAwait(false);
        context.AlertTries.Add(new AlertTry
        {
            MessageKey = taken.Message.Key, ChannelId = channel.Id, AtMicros = now, IsDelivered = result.IsDelivered, Status = result.Status, DurationMs = durationMs,
            Answer = result.Answer.Length <= AlertModel.AnswerLength ? result.Answer : result.Answer[..AlertModel.AnswerLength],
        });
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>How long to wait after so many tries: twice as long each time up to a quarter of an hour, give or take a fifth, and not shorter than the receiver asks.</summary>
    internal static long Wait(int tries, TimeSpan? asked)
    {
        var wait = Math.Min(FirstWait << Math.Clamp(tries - 1, 0, 10), LongestWait);
        var jittered = wait * RandomNumberGenerator.GetInt32(80, 121) / 100;
        return Math.Max(jittered, Math.Min((long)(asked?.TotalMicroseconds ?? 0), LongestAskedWait));
    }
}
