using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>Remembers uses of keys in memory, and stores them every few seconds, so that requests need no write.</summary>
public sealed class ApiKeyUses(IDbContextFactory<FinOpsDbContext> contexts)
{
    private readonly Lock guard = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private Dictionary<(int Id, int Day), Use> uses = [];
    private Dictionary<int, Rehashed> rehashed = [];

    /// <summary>Stores what was remembered. What cannot be stored is kept for the next time.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var (taken, hashes) = Take();
            try
            {
                await SaveAsync(taken, hashes, cancellation).ConfigureAwait(false);
            }
            finally
            {
                // What was stored is no longer in there.
                PutBack(taken);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    internal void Count(int id, long atMicros, string? address, bool isOld)
    {
        lock (guard)
        {
            Add(uses, (id, Instants.ToDay(atMicros)), new Use(1, atMicros, address, isOld ? atMicros : null));
        }
    }

    /// <summary>Moves a key to another pepper, as its text is only known while it is used.</summary>
    internal void Rehash(int id, byte[] from, byte[] to, string pepper)
    {
        lock (guard)
        {
            rehashed[id] = new Rehashed(from, to, pepper);
        }
    }

    /// <summary>Adds the uses that are not stored yet, for people who look at the key now.</summary>
    internal void AddPending(ApiKey key)
    {
        lock (guard)
        {
            foreach (var ((_, day), use) in uses.Where(u => u.Key.Id == key.Id).OrderBy(u => u.Key.Day))
            {
                key.RequestsOnDay = key.UsedDay == day ? key.RequestsOnDay + use.Requests : use.Requests;
                key.UsedDay = day;
                key.OldLastUsedAtMicros = use.OldAtMicros ?? key.OldLastUsedAtMicros;
                (key.LastUsedAtMicros, key.LastUsedFrom) = (use.AtMicros, use.Address);
            }
        }
    }

    private static void Add(Dictionary<(int Id, int Day), Use> to, (int Id, int Day) key, Use use) => to[key] = to.TryGetValue(key, out var one)
        ? new Use(one.Requests + use.Requests, Math.Max(one.AtMicros, use.AtMicros), use.AtMicros >= one.AtMicros ? use.Address : one.Address, use.OldAtMicros ?? one.OldAtMicros)
        : use;

    private (Dictionary<(int Id, int Day), Use> Uses, Dictionary<int, Rehashed> Hashes) Take()
    {
        lock (guard)
        {
            var taken = (uses, rehashed);
            (uses, rehashed) = ([], []);
            return taken;
        }
    }

    private void PutBack(Dictionary<(int Id, int Day), Use> rest)
    {
        lock (guard)
        {
            foreach (var (key, use) in rest)
            {
                Add(uses, key, use);
            }
        }
    }

    private async Task SaveAsync(Dictionary<(int Id, int Day), Use> taken, Dictionary<int, Rehashed> hashes, CancellationToken cancellation)
    {
        if (taken.Count == 0 && hashes.Count == 0)
        {
            return;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        foreach (var (key, use) in taken.OrderBy(t => t.Key.Day).ToList())
        {
            await SaveAsync(context, key.Id, key.Day, use, cancellation).ConfigureAwait(false);
            taken.Remove(key);
        }

        foreach (var (id, hash) in hashes)
        {
            await context.ApiKeys.Where(k => k.Id == id && k.SecretHash == hash.From)
                .ExecuteUpdateAsync(k => k.SetProperty(x => x.SecretHash, hash.To).SetProperty(x => x.HashedWith, hash.Pepper).SetProperty(x => x.Version, x => x.Version + 1), cancellation).ConfigureAwait(false);
        }
    }

    private static Task<int> SaveAsync(FinOpsDbContext context, int id, int day, Use use, CancellationToken cancellation) =>
        context.ApiKeys.Where(k => k.Id == id).ExecuteUpdateAsync(
            k => k
                .SetProperty(x => x.RequestsOnDay, x => x.UsedDay == day ? x.RequestsOnDay + use.Requests : x.UsedDay == null || x.UsedDay < day ? use.Requests : x.RequestsOnDay)
                .SetProperty(x => x.UsedDay, x => x.UsedDay == null || x.UsedDay < day ? day : x.UsedDay)
                .SetProperty(x => x.LastUsedFrom, x => x.LastUsedAtMicros == null || x.LastUsedAtMicros < use.AtMicros ? use.Address : x.LastUsedFrom)
                .SetProperty(x => x.LastUsedAtMicros, x => x.LastUsedAtMicros == null || x.LastUsedAtMicros < use.AtMicros ? use.AtMicros : x.LastUsedAtMicros)
                .SetProperty(x => x.OldLastUsedAtMicros, x => use.OldAtMicros != null && (x.OldLastUsedAtMicros == null || x.OldLastUsedAtMicros < use.OldAtMicros) ? use.OldAtMicros : x.OldLastUsedAtMicros),
            cancellation);

    private sealed record Use(long Requests, long AtMicros, string? Address, long? OldAtMicros);

    private sealed record Rehashed(byte[] From, byte[] To, string Pepper);
}
