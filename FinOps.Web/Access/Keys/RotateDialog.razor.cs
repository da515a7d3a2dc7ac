using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Access.Keys;

/// <summary>Gives a key a new secret, tells what becomes of the present one, and shows the new one once.</summary>
public sealed partial class RotateDialog(ApiKeyEditor editor, CurrentActor current, ProofGate gate, TimeProvider time)
{
    private static readonly (int Hours, string Text)[] Overlaps = [(0, "no longer: end it now"), (1, "1 hour"), (24, "24 hours"), (7 * 24, "7 days"), (30 * 24, "30 days")];

    private IReadOnlyList<ApiKeyFault> faults = [];
    private ApiKeyResult.Made? made;
    private int hours = 24;
    private string? problem;
    private bool isSaving;

    [CascadingParameter]
    public IMudDialogInstance Dialog { get; set; } = default!;

    [Parameter]
    [EditorRequired]
    public ApiKey Key { get; set; } = default!;

    private TimeSpan Overlap => TimeSpan.FromHours(hours);

    private long Now => time.NowMicros();

    private async Task SaveAsync()
    {
        (isSaving, problem) = (true, null);
        try
        {
            DateTime? until = hours == 0 ? null : time.GetUtcNow().UtcDateTime + Overlap;
            var result = await editor.RotateAsync(Key.Prefix, new ApiKeyRotation(until), await current.GetAsync(), CancellationToken.None);
            faults = result is ApiKeyResult.Invalid { Faults: var found } && found.All(f => f.Field == nameof(ApiKeyRotation.OldUntilUtc)) ? found : [];
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
