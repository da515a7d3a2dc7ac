using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace FinOps.Web.Imports;

/// <summary>What came in, what is coming in, and what could not be read.</summary>
public sealed partial class ImportsPage(
    ImportQueries queries,
    ImportEditor editor,
    ImportQueue queue,
    DropFolder drop,
    CurrentActor current,
    PageHandover handover,
    PageVisibility visibility,
    ISnackbar snackbar,
    TimeProvider time) : IDisposable
{
    private const int PageSize = 50;
    private const int DaysShown = 30;
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource gone = new();
    private readonly Dictionary<int, ImportPace> paces = [];
    private readonly SemaphoreSlim wake = new(0, 1);
    private Actor? actor;

    /// <summary>The page of ended imports, counted from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    /// <summary>The key under which the first paint left its data.</summary>
    [PersistentState]
    public string? HandoverKey { get; set; }

    private ImportsView? Data { get; set; }

    private TimeProvider Time => time;

    private int Number => Math.Max(1, PageNumber ?? 1);

    private string DropFolder => drop.FolderPath;

    private bool MayImport => actor?.Permissions.Contains(Permission.ManageImports) == true;

    private string Answer => Data switch
    {
        null => "Loading…",
        { Active.Count: > 0 } => $"{Data.Active.Count(file => file.State == ImportState.Running)} running, {Data.Active.Count(file => file.State == ImportState.Queued)} waiting.",
        { OpenLines: > 0 } => $"{ImportText.Count(Data.OpenLines)} {(Data.OpenLines == 1 ? "line waits" : "lines wait")} in quarantine for a correction.",
        { Total: 0, Received.Count: 0 } => "Nothing has been imported yet.",
        _ => "Every line that came in is a record or was one already.",
    };

    protected override async Task OnInitializedAsync()
    {
        actor = await current.GetAsync();
        if (RendererInfo.IsInteractive)
        {
            queue.Added += OnAdded;
            visibility.Changed += OnAdded;
            _ = WatchAsync();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        Data = (RendererInfo.IsInteractive ? handover.Take<ImportsView>(HandoverKey, $"imports/{Number}") : null) ?? await LoadAsync();
        if (!RendererInfo.IsInteractive)
        {
            HandoverKey = handover.Put($"imports/{Number}", Data);
        }
    }

    public void Dispose()
    {
        queue.Added -= OnAdded;
        visibility.Changed -= OnAdded;
        gone.Cancel();
        gone.Dispose();
    }

    private void OnAdded()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Looks once a second while something runs, else now and then: other processes import too.</summary>
    private async Task WatchAsync()
    {
        try
        {
            while (!gone.IsCancellationRequested)
            {
                await wake.WaitAsync(Data is { Active.Count: > 0 } ? Busy : Idle, gone.Token);
                if (!visibility.IsHidden)
                {
                    await InvokeAsync(RefreshAsync);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task RefreshAsync()
    {
        if (gone.IsCancellationRequested)
        {
            return;
        }

        Data = await LoadAsync();
        StateHasChanged();
    }

    private async Task<ImportsView> LoadAsync()
    {
        var tenants = (await current.GetAsync()).Sees;
        var active = await queries.ActiveAsync(tenants, gone.Token);
        var (ended, total) = await queries.EndedAsync((Number - 1) * PageSize, PageSize, tenants, gone.Token);
        var duplicates = ended.Where(file => file.DuplicateOfId is not null).Select(file => file.DuplicateOfId!.Value).Distinct().ToList();
        var names = duplicates.Count == 0 ? new Dictionary<int, string>() : await queries.NamesAsync(duplicates, tenants, gone.Token);
        var now = time.NowMicros();
        foreach (var file in active.Where(file => file.State == ImportState.Running))
        {
            if (!paces.TryGetValue(file.Id, out var pace))
            {
                paces[file.Id] = pace = new ImportPace();
            }

            pace.Note(file, now);
        }

        return new ImportsView(active, ended, total, names, await queries.OpenLinesAsync(tenants, gone.Token), await queries.ReceivedAsync(now - (DaysShown * Instants.MicrosPerDay), PageSize, tenants, gone.Token));
    }

    private async Task CancelAsync(ImportFile file)
    {
        var canceled = await editor.CancelAsync(file.Id, actor!, gone.Token);
        snackbar.Add(canceled ? $"{file.Name} stops; what was read is kept." : $"{file.Name} has ended already.", canceled ? Severity.Info : Severity.Normal);
        await RefreshAsync();
    }
}

/// <summary>What the imports page shows.</summary>
internal sealed record ImportsView(IReadOnlyList<ImportFile> Active, IReadOnlyList<ImportFile> Ended, int Total, IReadOnlyDictionary<int, string> Names, int OpenLines, IReadOnlyList<ReceivedUsage> Received);
