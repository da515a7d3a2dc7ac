using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
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

    [Inject] private CurrentActor Current { get; set; } = default!;

    [Inject] private PageHandover Handover { get; set; } = default!;

    [Inject] private ILoggerFactory Loggers { get; set; } = default!;

    protected internal CostView View { get; private set; } = new();

    /// <summary>What the page keeps in the address beside the view, such as <c>&amp;unpriced=on</c>; empty where it keeps nothing.</summary>
    protected internal string Extra { get; private set; } = "";

    /// <summary>What the page shows; null until it is loaded for the first time.</summary>
    protected internal TData? Data { get; private set; }

    /// <summary>True when the address names a tenant that is not there for this person.</summary>
    protected internal bool IsMissing { get; private set; }

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

    /// <summary>Reads <see cref="Extra"/> from the query part of an address.</summary>
    protected virtual string ReadExtra(string query) => "";

    /// <summary>The part of <see cref="Extra"/> that stays when another view is chosen.</summary>
    protected internal virtual string KeptExtra => Extra;

    /// <summary>Reads what the page shows.</summary>
    /// <param name="scope">Whose usage the person may see.</param>
    protected abstract Task<TData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation);

    /// <summary>Whose usage the person may see now.</summary>
    protected async Task<TenantScope> ScopeAsync() => (await ActorAsync()).Sees;

    /// <summary>Who looks at the page.</summary>
    protected Task<Actor> ActorAsync() => Current.GetAsync();

    /// <summary>The view narrowed to what the page itself is about.</summary>
    protected virtual CostView Asked => View;

    protected override void OnInitialized()
    {
        Read(new Uri(Navigation.Uri));
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Identity)
        {
            return;
        }

        loaded = Identity;
        Read(new Uri(Navigation.Uri));
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

    private void Read(Uri address)
    {
        path = address.AbsolutePath;
        View = CostView.Parse(address.Query);
        Extra = ReadExtra(address.Query);
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
            var scope = await ScopeAsync();
            IsMissing = !Asked.Ask(Period).Filters.IsIn(scope);
            var data = IsMissing ? null : await LoadAsync(View, scope, mine.Token);
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
    protected void Show(CostView view) => Navigation.NavigateTo(path + CostView.Join(view.ToQuery(), KeptExtra));

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        var location = new Uri(e.Location);
        if (location.AbsolutePath != path)
        {
            return;
        }

        if (CostView.Parse(location.Query) == View && ReadExtra(location.Query) == Extra)
        {
            return;
        }

        Read(location);
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
