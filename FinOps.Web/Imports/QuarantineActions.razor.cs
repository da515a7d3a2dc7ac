using FinOps.Core.Imports;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Imports;

/// <summary>What can be done to every line of a filter at once.</summary>
public sealed partial class QuarantineActions(QuarantineEditor editor, CurrentActor current)
{
    private string? mode;
    private string find = "";
    private string replace = "";
    private string? result;
    private bool isBusy;

    [Parameter]
    [EditorRequired]
    public QuarantineFilter Filter { get; set; } = new();

    [Parameter]
    [EditorRequired]
    public int Total { get; set; }

    /// <summary>The filter as a query, with its question mark.</summary>
    [Parameter]
    [EditorRequired]
    public string DownloadQuery { get; set; } = "";

    /// <summary>A raw line, to show what a correction does.</summary>
    [Parameter]
    public string Example { get; set; } = "";

    [Parameter]
    public EventCallback OnDone { get; set; }

    private string Download(string format) => $"imports/quarantine/download{DownloadQuery}{(DownloadQuery.Length == 0 ? "?" : "&")}format={format}";

    private void Toggle(string wanted) => mode = mode == wanted ? null : wanted;

    private Task ImportAgainAsync() => DoAsync(async () =>
    {
        var done = await editor.ReimportAllAsync(Filter, find, replace, await current.GetAsync());
        return $"{ImportText.Count(done.NewRecords)} new records, {ImportText.Count(done.DuplicateRecords)} that were there already, {ImportText.Count(done.StillFaulty)} lines still faulty.";
    });

    private Task DiscardAsync() => DoAsync(async () => $"{ImportText.Count(await editor.DiscardAllAsync(Filter, await current.GetAsync()))} lines discarded.");

    private async Task DoAsync(Func<Task<string>> action)
    {
        isBusy = true;
        try
        {
            result = await action();
            mode = null;
        }
        finally
        {
            isBusy = false;
        }

        await OnDone.InvokeAsync();
    }
}
