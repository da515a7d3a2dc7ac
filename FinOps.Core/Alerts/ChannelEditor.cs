using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Adds, changes, removes and tests channels. Needs <see cref="Permission.ManageAlerts"/>. Addresses and keys are kept under protection and never given out again.</summary>
public sealed class ChannelEditor(
    IDbContextFactory<FinOpsDbContext> contexts, ChannelCheck check, ChannelSecrets secrets, AlertSender sender, AlertFeed feed, TimeProvider time)
{
    private const int SecretBytes = 32;

    /// <summary>Adds or changes a channel, or tells every fault.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage alerts.</exception>
    public async Task<AlertChange> SaveAsync(ChannelDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditAlertChannel);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var channel = draft.Id == 0 ? null : await context.AlertChannels.FirstOrDefaultAsync(c => c.Id == draft.Id && c.RemovedAtMicros == null, cancellation);
        if (channel is null && draft.Id != 0)
        {
            return new AlertChange.Missing();
        }

        draft = channel is null ? draft : draft with { Kind = channel.Kind };
        var faults = check.Faults(draft, channel is null || channel.Protected.Length == 0, await AlertRoles.NamesAsync(context, cancellation)).ToList();
        if (faults.Count > 0)
        {
            return new AlertChange.Invalid(faults);
        }

        if (channel is not null && channel.Version != draft.Version)
        {
            return new AlertChange.Conflict(channel.ChangedBy, channel.ChangedAtMicros);
        }

        return await SaveAsync(context, channel, draft, actor, cancellation);
    }

    /// <summary>Takes a channel away; what it was told stays on record.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage alerts.</exception>
    public async Task<AlertChange> RemoveAsync(int id, int version, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditAlertChannel);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.AlertChannels.FirstOrDefaultAsync(c => c.Id == id && c.RemovedAtMicros == null, cancellation) is not { } channel)
        {
            return new AlertChange.Missing();
        }

        if (channel.Version != version)
        {
            return new AlertChange.Conflict(channel.ChangedBy, channel.ChangedAtMicros);
        }

        AuditTrail.Add(context, actor, "alert-channel.remove", Target(channel), Shown(channel), null);
        (channel.RemovedAtMicros, channel.Protected, channel.Version) = (time.NowMicros(), "", channel.Version + 1);
        return await TrySaveAsync(context, channel, null, cancellation);
    }

    /// <summary>Sends a made-up alert, and tells the answer; null when there is no such channel.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage alerts.</exception>
    public async Task<SendResult?> TestAsync(int id, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditAlertChannel);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.AlertChannels.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id && c.RemovedAtMicros == null, cancellation) is not { } channel)
        {
            return null;
        }

        var started = time.GetTimestamp();
        var alert = new Alert
        {
            Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AlertModel.KeyLength / 2)), Kind = AlertKind.Incident, Severity = AlertSeverity.Info, Scope = "test", Path = "/alerts/channels",
            Title = "Test of FinOps alerts", Text = $"{actor.Name} tests the channel {channel.Name}. There is nothing to do.", RaisedAtMicros = time.NowMicros(), RecoveryText = "The test is over.",
        };
        var message = new AlertMessage("test-" + alert.Key, AlertOccasion.Raised, [alert]);
        var result = await sender.TryAsync(channel, message, cancellation);
        if (result.IsDelivered && channel.Kind == AlertChannelKind.PagerDuty)
        {
            result = await sender.TryAsync(channel, message with { Occasion = AlertOccasion.Recovered }, cancellation);
        }

        context.AlertTries.Add(new AlertTry
        {
            MessageKey = message.Key, ChannelId = id, AtMicros = time.NowMicros(), IsDelivered = result.IsDelivered, Status = result.Status, DurationMs = (int)time.GetElapsedTime(started).TotalMilliseconds,
            Answer = result.Answer.Length <= AlertModel.AnswerLength ? result.Answer : result.Answer[..AlertModel.AnswerLength],
        });
        AuditTrail.Add(context, actor, "alert-channel.test", Target(channel), null, new { channel.Name, result.IsDelivered, result.Status });
        await context.SaveChangesAsync(cancellation);
        return result;
    }

    private async Task<AlertChange> SaveAsync(FinOpsDbContext context, AlertChannel? known, ChannelDraft draft, Actor actor, CancellationToken cancellation)
    {
        var before = known is null ? null : Shown(known);
        var old = known is null ? null : secrets.Open(known);
        string? made = draft.Kind == AlertChannelKind.Webhook && draft.Secret.Length == 0 && old is null ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)) : null;
        var secret = new ChannelSecret(draft.Address.Trim() is { Length: > 0 } address ? address : old?.Address ?? "", draft.Secret.Length > 0 ? draft.Secret : made ?? old?.Secret ?? "");
        var channel = known ?? context.AlertChannels.Add(new AlertChannel { Kind = draft.Kind }).Entity;
        (channel.Name, channel.IsEnabled, channel.TimeZone, channel.DigestMinute) = (draft.Name.Trim(), draft.IsEnabled, draft.TimeZone, draft.DigestMinute);
        (channel.HasDailyDigest, channel.HasWeeklyDigest) = (draft.HasDailyDigest, draft.HasWeeklyDigest);
        channel.Audience = JsonSerializer.Serialize(draft.Audience.Distinct().Order());
        channel.Tenants = draft.Tenants is null ? null : JsonSerializer.Serialize(draft.Tenants.Distinct().Order());
        if (secret != old)
        {
            (channel.Protected, channel.Target) = (secrets.Close(secret), Target(channel.Kind, secret));
        }

        (channel.Version, channel.ChangedBy, channel.ChangedAtMicros) = (channel.Version + 1, actor.Name, time.NowMicros());
        AuditTrail.AddSaved(context, actor, known is null ? "alert-channel.add" : "alert-channel.edit", () => Target(channel), before, () => Shown(channel, secret != old));
        return await TrySaveAsync(context, channel, made, cancellation);
    }

    private async Task<AlertChange> TrySaveAsync(FinOpsDbContext context, AlertChannel channel, string? made, CancellationToken cancellation)
    {
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new AlertChange.Conflict("somebody else", time.NowMicros());
        }

        feed.Publish();
        return new AlertChange.Saved(channel.Id, channel.Version, made);
    }

    private static string Target(AlertChannel channel) => string.Create(CultureInfo.InvariantCulture, $"alert-channel:{channel.Id}");

    /// <summary>What may be shown of where a channel leads: an address opens a chat room to whoever knows it, so only its host.</summary>
    private static string Target(AlertChannelKind kind, ChannelSecret secret) => kind switch
    {
        AlertChannelKind.Email => secret.Address,
        AlertChannelKind.PagerDuty => "Events API v2",
        AlertChannelKind.Slack or AlertChannelKind.Teams or AlertChannelKind.Webhook => new Uri(secret.Address).Host,
    };

    private static object Shown(AlertChannel channel, bool isNewSecret = false) => new
    {
        channel.Name, channel.Kind, channel.IsEnabled, channel.Target, channel.Audience, channel.Tenants, channel.HasDailyDigest, channel.HasWeeklyDigest, channel.DigestMinute, channel.TimeZone,
        AddressOrKeyChanged = isNewSecret,
    };
}
