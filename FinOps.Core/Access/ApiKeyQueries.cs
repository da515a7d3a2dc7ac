using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>Reads keys for people; never their secrets. Needs <see cref="Permission.ManageKeys"/>.</summary>
public sealed class ApiKeyQueries(IDbContextFactory<FinOpsDbContext> contexts, ApiKeyUses uses)
{
    /// <summary>All keys, newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ManageKeys);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var keys = await context.ApiKeys.AsNoTracking().OrderByDescending(k => k.Id).ToListAsync(cancellation).ConfigureAwait(false);
        keys.ForEach(uses.AddPending);
        return keys;
    }

    /// <summary>One key by its prefix; null when there is none.</summary>
    public async Task<ApiKey?> FindAsync(string prefix, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ManageKeys);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Prefix == prefix, cancellation).ConfigureAwait(false);
        if (key is null)
        {
            return null;
        }

        uses.AddPending(key);
        return key;
    }

    /// <summary>Keys in force that end within so many days, the first to end first.</summary>
    public async Task<IReadOnlyList<ApiKey>> EndingAsync(long nowMicros, int days, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var until = nowMicros + (days * Instants.MicrosPerDay);
        return await context.ApiKeys.AsNoTracking().Where(k => k.RevokedAtMicros == null && k.ExpiresAtMicros > nowMicros && k.ExpiresAtMicros <= until)
            .OrderBy(k => k.ExpiresAtMicros).ToListAsync(cancellation).ConfigureAwait(false);
    }
}
