using FinOps.Core.Access;
using FinOps.Core.Data;

namespace FinOps.Core.Budgets;

/// <summary>Takes the monthly budgets of one month over as those of another.</summary>
public sealed class BudgetMonths
{
    private readonly BudgetQueries queries;
    private readonly BudgetEditor editor;

    internal BudgetMonths(BudgetQueries queries, BudgetEditor editor) => (this.queries, this.editor) = (queries, editor);

    /// <summary>
    /// Copies the monthly budgets that cover the first day of a month, with their amounts times a factor. A budget without an end ends where its copy begins; one
    /// with an end has a copy of one month. All are stored, or none.
    /// </summary>
    /// <param name="only">Ids of the budgets to copy; null for all that the actor may edit.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not edit budgets.</exception>
    public async Task<IReadOnlyList<BudgetEdit>> CopyAsync(DateOnly from, DateOnly to, decimal factor, IReadOnlySet<int>? only, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.EditBudget);
        var (source, target) = (new DateOnly(from.Year, from.Month, 1), new DateOnly(to.Year, to.Month, 1));
        if (factor <= 0 || target <= source)
        {
            return [new BudgetEdit.Invalid([factor <= 0 ? new BudgetFault("factor", "The factor is above zero, such as 1.1 for a tenth more.") : new BudgetFault("to", "The month to copy to comes after the one to copy.")])];
        }

        var editable = actor.TenantsFor(Permission.EditBudgets);
        var rows = (await queries.ListAsync(actor, cancellation)).Where(r => r.Budget.Period == BudgetPeriod.Monthly && r.Budget.ValidFrom < source.AddMonths(1)
            && (r.Budget.ValidTo is not { } end || end > source) && (only?.Contains(r.Budget.Id) ?? true) && editable.Allows(r.Scope.Tenant.Length == 0 ? null : r.Scope.Tenant)).ToList();
        var drafts = rows.ConvertAll(r => new BudgetDraft
        {
            Scope = r.Scope,
            Period = r.Budget.Period,
            AmountUsd = decimal.Round(Money.ToUsd(r.Budget.AmountNanos) * factor, 2, MidpointRounding.ToEven),
            IsHard = r.Budget.IsHard,
            BurstPercent = r.Budget.BurstPercent,
            Thresholds = r.Budget.Thresholds,
            TimeZone = r.Budget.TimeZone,
            Owner = r.Budget.Owner,
            Note = r.Budget.Note,
            ValidFrom = target,
            ValidTo = r.Budget.ValidTo is null ? null : target.AddMonths(1),
            SetsValidTo = true,
            Reason = $"Copied from {source:yyyy-MM}",
        });
        return drafts.Count == 0 ? [] : await editor.SaveAllAsync(drafts, isAllOrNone: true, actor, cancellation);
    }
}
