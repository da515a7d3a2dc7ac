using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>A key that has proved to be good.</summary>
/// <param name="Id">The stored key.</param>
/// <param name="Prefix">Its public start, fit for logs.</param>
/// <param name="Name">The name people gave it.</param>
/// <param name="Scopes">What it opens; see <see cref="ApiScope"/>.</param>
public sealed record VerifiedKey(int Id, string Prefix, string Name, IReadOnlyList<string> Scopes)
{
    public Actor ToActor() => new($"key:{Prefix}", Name, "api", ApiScope.PermissionsOf(Scopes));
}

/// <summary>A key just made. <see cref="Text"/> is shown once and stored nowhere.</summary>
public sealed record CreatedKey(ApiKey Key, string Text);

/// <summary>Makes, checks and revokes the keys of the HTTP API. The secret has 192 random bits, so a plain SHA-256 of it is safe to store.</summary>
public sealed class ApiKeys(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    /// <summary>A revoked key may still open the door of another process for this long.</summary>
    internal static readonly TimeSpan CacheFor = TimeSpan.FromSeconds(10);

    private const string Start = "lfk_";
    private const int IdLength = 8;
    private const int CacheLimit = 10_000;
    private readonly ConcurrentDictionary<string, Cached> cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, long> used = [];

    /// <summary>Makes a key.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long, a scope is unknown, or the expiry has passed; the message says which.</exception>
    public async Task<CreatedKey> CreateAsync(string name, IReadOnlyCollection<string> scopes, DateTimeOffset? expires, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(scopes);
        actor.Demand(ProtectedActions.ManageKeys);
        Check(name, scopes, expires);
        var prefix = Start + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var key = new ApiKey
        {
            Name = name.Trim(),
            Prefix = prefix,
            SecretHash = Hash(secret),
            Scopes = string.Join(',', ApiScope.All.Where(s => scopes.Contains(s, StringComparer.Ordinal))),
            CreatedBy = actor.Name,
            CreatedAtMicros = time.NowMicros(),
            ExpiresAtMicros = expires is { } at ? Instants.ToMicros(at) : null,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        context.ApiKeys.Add(key);
        AuditTrail.Add(context, actor, "apikey.create", $"apikey:{prefix}", null, new { key.Name, key.Scopes, Expires = expires?.UtcDateTime });
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        cache.TryRemove(prefix, out _);
        return new CreatedKey(key, $"{prefix}_{secret}");
    }

    /// <summary>All keys, newest first; never their secrets.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ManageKeys);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await context.ApiKeys.AsNoTracking().OrderByDescending(k => k.Id).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a key at once here, and within seconds in other processes. False when no such key is in force.</summary>
    public async Task<bool> RevokeAsync(string prefix, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ManageKeys);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var now = time.NowMicros();
        var revoked = await AuditTrail.WriteAsync(
            context,
            () => context.ApiKeys.Where(k => k.Prefix == prefix && k.RevokedAtMicros == null).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAtMicros, now), cancellation),
            _ => AuditTrail.Add(context, actor, "apikey.revoke", $"apikey:{prefix}", new { State = "in force" }, new { State = "revoked" }),
            cancellation).ConfigureAwait(false);
        cache.TryRemove(prefix, out _);
        return revoked == 1;
    }

    /// <summary>The key of a text sent by a caller; null when it is unknown, wrong, expired or revoked.</summary>
    public async Task<VerifiedKey?> VerifyAsync(string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cut = Start.Length + IdLength;
        if (text.Length is < 16 or > 128 || !text.StartsWith(Start, StringComparison.Ordinal) || text[cut] != '_')
        {
            return null;
        }

        var key = await FindAsync(text[..cut], cancellation).ConfigureAwait(false);
        var isRight = CryptographicOperations.FixedTimeEquals(Hash(text[(cut + 1)..]), key?.SecretHash ?? new byte[32]);
        var now = time.NowMicros();
        if (key is null || !isRight || key.RevokedAtMicros is not null || key.ExpiresAtMicros <= now)
        {
            return null;
        }

        used[key.Id] = now;
        return new VerifiedKey(key.Id, key.Prefix, key.Name, key.Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Stores when keys were last used; called every few seconds so that requests need no write.</summary>
    public async Task SaveLastUsedAsync(CancellationToken cancellation)
    {
        foreach (var id in used.Keys)
        {
            if (used.TryRemove(id, out var at))
            {
                await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
                await context.ApiKeys.Where(k => k.Id == id && (k.LastUsedAtMicros == null || k.LastUsedAtMicros < at))
                    .ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAtMicros, at), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<ApiKey?> FindAsync(string prefix, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        if (cache.TryGetValue(prefix, out var known) && known.UntilMicros > now)
        {
            return known.Key;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Prefix == prefix, cancellation).ConfigureAwait(false);
        if (cache.Count >= CacheLimit)
        {
            cache.Clear();
        }

        cache[prefix] = new Cached(key, now + (long)CacheFor.TotalMicroseconds);
        return key;
    }

    private void Check(string name, IReadOnlyCollection<string> scopes, DateTimeOffset? expires)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 128)
        {
            throw new ArgumentException("A key needs a name of 1 to 128 characters.");
        }

        if (scopes.Count == 0 || scopes.FirstOrDefault(s => !ApiScope.All.Contains(s)) is not null)
        {
            throw new ArgumentException($"Scopes: \"{string.Join(',', scopes)}\" is not valid; allowed: {string.Join(", ", ApiScope.All)}.");
        }

        if (expires <= time.GetUtcNow())
        {
            throw new ArgumentException("The expiry must be in the future.");
        }
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private sealed record Cached(ApiKey? Key, long UntilMicros);
}
