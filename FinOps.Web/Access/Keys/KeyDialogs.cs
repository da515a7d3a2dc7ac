using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.Costs;
using FinOps.Web.Pricing.Rerating;
using FinOps.Web.SignIn;
using MudBlazor;

namespace FinOps.Web.Access.Keys;

/// <summary>Opens the dialogs that change keys.</summary>
public sealed class KeyDialogs(
    IDialogService dialogs, ApiKeyEditor editor, ApiKeyQueries queries, ProofGate gate, CurrentActor current, KnownNames names, TimeProvider time)
{
    // A key that was just made is gone once the dialog is: it closes by its button alone.
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = false, BackdropClick = false };
    private static readonly DialogOptions Plain = Options with { CloseOnEscapeKey = true };

    /// <summary>What to tell the person; null when the change is stored.</summary>
    public static string? ProblemOf(ApiKeyResult result) => result switch
    {
        ApiKeyResult.Made or ApiKeyResult.Saved => null,
        ApiKeyResult.Invalid invalid => string.Join(" ", invalid.Faults.Select(f => f.Message)),
        ApiKeyResult.Conflict conflict => conflict.Message,
        ApiKeyResult.Unproved unproved => unproved.Proof.Message,
        _ => "There is no such key any more.",
    };

    /// <summary>Makes a key and shows it once.</summary>
    public async Task CreateAsync()
    {
        if (!await gate.PassAsync())
        {
            return;
        }

        var known = await names.GetAsync((await current.GetAsync()).Sees, CancellationToken.None);
        var parameters = new DialogParameters<KeyDialog> { { d => d.Known, known }, { d => d.DefaultEndUtc, editor.DefaultEndUtc } };
        var dialog = await dialogs.ShowAsync<KeyDialog>("Create a key", parameters, Options);
        await dialog.Result;
    }

    /// <summary>Gives a key a new secret and shows it once; null when the person thought better of it.</summary>
    public async Task<ApiKeyResult?> RotateAsync(ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!await gate.PassAsync())
        {
            return null;
        }

        var parameters = new DialogParameters<RotateDialog> { { d => d.Key, await NowAsync(key) } };
        var dialog = await dialogs.ShowAsync<RotateDialog>($"Rotate {key.Prefix}", parameters, Options);
        return (await dialog.Result)?.Data as ApiKeyResult;
    }

    /// <inheritdoc cref="RotateAsync"/>
    public async Task<ApiKeyResult?> EndOldAsync(ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await AskAsync($"End the old secret of {key.Prefix}", KeyText.EndOldEffect(await NowAsync(key), time.NowMicros()), "End the old secret") is null
            ? null
            : await editor.EndOldAsync(key.Prefix, await current.GetAsync(), CancellationToken.None);
    }

    /// <inheritdoc cref="RotateAsync"/>
    public async Task<ApiKeyResult?> RevokeAsync(ApiKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await AskAsync($"Revoke {key.Prefix}", KeyText.RevokeEffect(await NowAsync(key), time.NowMicros()), "Revoke the key") is { } reason
            ? await editor.RevokeAsync(key.Prefix, reason, await current.GetAsync(), CancellationToken.None)
            : null;
    }

    /// <summary>The key as it is used now: the page may have been open for a while.</summary>
    private async Task<ApiKey> NowAsync(ApiKey key) => await queries.FindAsync(key.Prefix, await current.GetAsync(), CancellationToken.None) ?? key;

    private async Task<string?> AskAsync(string title, string effect, string action)
    {
        if (!await gate.PassAsync())
        {
            return null;
        }

        var parameters = new DialogParameters<ReasonDialog> { { d => d.Effect, effect }, { d => d.Action, action } };
        var dialog = await dialogs.ShowAsync<ReasonDialog>(title, parameters, Plain);
        return await dialog.Result is { Canceled: false, Data: string reason } ? reason : null;
    }
}
