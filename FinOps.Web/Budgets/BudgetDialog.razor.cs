using FinOps.Core.Budgets;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Budgets;

/// <summary>Adds a budget or changes one, with every fault at its field.</summary>
public sealed partial class BudgetDialog(BudgetEditor editor, BudgetOutlook outlook, KnownNames names, CurrentActor current)
{
    private IReadOnlyList<BudgetFault> faults = [];
    private BudgetSuggestion? suggestion;
    private bool hasAsked;
    private string? problem;
    private bool isSaving;

    [CascadingParameter] public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter, EditorRequired] public BudgetForm Form { get; set; } = new();

    private KnownNameLists Known { get; set; } = KnownNameLists.None;

    private (string Field, string Label, IReadOnlyList<string> Names, Func<string> Get, Action<string> Set)[] Parts =>
    [
        ("feature", "Feature", Known.Features, () => Form.Feature, v => Form.Feature = v),
        ("tenant", "Tenant", [.. Known.Tenants.Select(t => t.Key)], () => Form.Tenant, v => Form.Tenant = v),
        ("team", "Team", [], () => Form.Team, v => Form.Team = v),
        ("model", "Model", Known.Models, () => Form.Model, v => Form.Model = v),
        ("environment", "Environment", Known.Environments, () => Form.Environment, v => Form.Environment = v),
    ];

    protected override async Task OnInitializedAsync()
    {
        if (Form.Id is null)
        {
            Known = await names.GetAsync((await current.GetAsync()).Sees, CancellationToken.None);
        }
    }

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private void SetPart(Action<string> set, ChangeEventArgs e)
    {
        set(e.Value?.ToString() ?? "");
        (suggestion, hasAsked) = (null, false);
    }

    private void ChangePeriod(ChangeEventArgs e)
    {
        Form.Period = Enum.TryParse<BudgetPeriod>(e.Value?.ToString(), out var period) ? period : BudgetPeriod.Monthly;
        (suggestion, hasAsked) = (null, false);
    }

    private async Task SuggestAsync()
    {
        suggestion = await outlook.SuggestAsync(Form.Scope, Form.Period, await current.GetAsync(), CancellationToken.None);
        hasAsked = true;
    }

    private async Task SaveAsync()
    {
        isSaving = true;
        try
        {
            var edit = await editor.SaveAsync(Form.ToDraft(), await current.GetAsync(), CancellationToken.None);
            faults = edit is BudgetEdit.Invalid invalid ? invalid.Faults : [];
            problem = edit is BudgetEdit.Invalid bad ? string.Join(" ", bad.Faults.Where(f => f.Field.Length == 0).Select(f => f.Message)) is { Length: > 0 } whole ? whole : null : BudgetText.Problem(edit);
            if (edit is BudgetEdit.Saved saved)
            {
                Dialog.Close(DialogResult.Ok(saved.Id));
            }
        }
        finally
        {
            isSaving = false;
        }
    }
}
