using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Access;

/// <summary>Disables people and enables them again. Needs <see cref="ProtectedActions.DisablePerson"/>.</summary>
public sealed class PersonEditor(AccessChange changes, TimeProvider time)
{
    /// <summary>From now on the person may do nothing, whatever roles they have or get.</summary>
    public Task<AccessEdit> DisableAsync(int personId, string reason, Actor actor, CancellationToken cancellation) => SetAsync(personId, true, reason, actor, cancellation);

    /// <summary>The person's roles count again.</summary>
    public Task<AccessEdit> EnableAsync(int personId, string reason, Actor actor, CancellationToken cancellation) => SetAsync(personId, false, reason, actor, cancellation);

    private Task<AccessEdit> SetAsync(int personId, bool isDisabled, string reason, Actor actor, CancellationToken cancellation) =>
        changes.RunAsync(actor, ProtectedActions.DisablePerson, async context =>
        {
            if (AccessRules.OfReason(reason).ToList() is { Count: > 0 } faults)
            {
                return new AccessEdit.Invalid(faults);
            }

            var person = await context.People.FirstOrDefaultAsync(p => p.Id == personId, cancellation);
            if (person is null || person.DisabledAtMicros is not null == isDisabled)
            {
                return new AccessEdit.NotFound();
            }

            person.DisabledAtMicros = isDisabled ? time.NowMicros() : null;
            person.DisabledBy = isDisabled ? actor.Name : null;
            person.DisabledReason = isDisabled ? reason.Trim() : null;
            AuditTrail.Add(
                context, actor, isDisabled ? "person.disable" : "person.enable", GrantEditor.Target(person), new { IsDisabled = !isDisabled }, new { IsDisabled = isDisabled }, reason.Trim());
            await context.SaveChangesAsync(cancellation);
            return new AccessEdit.Saved(person.Id);
        }, cancellation);
}
