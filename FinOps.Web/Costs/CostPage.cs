using FinOps.Core.Costs;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace FinOps.Web.Costs;

/// <summary>
/// What every cost page does alike: reads its view from the address, loads once per visit, reloads in place when the address
/// or the stored usage changes, and shows a failure with a correlation id instead of dying.
/// </summary>
public abstract partial class CostPage<TData> : ComponentBase, IDisposable
    where TData : class
{
    private CancellationTokenSource? loading;
    private string? loaded;
    private string path = "";
    private bool isDisposed;

    /// <summary>The key under which the first paint left its data.</summary>
    [PersistentState]
    public string? HandoverKey { get; set; }

    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    [Inject] protected CostQueries Queries { get; set; } = default!;

    [Inject] protected KnownNames Names { get; set; } = default!;

    [Inject] protected TimeProvider Time { get; set; } = default!;

    [Inject] private PageHandover Handover { get; set; } = default!;

    [Inject] private ILoggerFactory Loggers { get; set; } = default!;

    protected internal CostView View { get; private set; } = new();

    /// <summary>What the page shows; null until it is loaded for the first time.</summary>
    protected internal TData? Data { get; private set; }

    /// <summary>The correlation id of the last load when it failed.</summary>
    protected internal string? Failure { get; private set; }

    /// <summary>The message of a question that cannot be asked this way.</summary>
    protected internal string? Refusal { get; private set; }

    protected internal bool IsLoading { get; private set; }

    /// <summary>The name of what the page is about, where the address carries one.</summary>
    protected virtual string Identity => "";

    protected DateTime NowUtc => Time.GetUtcNow().UtcDateTime;

    protected CostPeriod Period => View.PeriodAt(NowUtc);

    protected CostPeriod Previous => View.PreviousAt(NowUtc);

    protected abstract Task<TData> LoadAsync(CostView view, CancellationToken cancellation);

    protected override void OnInitialized()
    {
        path = new Uri(Navigation.Uri).AbsolutePath;
        View = CostView.Parse(new Uri(Navigation.Uri).Query);
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Identity)
        {
            return;
        }

        loaded = Identity;
        path = new Uri(Navigation.Uri).AbsolutePath;
        View = CostView.Parse(new Uri(Navigation.Uri).Query);
        Data = RendererInfo.IsInteractive ? Handover.Take<TData>(HandoverKey, Address) : null;
        if (Data is null)
        {
            await ReloadAsync();
        }

        if (!RendererInfo.IsInteractive && Data is not null)
        {
            HandoverKey = Handover.Put(Address, Data);
        }
    }

    private string Address => Navigation.ToBaseRelativePath(Navigation.Uri);

    /// <summary>Loads again and shows the result in place; what was shown stays until then.</summary>
    protected internal async Task ReloadAsync()
    {
        if (loading is not null)
        {
            await loading.CancelAsync();
        }

        var mine = loading = new CancellationTokenSource();
        IsLoading = true;
        try
        {
            var data = await LoadAsync(View, mine.Token);
            if (mine == loading)
            {
                (Data, Failure, Refusal) = (data, null, null);
            }
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            return;
        }
        catch (ArgumentException e)
        {
            Refusal = e.Message;
        }
        catch (Exception e)
        {
            Failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Loggers.CreateLogger(GetType()), e, Address, Failure);
        }
        finally
        {
            if (mine == loading)
            {
                IsLoading = false;
            }
        }

        if (!isDisposed)
        {
            StateHasChanged();
        }
    }

    /// <summary>Shows another view of this page; its address changes, so Back returns.</summary>
    protected void Show(CostView view) => Navigation.NavigateTo(path + view.ToQuery());

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        var location = new Uri(e.Location);
        if (location.AbsolutePath != path)
        {
            return;
        }

        var view = CostView.Parse(location.Query);
        if (view == View)
        {
            return;
        }

        View = view;
        _ = InvokeAsync(async () =>
        {
            StateHasChanged();
            await ReloadAsync();
        });
    }

    public void Dispose()
    {
        isDisposed = true;
        Navigation.LocationChanged -= OnLocationChanged;
        loading?.Cancel();
        loading?.Dispose();
        loading = null;
        GC.SuppressFinalize(this);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading {Address} failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string address, string correlationId);
}
