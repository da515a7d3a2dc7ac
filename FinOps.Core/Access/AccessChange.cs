using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Access;

/// <summary>
/// Runs one change of who may do what: alone among all such changes, together with its audit entry, and never so that nobody is left who
/// may make another one.
/// </summary>
public sealed class AccessChange(IDbContextFactory<FinOpsDbContext> contexts, AccessDecisions decisions, StepUp stepUp, IOptions<ConfiguredRoles> configured)
{
    internal const string LastAdmin =
        "Nobody would be left who may manage access without an end. Give somebody else a role with that permission first, for all tenants and without an end.";

    /// <summary>Demands the action of the actor, and runs the change.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="action">What they must be allowed.</param>
    /// <param name="change">Changes, saves and tells how it ended; what it saved is taken back unless it says <see cref="AccessEdit.Saved"/>.</param>
    /// <param name="cancellation">Gives up; nothing is changed then.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not do this.</exception>
    internal async Task<AccessEdit> RunAsync(Actor actor, ProtectedAction action, Func<FinOpsDbContext, Task<AccessEdit>> change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(action);
        if (stepUp.Check(actor) is { } proof)
        {
            return new AccessEdit.Unproved(proof);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);

        // Moved first: whoever holds this row is alone, so that two administrators cannot each remove the other.
        await context.AccessVersions.Where(v => v.Id == 1).ExecuteUpdateAsync(v => v.SetProperty(x => x.Version, x => x.Version + 1), cancellation);
        var before = await LastingAdminsAsync(context, cancellation);
        var edit = await change(context);
        if (edit is not AccessEdit.Saved)
        {
            return edit;
        }

        if (before > 0 && await LastingAdminsAsync(context, cancellation) == 0)
        {
            return new AccessEdit.Refused(LastAdmin);
        }

        await transaction.CommitAsync(cancellation);
        decisions.Invalidate();
        return edit;
    }

    /// <summary>
    /// People who may manage access without an end: by a grant, or by a mapping of what their provider said of them at their last sign-in.
    /// </summary>
    private async Task<int> LastingAdminsAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        var snapshot = await AccessSnapshot.ReadAsync(context, configured.Value, cancellation);
        var people = await context.People.AsNoTracking().Where(p => p.DisabledAtMicros == null).ToListAsync(cancellation);
        var grants = (await context.RoleGrants.AsNoTracking().Where(g => g.RevokedAtMicros == null && g.UntilMicros == null).ToListAsync(cancellation)).ToLookup(g => g.PersonId);
        return people.Count(p => snapshot.Decide(new PersonIdentity(p.Issuer, p.Subject), new StoredPerson(false, [.. grants[p.Id]]), StoredTexts.Read(p.ClaimValues), 0)
            .Permissions.Contains(Permission.ManageAccess));
    }
}
