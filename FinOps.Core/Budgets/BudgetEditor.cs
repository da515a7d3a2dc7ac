using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>
/// Changes budgets. Needs <see cref="Permission.EditBudgets"/>: for the tenant that a budget names, or for all where it names none. A change holds the turn of
/// usage, so that what a window has posted is exact from its first moment on.
/// </summary>
public sealed class BudgetEditor
{
    /// <summary>Budgets changed at once.</summary>
    public const int MostAtOnce = 50_000;

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal BudgetEditor(IDbContextFactory<FinOpsDbContext> contexts, UsageTurn turn, TimeProvider time) => (this.contexts, this.turn, this.time) = (contexts, turn, time);

    /// <summary>Adds a budget or changes one.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit budgets.</exception>
    public async Task<BudgetEdit> SaveAsync(BudgetDraft draft, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return (await SaveAllAsync([draft], isAllOrNone: true, actor, cancellation))[0];
    }

    /// <summary>Takes several drafts together, each against what the ones before it left.</summary>
    /// <param name="isAllOrNone">True to store nothing when one of them is refused; else the good rest is stored.</param>
    /// <returns>What became of each; of a draft that was good and not stored because another was not, what it would have been.</returns>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit budgets.</exception>
    public async Task<IReadOnlyList<BudgetEdit>> SaveAllAsync(IReadOnlyList<BudgetDraft> drafts, bool isAllOrNone, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drafts.Count, MostAtOnce);
        Demand(actor);
        IReadOnlyList<BudgetEdit> edits = [];
        await turn.TakeAsync(
            async context =>
            {
                var desk = await BudgetDesk.OpenAsync(context, [.. drafts.Select(d => d.Scope)], actor, time, cancellation);
                edits = [.. drafts.Select(desk.Put)];
                if (isAllOrNone && edits.Any(e => e is not BudgetEdit.Saved))
                {
                    return false;
                }

                await desk.SaveAsync(cancellation);
                edits = [.. edits.Select(e => desk.Final(e))];
                return true;
            },
            cancellation);
        return edits;
    }

    /// <summary>Tells what <see cref="SaveAllAsync"/> would do. Nothing is stored, and nobody has to wait.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit budgets.</exception>
    public async Task<IReadOnlyList<BudgetEdit>> PreviewAsync(IReadOnlyList<BudgetDraft> drafts, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        Demand(actor);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var desk = await BudgetDesk.OpenAsync(context, [.. drafts.Select(d => d.Scope)], actor, time, cancellation);
        return [.. drafts.Select(desk.Put)];
    }

    /// <summary>Removes a budget: it counts no more, and its history stays.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit budgets.</exception>
    public Task<BudgetEdit> RemoveAsync(int id, int? expectedVersion, string reason, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(desk => Task.FromResult(desk.Remove(id, expectedVersion, reason)), actor, cancellation);

    /// <summary>Takes the last change of a budget back: an edit, its removal, or that it was added.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit budgets.</exception>
    public Task<BudgetEdit> UndoAsync(int id, int? expectedVersion, Actor actor, CancellationToken cancellation) =>
        ChangeAsync(desk => desk.UndoAsync(id, expectedVersion, cancellation), actor, cancellation);

    private static void Demand(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditBudget);
    }

    private async Task<BudgetEdit> ChangeAsync(Func<BudgetDesk, Task<BudgetEdit>> change, Actor actor, CancellationToken cancellation)
    {
        Demand(actor);
        BudgetEdit? edit = null;
        await turn.TakeAsync(
            async context =>
            {
                var desk = await BudgetDesk.OpenAsync(context, [], actor, time, cancellation);
                edit = await change(desk);
                if (edit is not BudgetEdit.Saved)
                {
                    return false;
                }

                await desk.SaveAsync(cancellation);
                return true;
            },
            cancellation);
        return edit!;
    }
}
