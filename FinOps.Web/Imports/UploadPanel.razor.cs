using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Usage.Readers;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace FinOps.Web.Imports;

/// <summary>Takes logs by drop or button. The browser sends each file itself; only its first bytes pass through here.</summary>
public sealed partial class UploadPanel(
    IJSRuntime js, MappingProfiles profiles, UploadSpool spool, MappingSample sample, NavigationManager navigation, TimeProvider time) : IAsyncDisposable
{
    private readonly List<Upload> uploads = [];
    private ElementReference zone;
    private ElementReference input;
    private IJSObjectReference? module;
    private DotNetObjectReference<UploadPanel>? self;

    /// <summary>A file that was chosen before anyone listens would be lost without a word.</summary>
    private bool isWired;

    /// <summary>A log has arrived and is queued.</summary>
    [Parameter]
    public EventCallback OnUploaded { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            module = await js.InvokeAsync<IJSObjectReference>("import", "./imports.js");
            self = DotNetObjectReference.Create(this);
            await module.InvokeVoidAsync("attach", zone, input, self);
            isWired = true;
            StateHasChanged();
        }
    }

    /// <summary>Starts at once, unless the log is CSV that needs a mapping profile.</summary>
    [JSInvokable]
    public async Task OnFileChosen(int id, string name, long size, string head)
    {
        var upload = new Upload(id, name, size) { Head = head };
        uploads.Add(upload);
        if (size > spool.MaxBytes)
        {
            upload.Fault = $"Larger than the {ImportText.Size(spool.MaxBytes)} that are allowed. Pack it with gzip, or put it into the drop folder.";
        }
        else if (Columns(head) is { Count: > 0 } columns && !CsvHeader.IsCanonical(columns))
        {
            upload.Fitting = await profiles.SuggestAsync(columns);
            upload.Profile = upload.Fitting.Count > 0 ? upload.Fitting[0].Name : null;
        }
        else
        {
            await StartAsync(upload);
        }

        StateHasChanged();
    }

    [JSInvokable]
    public void OnUploadProgress(int id, long sent)
    {
        if (uploads.Find(upload => upload.Id == id) is { } upload)
        {
            upload.Sent = Math.Min(sent, upload.Size);
            StateHasChanged();
        }
    }

    [JSInvokable]
    public async Task OnUploadEnded(int id, int status, string message)
    {
        if (uploads.Find(upload => upload.Id == id) is not { } upload)
        {
            return;
        }

        if (status is >= 200 and < 300)
        {
            uploads.Remove(upload);
            await OnUploaded.InvokeAsync();
        }
        else
        {
            upload.Fault = message.Length > 0 ? message
                : status == 0 ? "The connection broke off. Nothing of it was kept; try again."
                : $"The server refused it ({status}). Nothing of it was kept.";
        }

        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }

        self?.Dispose();
    }

    /// <summary>The columns of a CSV log; none for JSON.</summary>
    private static IReadOnlyList<string> Columns(string head)
    {
        if (head.TrimStart('\uFEFF', ' ', '\r', '\n', '\t') is not [not ('{' or '['), ..])
        {
            return [];
        }

        try
        {
            return CsvHeader.Read(Encoding.UTF8.GetBytes(head)).Columns;
        }
        catch (UnreadableLogException)
        {
            return [];
        }
    }

    private async Task StartAsync(Upload upload)
    {
        upload.IsStarted = true;
        upload.StartedAtMicros = time.NowMicros();
        await module!.InvokeVoidAsync("start", upload.Id, upload.Profile);
    }

    private async Task RemoveAsync(Upload upload)
    {
        uploads.Remove(upload);
        await module!.InvokeVoidAsync("cancel", upload.Id);
    }

    private void MapIt(Upload upload)
    {
        sample.Text = upload.Head;
        sample.Name = upload.Name;
        navigation.NavigateTo("imports/profiles/edit");
    }

    private string Pace(Upload upload)
    {
        var seconds = (time.NowMicros() - upload.StartedAtMicros) / 1e6;
        if (seconds < 0.5 || upload.Sent == 0)
        {
            return "starting";
        }

        var speed = upload.Sent / seconds;
        return $"{ImportText.Size((long)speed)}/s, {ImportText.Left(TimeSpan.FromSeconds((upload.Size - upload.Sent) / speed))}";
    }
}
