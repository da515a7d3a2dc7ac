using FinOps.Core.Access;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Access.Keys;

/// <summary>Makes a key, and shows it once.</summary>
public sealed partial class KeyDialog(ApiKeyEditor editor, CurrentActor current, ProofGate gate)
{
    private readonly ApiKeyDraft draft = new();
    private IReadOnlyList<ApiKeyFault> faults = [];
    private ApiKeyResult.Made? made;
    private string tenants = "";
    private string? problem;
    private bool isSaving;

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    /// <summary>Names to compare with.</summary>
    [Parameter]
    public KnownNameLists Known { get; set; } = KnownNameLists.None;

    /// <summary>When the key ends unless the person says otherwise.</summary>
    [Parameter]
    public DateTime DefaultEndUtc { get; set; }

    private IReadOnlyList<string> Tenants => [.. tenants.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private IReadOnlyList<string> Unknown => [.. Tenants.Where(t => Known.Tenant(t) is null)];

    protected override void OnInitialized() => draft.ExpiresUtc = DateTime.SpecifyKind(DefaultEndUtc.Date, DateTimeKind.Utc);

    private string Bad(string field) => faults.Any(f => f.Field == field) ? "true" : "false";

    private void Toggle(string scope, bool isOn)
    {
        _ = isOn ? draft.Scopes.Add(scope) : draft.Scopes.Remove(scope);
    }

    private async Task SaveAsync()
    {
        (isSaving, problem) = (true, null);
        try
        {
            draft.Tenants = [.. Tenants];
            var result = await editor.CreateAsync(draft, await current.GetAsync(), CancellationToken.None);
            faults = result is ApiKeyResult.Invalid invalid ? invalid.Faults : [];
            made = result as ApiKeyResult.Made;
            problem = faults.Count > 0 ? null : KeyDialogs.ProblemOf(result);
            if (result is ApiKeyResult.Unproved unproved)
            {
                await gate.AskAsync(unproved.Proof);
            }
        }
        finally
        {
            isSaving = false;
        }
    }
}
