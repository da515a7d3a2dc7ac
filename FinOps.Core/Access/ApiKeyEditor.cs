using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>Makes, rotates and revokes keys of the HTTP API. Needs <see cref="ProtectedActions.ManageKeys"/>.</summary>
public sealed class ApiKeyEditor
{
    /// <summary>The longest time that two secrets of a key open side by side.</summary>
    public static readonly TimeSpan MaxOverlap = ApiKeyRules.MaxOverlap;

    private const int MaxReason = 512;
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly KeyPeppers peppers;
    private readonly ApiKeyRules rules;
    private readonly ApiKeyVerifier verifier;
    private readonly StepUp stepUp;
    private readonly TimeProvider time;

    internal ApiKeyEditor(IDbContextFactory<FinOpsDbContext> contexts, KeyPeppers peppers, ApiKeyRules rules, ApiKeyVerifier verifier, StepUp stepUp, TimeProvider time)
    {
        this.contexts = contexts;
        this.peppers = peppers;
        this.rules = rules;
        this.verifier = verifier;
        this.stepUp = stepUp;
        this.time = time;
    }

    /// <summary>The end of a key made now when nobody says otherwise.</summary>
    public DateTime DefaultEndUtc => rules.DefaultEnd;

    /// <summary>Makes a key.</summary>
    public async Task<ApiKeyResult> CreateAsync(ApiKeyDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ManageKeys);
        if (stepUp.Check(actor) is { } proof)
        {
            return new ApiKeyResult.Unproved(proof);
        }

        if (rules.Check(draft, actor) is { Count: > 0 } faults)
        {
            return new ApiKeyResult.Invalid(faults);
        }

        var known = await peppers.GetAsync(cancellation).ConfigureAwait(false);
        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var prefix = await NewPrefixAsync(context, cancellation).ConfigureAwait(false);
        var text = ApiKeyText.New(prefix);
        var key = new ApiKey
        {
            Name = draft.Name.Trim(),
            Prefix = prefix,
            SecretHash = known.Hash(known.Current, text)!,
            HashedWith = known.Current,
            Scopes = string.Join(',', ApiScope.All.Where(draft.Scopes.Contains)),
            Tenants = [.. draft.Tenants.Distinct(StringComparer.Ordinal)],
            Environment = draft.Environment.Trim() is { Length: > 0 } environment ? environment : null,
            CreatedBy = actor.Name,
            CreatedAtMicros = time.NowMicros(),
            ExpiresAtMicros = Instants.ToMicros(draft.ExpiresUtc ?? rules.DefaultEnd),
            Version = 1,
        };
        context.ApiKeys.Add(key);
        AuditTrail.Add(context, actor, "apikey.create", TargetOf(key), null, Facts(key));
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        verifier.Forget();
        return new ApiKeyResult.Made(key, text);
    }

    /// <summary>Gives a key a new secret, which opens at once; the present one opens until the chosen time. A key has two secrets at most.</summary>
    public Task<ApiKeyResult> RotateAsync(string prefix, ApiKeyRotation rotation, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        return ChangeAsync("apikey.rotate", prefix, null, actor, key => RotateAsync(key, rotation, actor, cancellation), cancellation);
    }

    /// <summary>Ends the secret before the last rotation now.</summary>
    public Task<ApiKeyResult> EndOldAsync(string prefix, Actor actor, CancellationToken cancellation) =>
        ChangeAsync("apikey.end-old", prefix, null, actor, key => Task.FromResult(EndOld(key)), cancellation);

    /// <summary>Ends a key for good: at once here, within a second in other processes.</summary>
    public Task<ApiKeyResult> RevokeAsync(string prefix, string reason, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return ChangeAsync("apikey.revoke", prefix, reason.Trim(), actor, key => Task.FromResult(Revoke(key, reason.Trim(), actor)), cancellation);
    }

    private static async Task<string> NewPrefixAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        while (true)
        {
            var prefix = ApiKeyText.NewPrefix();
            if (!await context.ApiKeys.AnyAsync(k => k.Prefix == prefix, cancellation).ConfigureAwait(false))
            {
                return prefix;
            }
        }
    }

    private static string TargetOf(ApiKey key) => $"apikey:{key.Prefix}";

    /// <summary>What the audit trail keeps of a key: everything but hashes and uses.</summary>
    private static object Facts(ApiKey key) => new
    {
        key.Name,
        key.Scopes,
        Tenants = key.Tenants.Count == 0 ? null : key.Tenants.ToArray(),
        key.Environment,
        Expires = Utc(key.ExpiresAtMicros),
        Rotated = Utc(key.RotatedAtMicros),
        OldUntil = Utc(key.OldUntilMicros),
        Revoked = Utc(key.RevokedAtMicros),
    };

    private static DateTime? Utc(long? micros) => micros is { } at ? Instants.ToUtc(at) : null;

    private async Task<ApiKeyResult> ChangeAsync(
        string action, string prefix, string? reason, Actor actor, Func<ApiKey, Task<ApiKeyResult>> change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.ManageKeys);
        if (stepUp.Check(actor) is { } proof)
        {
            return new ApiKeyResult.Unproved(proof);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await context.ApiKeys.SingleOrDefaultAsync(k => k.Prefix == prefix, cancellation).ConfigureAwait(false);
        if (key is null)
        {
            return new ApiKeyResult.NotFound();
        }

        var before = Facts(key);
        var result = await change(key).ConfigureAwait(false);
        if (result is not (ApiKeyResult.Made or ApiKeyResult.Saved))
        {
            return result;
        }

        key.Version++;
        AuditTrail.Add(context, actor, action, TargetOf(key), before, Facts(key), string.IsNullOrEmpty(reason) ? null : reason);
        try
        {
            await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new ApiKeyResult.Conflict("Somebody else changed the key meanwhile. Look again.");
        }

        verifier.Forget();
        return result;
    }

    private async Task<ApiKeyResult> RotateAsync(ApiKey key, ApiKeyRotation rotation, Actor actor, CancellationToken cancellation)
    {
        var now = time.NowMicros();
        if (key.RevokedAtMicros is not null)
        {
            return new ApiKeyResult.Conflict("The key is revoked for good. Make a new one.");
        }

        if (key.IsRotating(now))
        {
            return new ApiKeyResult.Conflict($"The secret before this one still opens until {Instants.ToUtc(key.OldUntilMicros!.Value):yyyy-MM-dd HH:mm} UTC, and a key has two at most. End it first.");
        }

        if (rules.Check(key, rotation, actor) is { Count: > 0 } faults)
        {
            return new ApiKeyResult.Invalid(faults);
        }

        var known = await peppers.GetAsync(cancellation).ConfigureAwait(false);
        var text = ApiKeyText.New(key.Prefix);
        var until = rotation.OldUntilUtc is { } wanted ? Math.Min(Instants.ToMicros(wanted), key.ExpiresAtMicros ?? long.MaxValue) : now;
        var opensOn = until > now;
        (key.OldSecretHash, key.OldHashedWith, key.OldUntilMicros, key.OldLastUsedAtMicros) = (opensOn ? key.SecretHash : null, opensOn ? key.HashedWith : "", opensOn ? until : null, null);
        (key.SecretHash, key.HashedWith) = (known.Hash(known.Current, text)!, known.Current);
        key.RotatedAtMicros = now;
        key.ExpiresAtMicros = Instants.ToMicros(rotation.ExpiresUtc ?? rules.DefaultEnd);
        return new ApiKeyResult.Made(key, text);
    }

    private ApiKeyResult EndOld(ApiKey key)
    {
        if (!key.IsRotating(time.NowMicros()))
        {
            return new ApiKeyResult.Conflict("The key has no other secret that opens.");
        }

        (key.OldSecretHash, key.OldHashedWith, key.OldUntilMicros) = (null, "", null);
        return new ApiKeyResult.Saved(key);
    }

    private ApiKeyResult Revoke(ApiKey key, string reason, Actor actor)
    {
        if (key.RevokedAtMicros is not null)
        {
            return new ApiKeyResult.Conflict("The key is revoked already.");
        }

        if (reason.Length > MaxReason)
        {
            return new ApiKeyResult.Invalid([new("Reason", $"A reason has at most {MaxReason} characters.")]);
        }

        key.RevokedAtMicros = time.NowMicros();
        key.RevokedBy = actor.Name;
        key.RevokedWhy = reason.Length == 0 ? null : reason;
        (key.OldSecretHash, key.OldHashedWith, key.OldUntilMicros) = (null, "", null);
        return new ApiKeyResult.Saved(key);
    }
}
