using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>
/// Checks keys that callers show, in memory. Whether anything changed is asked before the answer when nobody has asked for half a second,
/// so that a revoked key is refused in every process well within a second.
/// </summary>
public sealed partial class ApiKeyVerifier : IDisposable
{
    /// <summary>What is known about the keys is never older than this.</summary>
    internal static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(500);

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly KeyPeppers peppers;
    private readonly ApiKeyUses uses;
    private readonly TimeProvider time;
    private readonly ILogger<ApiKeyVerifier> logger;
    private readonly TimeSpan warning;
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile Seen? seen;

    internal ApiKeyVerifier(
        IDbContextFactory<FinOpsDbContext> contexts, KeyPeppers peppers, ApiKeyUses uses, IOptions<ApiKeyOptions> options, TimeProvider time, ILogger<ApiKeyVerifier> logger)
    {
        this.contexts = contexts;
        this.peppers = peppers;
        this.uses = uses;
        this.time = time;
        this.logger = logger;
        warning = TimeSpan.FromDays(options.Value.WarnDays);
    }

    /// <summary>The key of a text sent by a caller; null when it is unknown, mistyped, wrong, expired or revoked.</summary>
    /// <param name="text">What the caller sent.</param>
    /// <param name="address">Where it came from, kept as the last use; null when unknown.</param>
    /// <param name="cancellation">Stops waiting for the database.</param>
    public async ValueTask<VerifiedKey?> VerifyAsync(string text, string? address, CancellationToken cancellation)
    {
        if (!ApiKeyText.TryRead(text, out var prefix))
        {
            return null;
        }

        var known = seen is { } recent && IsFresh(recent) ? recent.Keys : await RefreshAsync(cancellation).ConfigureAwait(false);
        var now = time.NowMicros();
        if (known.Find(prefix, text, now) is not { } match)
        {
            return null;
        }

        var key = match.Known.Key;
        uses.Count(key.Id, now, address, match.IsOld);
        if (!match.IsOld && key.HashedWith != known.Peppers.Current)
        {
            uses.Rehash(key.Id, key.SecretHash, known.Peppers.Hash(known.Peppers.Current, text)!, known.Peppers.Current);
        }

        var ends = match.IsOld ? Math.Min(key.OldUntilMicros!.Value, key.ExpiresAtMicros ?? long.MaxValue) : key.ExpiresAtMicros;
        return match.Known.Verified with { EndsAtMicros = ends, IsEnding = match.IsOld || ends - now <= (long)warning.TotalMicroseconds };
    }

    public void Dispose() => turn.Dispose();

    /// <summary>Makes the next check look into the database; called after a change in this process.</summary>
    internal void Forget() => seen = null;

    private bool IsFresh(Seen at) => time.GetElapsedTime(at.Timestamp) < Freshness;

    private async Task<ApiKeySnapshot> RefreshAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var last = seen;
            if (last is not null && IsFresh(last))
            {
                return last.Keys;
            }

            var asked = time.GetTimestamp(); // what is read now may change while it is read
            var keys = await ReadAsync(last?.Keys, cancellation).ConfigureAwait(false);
            seen = new Seen(keys, asked);
            return keys;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<ApiKeySnapshot> ReadAsync(ApiKeySnapshot? last, CancellationToken cancellation)
    {
        var known = await peppers.GetAsync(cancellation).ConfigureAwait(false);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var mark = await context.ApiKeys.SumAsync(k => (long)k.Version, cancellation).ConfigureAwait(false);
        if (last is not null && last.Mark == mark)
        {
            return last;
        }

        // The mark was read before the keys: a change in between is noticed at the next look.
        var keys = await context.ApiKeys.AsNoTracking().Where(k => k.RevokedAtMicros == null).ToListAsync(cancellation).ConfigureAwait(false);
        var snapshot = new ApiKeySnapshot(keys, known, mark);
        if (snapshot.Unreadable(time.NowMicros()) is > 0 and var count)
        {
            Unreadable(logger, count);
        }

        return snapshot;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} API keys are refused because they were hashed with a pepper that is not known here; set ApiKeys:OldPepper to it, or rotate them")]
    private static partial void Unreadable(ILogger logger, int count);

    private sealed record Seen(ApiKeySnapshot Keys, long Timestamp);
}
