using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Alerts;

/// <summary>
/// Sends what waits in the outbox. Several processes may do so at once: whoever takes a message holds it for a while, by compare-and-set. One that dies
/// between sending and noting it lets go of the message, which then goes again under the same key.
/// </summary>
public sealed partial class AlertSender(
    IDbContextFactory<FinOpsDbContext> contexts, ChannelSecrets secrets, IEnumerable<IAlertMessenger> messengers, AlertFeed feed, IOptions<AlertOptions> options, TimeProvider time, ILogger<AlertSender> logger)
{
    private readonly Dictionary<AlertChannelKind, IAlertMessenger> ways = messengers.ToDictionary(m => m.Kind);

    /// <summary>Sends what is due. A channel that fails rests until the next call, so that a dead one does not hold up the others.</summary>
    /// <returns>How many messages were tried.</returns>
    public async Task<int> SendAsync(CancellationToken cancellation)
    {
        List<int> due;
        await using (var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false))
        {
            due = await AlertQueue.Due(context, time.NowMicros()).Select(d => d.ChannelId).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
        }

        var tried = await Task.WhenAll(due.Select(channel => DrainAsync(channel, cancellation))).ConfigureAwait(false);
        if (tried.Sum() > 0)
        {
            feed.Publish();
        }

        return tried.Sum();
    }

    private async Task<int> DrainAsync(int channelId, CancellationToken cancellation)
    {
        for (var tried = 0; ; tried++)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            var channel = await context.AlertChannels.AsNoTracking().FirstOrDefaultAsync(c => c.Id == channelId, cancellation).ConfigureAwait(false);
            if (await AlertQueue.TakeAsync(context, channelId, channel is not null && AlertOutbox.CanGroup(channel.Kind), time.NowMicros(), cancellation).ConfigureAwait(false) is not { } taken)
            {
                return tried;
            }

            if (channel is not { IsEnabled: true, RemovedAtMicros: null })
            {
                await AlertQueue.DropAsync(context, taken, time.NowMicros(), cancellation).ConfigureAwait(false);
                continue;
            }

            if (!await SendAsync(context, channel, taken, cancellation).ConfigureAwait(false))
            {
                return tried + 1;
            }
        }
    }

    private async Task<bool> SendAsync(FinOpsDbContext context, AlertChannel channel, TakenMessage taken, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var result = await TryAsync(channel, taken.Message, cancellation).ConfigureAwait(false);
        if (!result.IsDelivered)
        {
            NotDelivered(logger, channel.Id, channel.Kind, taken.Tries, result.Status);
        }

        // What was sent is noted even when the process is to end now.
        await AlertQueue.SettleAsync(context, channel, taken, result, (int)time.GetElapsedTime(started).TotalMilliseconds, options.Value.GiveUpHours, time.NowMicros(), CancellationToken.None).ConfigureAwait(false);
        return result.IsDelivered;
    }

    /// <summary>Sends one message and tells what came of it.</summary>
    internal async Task<SendResult> TryAsync(AlertChannel channel, AlertMessage message, CancellationToken cancellation) =>
        secrets.Open(channel) is { } secret
            ? await ways[channel.Kind].SendAsync(message, secret, cancellation).ConfigureAwait(false)
            : new SendResult(false, null, "Its address and key cannot be read any more: the protection keys of the database are gone. Enter them again.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of alerts could not be delivered to channel {Channel} ({Kind}), try {Tries}, status {Status}; it is tried again later")]
    private static partial void NotDelivered(ILogger logger, int channel, AlertChannelKind kind, int tries, int? status);
}
