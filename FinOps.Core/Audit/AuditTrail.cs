using System.Text.RegularExpressions;
using FinOps.Core.Access;
using FinOps.Core.Data;

namespace FinOps.Core.Audit;

/// <summary>Puts what was done on record, in the transaction that does it.</summary>
public static partial class AuditTrail
{
    /// <summary>
    /// Adds an entry that the next <c>SaveChangesAsync</c> of the context writes together with the change, or not at all. Around statements that
    /// write at once (<c>ExecuteUpdate</c>, SQL), open a transaction first and save before it is committed.
    /// </summary>
    /// <param name="context">The context that writes the change.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="action">What is done, as <c>noun.verb</c> in lower case.</param>
    /// <param name="target">What it is done to, as <c>noun:key</c>.</param>
    /// <param name="before">The values that change, as they were; null for what is new. Never secrets, prompts or tokens.</param>
    /// <param name="after">The values that change, as they will be; null for what goes.</param>
    /// <param name="reason">Why.</param>
    /// <param name="tenant">The key of the tenant it concerns, if it is a single one.</param>
    /// <param name="approval">Who approved it.</param>
    public static void Add(
        FinOpsDbContext context, Actor actor, string action, string target, object? before, object? after, string? reason = null, string? tenant = null, string? approval = null)
    {
        var json = CanonicalJson.Of(after);
        Keep(context, new AuditDraft(actor, action, () => target, CanonicalJson.Of(before), () => json, reason, tenant, approval));
    }

    /// <summary>As <see cref="Add"/>, for rows whose id the database gives: target and values are read once the change is saved.</summary>
    public static void AddSaved(
        FinOpsDbContext context, Actor actor, string action, Func<string> target, object? before, Func<object?> after, string? reason = null, string? tenant = null, string? approval = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(after);
        Keep(context, new AuditDraft(actor, action, target, CanonicalJson.Of(before), () => CanonicalJson.Of(after()), reason, tenant, approval));
    }

    /// <summary>Runs a statement that writes at once and, when it changed anything, saves the entry about it in the same transaction.</summary>
    /// <param name="context">The context that writes.</param>
    /// <param name="write">The statement; returns how many rows it changed.</param>
    /// <param name="note">Adds the entry, told how many rows changed.</param>
    /// <param name="cancellation">Gives up; nothing is changed then.</param>
    /// <returns>How many rows changed.</returns>
    public static async Task<int> WriteAsync(FinOpsDbContext context, Func<Task<int>> write, Action<int> note, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(note);
        await using var own = context.Database.CurrentTransaction is null ? await context.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false) : null;
        var changed = await write().ConfigureAwait(false);
        if (changed == 0)
        {
            return 0;
        }

        note(changed);
        await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        if (own is not null)
        {
            await own.CommitAsync(cancellation).ConfigureAwait(false);
        }

        return changed;
    }

    private static void Keep(FinOpsDbContext context, AuditDraft draft)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(draft.Actor);
        if (draft.Action.Length > AuditModel.ActionLength || !ActionName().IsMatch(draft.Action))
        {
            throw new ArgumentException($"\"{draft.Action}\" is no action: it takes the form noun.verb in lower case.", nameof(draft));
        }

        context.AuditDrafts.Add(draft);
    }

    [GeneratedRegex("^[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)+$")]
    private static partial Regex ActionName();
}
