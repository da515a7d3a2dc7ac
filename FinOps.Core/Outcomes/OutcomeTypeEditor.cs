using System.Text.RegularExpressions;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

/// <summary>A type of outcomes as it is entered.</summary>
/// <param name="Key">What events call it: lower-case letters, digits, <c>_</c>, <c>-</c> and <c>.</c>; cannot be changed later.</param>
/// <param name="Version">The version that was read; null for a new type.</param>
public sealed record OutcomeTypeDraft(string Key, string Name, string Unit, string Units, int? Version = null);

/// <summary>Something wrong with one field of a draft.</summary>
/// <param name="Field">A property of <see cref="OutcomeTypeDraft"/>.</param>
public sealed record OutcomeTypeFault(string Field, string Message);

/// <summary>What came of saving a type.</summary>
public abstract record OutcomeTypeResult
{
    private OutcomeTypeResult()
    {
    }

    public sealed record Saved(int TypeId) : OutcomeTypeResult;

    public sealed record Invalid(IReadOnlyList<OutcomeTypeFault> Faults) : OutcomeTypeResult;

    public sealed record Conflict : OutcomeTypeResult;

    public sealed record NotFound : OutcomeTypeResult;
}

/// <summary>Adds types of outcomes and changes their names. Needs <see cref="ProtectedActions.EditOutcomeType"/>.</summary>
public sealed partial class OutcomeTypeEditor(IDbContextFactory<FinOpsDbContext> contexts)
{
    /// <exception cref="UnauthorizedAccessException">The actor may not manage all tenants.</exception>
    public async Task<OutcomeTypeResult> SaveAsync(OutcomeTypeDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditOutcomeType);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var stored = await context.OutcomeTypes.SingleOrDefaultAsync(t => t.Key == draft.Key, cancellation);
        var faults = Faults(draft, stored).ToList();
        if (faults.Count > 0)
        {
            return new OutcomeTypeResult.Invalid(faults);
        }

        if (draft.Version is { } version && stored?.Version != version)
        {
            return stored is null ? new OutcomeTypeResult.NotFound() : new OutcomeTypeResult.Conflict();
        }

        var before = stored is null ? null : Values(stored);
        stored ??= context.OutcomeTypes.Add(new OutcomeType { Key = draft.Key }).Entity;
        (stored.Name, stored.Unit, stored.Units, stored.Version) = (draft.Name.Trim(), draft.Unit.Trim(), draft.Units.Trim(), stored.Version + 1);
        AuditTrail.Add(context, actor, "outcome-type.save", $"outcome-type:{draft.Key}", before, Values(stored));
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            // Somebody else saved the same type between our look and now.
            return new OutcomeTypeResult.Conflict();
        }

        return new OutcomeTypeResult.Saved(stored.Id);
    }

    private static IEnumerable<OutcomeTypeFault> Faults(OutcomeTypeDraft draft, OutcomeType? stored)
    {
        if (!KeyForm().IsMatch(draft.Key))
        {
            yield return new(nameof(draft.Key), "Write 1 to 64 lower-case letters, digits, _, - or . and begin with a letter.");
        }
        else if (draft.Version is null && (stored is not null || OutcomeType.Aliases.ContainsKey(draft.Key)))
        {
            yield return new(nameof(draft.Key), $"There is a type {draft.Key} already.");
        }

        foreach (var (field, text, most) in new[] { (nameof(draft.Name), draft.Name, 128), (nameof(draft.Unit), draft.Unit, 64), (nameof(draft.Units), draft.Units, 64) })
        {
            if (string.IsNullOrWhiteSpace(text) || text.Trim().Length > most || text.Any(char.IsControl))
            {
                yield return new(field, $"Write 1 to {most} characters.");
            }
        }
    }

    private static object Values(OutcomeType type) => new { type.Name, type.Unit, type.Units };

    [GeneratedRegex(@"\A[a-z][a-z0-9_.\-]{0,63}\z")]
    private static partial Regex KeyForm();
}
