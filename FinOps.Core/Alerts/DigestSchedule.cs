using System.Globalization;
using System.Text.Json;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Alerts;

/// <summary>Puts digests into the outbox once their time has come, once each; those of a day that was missed are not caught up.</summary>
public sealed class DigestSchedule(IDbContextFactory<FinOpsDbContext> contexts, DigestWriter writer, TimeProvider time)
{
    private const DayOfWeek WeeklyOn = DayOfWeek.Monday;

    /// <returns>How many digests were put into the outbox.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var channels = await context.AlertChannels.AsNoTracking().Where(c => c.IsEnabled && c.RemovedAtMicros == null && (c.HasDailyDigest || c.HasWeeklyDigest)).OrderBy(c => c.Id).ToListAsync(cancellation);
        var written = 0;
        foreach (var channel in channels)
        {
            var zone = QuietHours.Zone(channel.TimeZone);
            var local = TimeZoneInfo.ConvertTimeFromUtc(time.GetUtcNow().UtcDateTime, zone);
            if ((local.Hour * 60) + local.Minute < channel.DigestMinute)
            {
                continue;
            }

            var today = local.Date;
            written += channel.HasDailyDigest && await AddAsync(channel, "daily", string.Create(CultureInfo.InvariantCulture, $"Daily digest of {today.AddDays(-1):yyyy-MM-dd}"), today, 1, zone, cancellation) ? 1 : 0;
            written += channel.HasWeeklyDigest && today.DayOfWeek == WeeklyOn
                && await AddAsync(channel, "weekly", string.Create(CultureInfo.InvariantCulture, $"Weekly digest up to {today.AddDays(-1):yyyy-MM-dd}"), today, 7, zone, cancellation) ? 1 : 0;
        }

        return written;
    }

    private async Task<bool> AddAsync(AlertChannel channel, string pace, string title, DateTime today, int days, TimeZoneInfo zone, CancellationToken cancellation)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"digest-{pace}-{channel.Id}-{today:yyyyMMdd}");
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.AlertDeliveries.AnyAsync(d => d.DedupKey == key, cancellation))
        {
            return false;
        }

        var digest = await writer.WriteAsync(title, channel, QuietHours.Utc(today.AddDays(-days), zone), QuietHours.Utc(today, zone), cancellation);
        var now = time.NowMicros();
        context.AlertDeliveries.Add(new AlertDelivery
        {
            DedupKey = key, ChannelId = channel.Id, Occasion = AlertOccasion.Digest, DueAtMicros = now, CreatedAtMicros = now, Content = JsonSerializer.Serialize(digest),
        });
        try
        {
            await context.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // another process was first
        }
    }
}
