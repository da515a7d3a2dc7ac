using FinOps.Core.Budgets;
using FinOps.Web.Pricing.Rerating;
using MudBlazor;

namespace FinOps.Web.Budgets;

/// <summary>Opens the dialogs of budgets.</summary>
public sealed class BudgetDialogs(IDialogService dialogs)
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };

    /// <summary>Adds or edits a budget; its id once it is stored.</summary>
    public async Task<int?> EditAsync(BudgetForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var dialog = await dialogs.ShowAsync<BudgetDialog>(form.Id is null ? "Add a budget" : $"Edit the budget of {form.Scope.Text}", new DialogParameters<BudgetDialog> { { d => d.Form, form } }, Options);
        return await dialog.Result is { Canceled: false, Data: int id } ? id : null;
    }

    /// <summary>Asks which month to copy; null when the person thought better of it.</summary>
    public async Task<CopyMonth?> AskCopyAsync(CopyMonth start, IReadOnlyList<BudgetRow> rows)
    {
        var dialog = await dialogs.ShowAsync<CopyMonthDialog>("Copy a month", new DialogParameters<CopyMonthDialog> { { d => d.Copy, start }, { d => d.Rows, rows } }, Options with { MaxWidth = MaxWidth.Small });
        return await dialog.Result is { Canceled: false, Data: CopyMonth copy } ? copy : null;
    }

    /// <summary>Asks why; null when the person thought better of it.</summary>
    public async Task<string?> AskReasonAsync(string title, string effect, string action)
    {
        var dialog = await dialogs.ShowAsync<ReasonDialog>(title, new DialogParameters<ReasonDialog> { { d => d.Effect, effect }, { d => d.Action, action } }, Options with { MaxWidth = MaxWidth.Small });
        return await dialog.Result is { Canceled: false, Data: string reason } ? reason : null;
    }
}

/// <summary>Which month's budgets become those of another, times a factor.</summary>
public sealed record CopyMonth(DateOnly From, DateOnly To, decimal Factor);
