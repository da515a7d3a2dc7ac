using FinOps.Core.Access;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace FinOps.Web.Enforcement;

/// <summary>Who is held back right now, why, and what can be done about it?</summary>
public sealed partial class EnforcementPage(
    EnforcementQueries queries, MeasureBoard board, DecisionQueries decisions, MeasureEditor measures, AdmissionMeter meter, EnforcementDialogs dialogs, CurrentActor current, NavigationManager navigation, PageVisibility visibility, TimeProvider time) : IDisposable
{
    private const int MostShown = 100;
    private const int MostDenials = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource gone = new();
    private EnforcementView view = new(null, null, null);
    private ConsoleData? data;
    private bool mayOperate;
    private string words = "";
    private string? notice;
    private string? failure;
    private int isBehind = 1;

    [Inject] private ILogger<EnforcementPage> Logger { get; set; } = default!;

    private long Now => time.NowMicros();

    private IReadOnlyList<EnforcementOverride> Running => [.. data!.Overrides.Where(o => o.StateAt(Now) == OverrideState.Running)];

    private IReadOnlyList<EnforcementOverride> Waiting => [.. data!.Overrides.Where(o => o.StateAt(Now) == OverrideState.Waiting)];

    private IReadOnlyList<TenantStanding> Matching =>
        [.. data!.Standings.Where(s => EnforcementView.Matches(view.Show, s) && s.Tenant.Contains(words.Trim(), StringComparison.OrdinalIgnoreCase))];

    private IReadOnlyList<TenantStanding> Shown => [.. Matching.Take(MostShown)];

    private string RateText => FormattableString.Invariant($"{data!.Rates.PerSecond:0.#}/s");

    private string Answer
    {
        get
        {
            if (data is null)
            {
                return "Loading…";
            }

            var states = Enum.GetValues<TenantState>().Where(s => s != TenantState.Active).Reverse().Select(s => (s, Count: data.Standings.Count(t => t.State == s))).Where(s => s.Count > 0).ToList();
            return states.Count == 0 ? "Nobody is paused, capped or tightened." : string.Join(", ", states.Select(s => $"{s.Count} {(s.Count == 1 ? "tenant is" : "tenants are")} {EnforcementText.State(s.s).ToLowerInvariant()}")) + ".";
        }
    }

    public void Dispose()
    {
        board.Changed -= OnBoardChanged;
        navigation.LocationChanged -= OnMoved;
        gone.Cancel();
        gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        view = EnforcementView.Parse(new Uri(navigation.Uri).Query);
        navigation.LocationChanged += OnMoved;
        board.Changed += OnBoardChanged;
        await LoadAsync();
        if (RendererInfo.IsInteractive)
        {
            _ = FollowAsync();
        }
    }

    // Runs on the changer's thread: note it and return.
    private void OnBoardChanged() => Interlocked.Exchange(ref isBehind, 1);

    private void OnMoved(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        if (new Uri(e.Location).AbsolutePath == "/enforcement")
        {
            view = EnforcementView.Parse(new Uri(e.Location).Query);
            await LoadAsync();
            StateHasChanged();
        }
    });

    /// <summary>Countdowns move every second; what is listed is read again only after a change, and denials with it.</summary>
    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(gone.Token))
            {
                if (!visibility.IsHidden)
                {
                    await InvokeAsync(RefreshAsync);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    private async Task RefreshAsync()
    {
        if (Interlocked.Exchange(ref isBehind, 0) == 1 || (view.Tenant is not null && Now / Instants.MicrosPerSecond % 3 == 0))
        {
            await LoadAsync();
        }
        else if (data is not null)
        {
            data = data with { Rates = meter.Read() };
        }

        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        try
        {
            Interlocked.Exchange(ref isBehind, 0);
            var actor = await current.GetAsync();
            mayOperate = actor.May(ProtectedActions.ApplyMeasure);
            var chosen = view.Tenant is { } tenant ? await queries.FindAsync(tenant, actor, gone.Token) : null;
            IReadOnlyList<EnforcementDecision>? denials = null;
            if (chosen is not null && actor.Permissions.Contains(Permission.ViewAudit))
            {
                var filter = new DecisionFilter { Tenant = chosen.Tenant, Door = DecisionDoor.Admission, Reason = view.Reason };
                denials = (await decisions.PageAsync(filter, actor, 0, MostDenials, gone.Token)).Rows;
            }

            data = new ConsoleData(await queries.ListAsync(actor, gone.Token), await queries.WideAsync(actor, gone.Token), await queries.OverridesAsync(actor, gone.Token), meter.Read(), chosen, denials);
            failure = null;
        }
        catch (Exception e) when (e is not (OperationCanceledException or UnauthorizedAccessException))
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    private void FindAsync(KeyboardEventArgs e)
    {
        if (e.Key == "Enter" && (Matching is [var first, ..] ? first.Tenant : words.Trim()) is { Length: > 0 } tenant)
        {
            navigation.NavigateTo((view with { Tenant = tenant }).ToAddress());
        }
    }

    private async Task PauseAsync(TenantStanding standing)
    {
        if (await dialogs.MeasureAsync(MeasureKind.Pause, EnforcementScope.OfTenant(standing.Tenant)))
        {
            await ChangedAsync($"{standing.Tenant} is paused.");
        }
    }

    private async Task LiftAsync(EnforcementMeasure measure)
    {
        if (await dialogs.ReasonAsync($"End: {measure.Scope}", $"{EnforcementText.What(measure)} since {EnforcementText.At(measure.SinceMicros)} by {measure.By}: {measure.Reason}", "End it", measure.Kind == MeasureKind.Pause,
            async reason => await measures.LiftAsync(measure.Id, reason, await current.GetAsync(), CancellationToken.None)))
        {
            await ChangedAsync($"Ended for {measure.Scope}.");
        }
    }

    private async Task ChangedAsync(string text)
    {
        notice = text;
        await LoadAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the enforcement console failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);

    private sealed record ConsoleData(
        IReadOnlyList<TenantStanding> Standings, IReadOnlyList<EnforcementMeasure> Wide, IReadOnlyList<EnforcementOverride> Overrides, AdmissionRates Rates, TenantStanding? Chosen, IReadOnlyList<EnforcementDecision>? Denials);
}
