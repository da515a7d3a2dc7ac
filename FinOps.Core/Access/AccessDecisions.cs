using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>
/// Decides what a person may do, each time anew. Answers come from memory; whether they still hold is asked of the database when the last
/// look is half a second old, so that a role removed by any process counts for nothing within a second.
/// </summary>
public sealed class AccessDecisions(IDbContextFactory<FinOpsDbContext> contexts, IOptions<ConfiguredRoles> configured, TimeProvider time) : IDisposable
{
    internal static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim gate = new(1);
    private AccessSnapshot? snapshot;
    private long lookedAt;

    /// <summary>Raised after a change was noticed: at once for those of this process, with the next decision for those of others.</summary>
    public event Action? Changed;

    /// <summary>What a person may do now.</summary>
    /// <param name="who">The person.</param>
    /// <param name="claimValues">What the provider says of the person's roles or groups in this session.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<PersonAccess> OfAsync(PersonIdentity who, IReadOnlyList<string> claimValues, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claimValues);
        var current = await CurrentAsync(cancellation);
        return current.Decide(who, await current.PersonAsync(who, contexts, cancellation), claimValues, time.NowMicros());
    }

    /// <summary>Every role, the built-in ones first.</summary>
    public async ValueTask<IReadOnlyList<Role>> RolesAsync(CancellationToken cancellation) =>
        [.. (await CurrentAsync(cancellation)).Roles.OrderBy(r => r.IsCustom).ThenBy(r => r.IsCustom ? r.Name : "", StringComparer.OrdinalIgnoreCase)];

    /// <summary>Forgets what is known, after a change by this process.</summary>
    public void Invalidate()
    {
        Volatile.Write(ref snapshot, null);
        Changed?.Invoke();
    }

    public void Dispose() => gate.Dispose();

    private async ValueTask<AccessSnapshot> CurrentAsync(CancellationToken cancellation)
    {
        if (Fresh() is { } known)
        {
            return known;
        }

        var isNew = false;
        await gate.WaitAsync(cancellation);
        AccessSnapshot current;
        try
        {
            (current, isNew) = Fresh() is { } meanwhile ? (meanwhile, false) : await LookAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }

        if (isNew)
        {
            Changed?.Invoke();
        }

        return current;
    }

    private AccessSnapshot? Fresh() =>
        Volatile.Read(ref snapshot) is { } known && time.GetElapsedTime(Interlocked.Read(ref lookedAt)) < LookEvery ? known : null;

    private async Task<(AccessSnapshot Current, bool IsChange)> LookAsync(CancellationToken cancellation)
    {
        var before = Volatile.Read(ref snapshot);
        var at = time.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (before is not null && await AccessSnapshot.VersionAsync(context, cancellation) == before.Version)
        {
            // An invalidation meanwhile must not be undone, so the snapshot itself is left alone.
            Interlocked.Exchange(ref lookedAt, at);
            return (before, false);
        }

        var read = await AccessSnapshot.ReadAsync(context, configured.Value, cancellation);
        Interlocked.Exchange(ref lookedAt, at);
        Interlocked.CompareExchange(ref snapshot, read, before);
        return (read, before is not null);
    }
}
