using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access.Sessions;

/// <summary>
/// Who is signed in where. Every node asks the database, so that a session which ended on one has ended on all;
/// <see cref="Ended"/> tells this node at once, for what it holds open.
/// </summary>
public sealed class SignInSessions(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time)
{
    public const int MaxSubject = 768;
    public const int MaxBrowser = 256;

    /// <summary>No setting lets a session last longer without activity.</summary>
    public static readonly TimeSpan LongestIdle = TimeSpan.FromDays(1);

    /// <summary>Activity is written down no more often than this, so that reading a page is not a write each time.</summary>
    public static readonly TimeSpan TouchEvery = TimeSpan.FromSeconds(30);

    /// <summary>Sessions that ended on this node, by <see cref="SignInSession.Id"/>.</summary>
    public event Action<IReadOnlyCollection<long>>? Ended;

    /// <summary>Begins a session and returns its id.</summary>
    public async Task<long> BeginAsync(NewSession session, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = new SignInSession { CreatedAtMicros = time.NowMicros() };
        Fill(row, session);
        db.SignInSessions.Add(row);
        AuditTrail.AddSaved(db, actor, "signin.succeeded", () => Target(row.Id), null, () => new { session.Browser, endsAtUtc = Instants.ToUtc(row.EndsAtMicros) });
        await db.SaveChangesAsync(cancellation);
        return row.Id;
    }

    /// <summary>
    /// Gives a session of the same person a new key and ticket after they proved again who they are; what is open in it stays open.
    /// False when it has ended or belongs to someone else.
    /// </summary>
    public async Task<bool> RenewAsync(long id, NewSession session, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await db.SignInSessions.FirstOrDefaultAsync(s => s.Id == id && s.Subject == session.Subject, cancellation) is not { } row)
        {
            return false;
        }

        var before = new { endsAtUtc = Instants.ToUtc(row.EndsAtMicros) };
        Fill(row, session);
        AuditTrail.Add(db, actor, "signin.proved", Target(id), before, new { endsAtUtc = Instants.ToUtc(row.EndsAtMicros) });
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>The session of a key while it lasts; null when there is none, it was idle too long or its time is over.</summary>
    public async Task<SignInSession?> FindAsync(byte[] keyHash, TimeSpan idleLimit, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.SignInSessions.AsNoTracking().FirstOrDefaultAsync(s => s.KeyHash == keyHash, cancellation);
        return row is not null && IsLive(row.LastSeenAtMicros, row.EndsAtMicros, idleLimit, now) ? row : null;
    }

    /// <summary>True while the session lasts.</summary>
    public async Task<bool> IsLiveAsync(long id, TimeSpan idleLimit, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.SignInSessions.AsNoTracking().Where(s => s.Id == id).Select(s => new { s.LastSeenAtMicros, s.EndsAtMicros }).FirstOrDefaultAsync(cancellation);
        return row is not null && IsLive(row.LastSeenAtMicros, row.EndsAtMicros, idleLimit, now);
    }

    /// <summary>Writes down that the session is in use, at most every <see cref="TouchEvery"/>; never wakes one that was idle too long.</summary>
    public async Task TouchAsync(long id, TimeSpan idleLimit, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        var (stale, idleSince) = (now - Micros(TouchEvery), now - Micros(idleLimit));
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.SignInSessions.Where(s => s.Id == id && s.LastSeenAtMicros <= stale && s.LastSeenAtMicros > idleSince && s.EndsAtMicros > now)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAtMicros, now), cancellation);
    }

    /// <summary>As <see cref="TouchAsync(long, TimeSpan, CancellationToken)"/>, without a write when the session was seen just now.</summary>
    public Task TouchAsync(SignInSession session, TimeSpan idleLimit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.LastSeenAtMicros <= time.NowMicros() - Micros(TouchEvery) ? TouchAsync(session.Id, idleLimit, cancellation) : Task.CompletedTask;
    }

    /// <summary>The sessions of one person that last, the latest first.</summary>
    public async Task<IReadOnlyList<SessionLine>> ListAsync(string subject, TimeSpan idleLimit, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var rows = await db.SignInSessions.AsNoTracking().Where(s => s.Subject == subject).OrderByDescending(s => s.LastSeenAtMicros)
            .Select(s => new { s.Id, s.CreatedAtMicros, s.LastSeenAtMicros, s.EndsAtMicros, s.Address, s.Browser }).ToListAsync(cancellation);
        return
        [
            .. rows.Where(r => IsLive(r.LastSeenAtMicros, r.EndsAtMicros, idleLimit, now))
                .Select(r => new SessionLine(r.Id, Instants.ToUtc(r.CreatedAtMicros), Instants.ToUtc(r.LastSeenAtMicros), Instants.ToUtc(r.EndsAtMicros), r.Address, r.Browser)),
        ];
    }

    /// <summary>Ends one session of a person; false when that person has no such session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="subject">Whose it must be: <c>iss|sub</c>.</param>
    /// <param name="actor">Who ends it.</param>
    /// <param name="reason">Why, for the audit trail.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<bool> EndAsync(long id, string subject, Actor actor, string reason, CancellationToken cancellation) =>
        await EndAsync(sessions => sessions.Where(s => s.Id == id && s.Subject == subject), actor, reason, cancellation) > 0;

    /// <summary>Ends every session of a person, except one if told, and returns how many.</summary>
    public Task<int> EndAllAsync(string subject, long? except, Actor actor, string reason, CancellationToken cancellation)
    {
        var kept = except ?? 0;
        return EndAsync(sessions => sessions.Where(s => s.Subject == subject && s.Id != kept), actor, reason, cancellation);
    }

    /// <summary>Ends what the provider says is over: one session of its (<c>iss|sid</c>), else all of a person; only what fits both when it names both.</summary>
    public Task<int> EndOfProviderAsync(string? providerSession, string? subject, Actor actor, string reason, CancellationToken cancellation) => (providerSession, subject) switch
    {
        (null, null) => Task.FromResult(0),
        (null, _) => EndAsync(sessions => sessions.Where(s => s.Subject == subject), actor, reason, cancellation),
        (_, null) => EndAsync(sessions => sessions.Where(s => s.ProviderSession == providerSession), actor, reason, cancellation),
        _ => EndAsync(sessions => sessions.Where(s => s.ProviderSession == providerSession && s.Subject == subject), actor, reason, cancellation),
    };

    /// <summary>Uses a token up until a time; false when it was used before, on whatever node.</summary>
    public async Task<bool> SpendAsync(byte[] hash, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        db.SpentTokens.Add(new SpentToken { Hash = hash, ExpiresAtMicros = Instants.ToMicros(until) });
        try
        {
            await db.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException)
        {
            // The unique index decides between two that come at once; anything else that went wrong is told as it is.
            db.ChangeTracker.Clear();
            if (await db.SpentTokens.AnyAsync(t => t.Hash == hash, cancellation))
            {
                return false;
            }

            throw;
        }
    }

    /// <summary>Deletes sessions and spent tokens that are over under every setting, and returns how many sessions.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellation)
    {
        var now = time.NowMicros();
        var idleSince = now - Micros(LongestIdle);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.SpentTokens.Where(t => t.ExpiresAtMicros <= now).ExecuteDeleteAsync(cancellation);
        return await db.SignInSessions.Where(s => s.EndsAtMicros <= now || s.LastSeenAtMicros <= idleSince).ExecuteDeleteAsync(cancellation);
    }

    private async Task<int> EndAsync(
        Func<IQueryable<SignInSession>, IQueryable<SignInSession>> which, Actor actor, string reason, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var rows = await which(db.SignInSessions).ToListAsync(cancellation);
            foreach (var row in rows)
            {
                db.SignInSessions.Remove(row);
                AuditTrail.Add(db, actor, "session.end", Target(row.Id), new { row.Subject, row.Browser, row.Address }, null, reason);
            }

            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateConcurrencyException) when (tries < 3)
            {
                continue; // somebody else ended one of them meanwhile
            }

            if (rows.Count > 0)
            {
                Ended?.Invoke([.. rows.Select(r => r.Id)]);
            }

            return rows.Count;
        }
    }

    private static string Target(long id) => $"session:{id}";

    private void Fill(SignInSession row, NewSession session)
    {
        var now = time.NowMicros();
        row.KeyHash = session.KeyHash;
        row.Subject = session.Subject;
        row.ProviderSession = session.ProviderSession;
        row.Ticket = session.Ticket;
        row.LastSeenAtMicros = now;
        row.EndsAtMicros = now + Micros(session.Lifetime);
        row.Address = session.Address;
        row.Browser = session.Browser is { Length: > MaxBrowser } longer ? longer[..MaxBrowser] : session.Browser;
    }

    private static bool IsLive(long lastSeen, long ends, TimeSpan idleLimit, long now) => ends > now && lastSeen > now - Micros(idleLimit);

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
