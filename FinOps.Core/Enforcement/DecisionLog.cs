using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Enforcement;

/// <summary>
/// Keeps who was held back, apart from the audit trail: refusals come by the thousand and change nothing. They gather in memory and are
/// stored together every second, so that a caller who is refused causes no write of its own. What a process had gathered when it was
/// killed is lost; that is at most a second's worth.
/// </summary>
public sealed class DecisionLog(IDbContextFactory<FinOpsDbContext> contexts, IOptions<EnforcementOptions> options, TimeProvider time)
{
    /// <summary>Refusals that are told apart within a second; further ones are counted together, so that made-up callers cannot fill the memory.</summary>
    internal const int Room = 2_000;

    /// <summary>The subject of refusals that found no room of their own.</summary>
    public const string Others = "(others)";

    private const int PrunedAtOnce = 5_000;
    private readonly Lock guard = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private Dictionary<Key, Tally> gathered = [];

    /// <summary>Notes a refusal; never waits.</summary>
    public void Note(string door, string reason, string subject, string address, string route, string? tenant = null)
    {
        var now = time.NowMicros();
        var key = new Key(Cut(door, DecisionModel.WordLength), Cut(reason, DecisionModel.WordLength), Cut(subject, DecisionModel.SubjectLength),
            Cut(address, DecisionModel.AddressLength), Cut(route, DecisionModel.RouteLength), tenant is null ? null : Cut(tenant, DecisionModel.TenantLength));
        lock (guard)
        {
            Add(gathered, key, new Tally(1, now, now));
        }
    }

    /// <summary>Stores what was gathered. What cannot be stored is kept for the next time.</summary>
    /// <returns>How many rows were stored.</returns>
    public async Task<int> SaveAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var taken = Take();
            if (taken.Count == 0)
            {
                return 0;
            }

            try
            {
                await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
                context.EnforcementDecisions.AddRange(taken.Select(t => Row(t.Key, t.Value)));
                return await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
            }
            catch
            {
                PutBack(taken);
                throw;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Removes rows that are older than <see cref="EnforcementOptions.DecisionDays"/>, a few thousand at a time.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellation)
    {
        if (options.Value.DecisionDays == 0)
        {
            return 0;
        }

        var before = time.NowMicros() - (options.Value.DecisionDays * Instants.MicrosPerDay);
        var removed = 0;
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        for (int some; (some = await context.EnforcementDecisions.Where(d => d.AtMicros < before).OrderBy(d => d.Id).Take(PrunedAtOnce).ExecuteDeleteAsync(cancellation).ConfigureAwait(false)) > 0;)
        {
            removed += some;
        }

        return removed;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static void Add(Dictionary<Key, Tally> to, Key key, Tally tally)
    {
        if (to.Count >= Room && !to.ContainsKey(key))
        {
            key = key with { Subject = Others, Address = "", Route = "", Tenant = null };
        }

        to[key] = to.TryGetValue(key, out var known)
            ? new Tally(known.Count + tally.Count, Math.Min(known.FirstMicros, tally.FirstMicros), Math.Max(known.LastMicros, tally.LastMicros))
            : tally;
    }

    private static EnforcementDecision Row(Key key, Tally tally) => new()
    {
        AtMicros = tally.FirstMicros,
        LastAtMicros = tally.LastMicros,
        Door = key.Door,
        Reason = key.Reason,
        Subject = key.Subject,
        Address = key.Address,
        Route = key.Route,
        Tenant = key.Tenant,
        Count = tally.Count,
    };

    private Dictionary<Key, Tally> Take()
    {
        lock (guard)
        {
            var taken = gathered;
            gathered = [];
            return taken;
        }
    }

    private void PutBack(Dictionary<Key, Tally> taken)
    {
        lock (guard)
        {
            foreach (var (key, tally) in taken)
            {
                Add(gathered, key, tally);
            }
        }
    }

    private readonly record struct Key(string Door, string Reason, string Subject, string Address, string Route, string? Tenant);

    private readonly record struct Tally(long Count, long FirstMicros, long LastMicros);
}
