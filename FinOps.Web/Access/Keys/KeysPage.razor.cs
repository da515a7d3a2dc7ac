using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Options;

namespace FinOps.Web.Access.Keys;

/// <summary>Which machines may come in, and how is each key used?</summary>
public sealed partial class KeysPage(
    ApiKeyQueries queries, KeyDialogs dialogs, CurrentActor current, NavigationManager navigation, IOptions<ApiKeyOptions> options, TimeProvider time) : IDisposable
{
    private IReadOnlyList<ApiKey>? keys;
    private KeySearch search = new();
    private string words = "";
    private string? failure;
    private long now;

    [Inject] private ILogger<KeysPage> Logger { get; set; } = default!;

    private TimeSpan Warning => TimeSpan.FromDays(options.Value.WarnDays);

    private string Answer => keys switch
    {
        null => "Loading…",
        { Count: 0 } => "No machine may come in yet.",
        var all => $"{CountOf(all, ApiKeyState.Active, ApiKeyState.Expiring)} in force"
            + (CountOf(all, ApiKeyState.Expiring) is > 0 and var soon ? $", {soon} of them expires within {options.Value.WarnDays} days." : ", none expires soon."),
    };

    protected override async Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnLocationChanged;
        Read(navigation.Uri);
        await LoadAsync();
    }

    private int CountOf(IReadOnlyList<ApiKey> all, params ApiKeyState[] states) => all.Count(k => states.Contains(k.StateAt(now, Warning)));

    private async Task LoadAsync()
    {
        try
        {
            now = time.NowMicros();
            keys = await queries.ListAsync(await current.GetAsync(), CancellationToken.None);
            failure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    private async Task CreateAsync()
    {
        await dialogs.CreateAsync();
        await LoadAsync();
    }

    /// <summary>Another search is another address, so Back returns to this one.</summary>
    private void Show(KeySearch other) => navigation.NavigateTo("/access/keys" + other.ToQuery());

    private void Read(string address)
    {
        search = KeySearch.Parse(new Uri(address).Query);
        words = search.Words;
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == "/access/keys")
        {
            Read(e.Location);
            _ = InvokeAsync(StateHasChanged);
        }
    }

    public void Dispose() => navigation.LocationChanged -= OnLocationChanged;

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading keys failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
