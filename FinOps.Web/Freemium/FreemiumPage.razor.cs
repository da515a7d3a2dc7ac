using System.Globalization;
using FinOps.Core.Costs;
using FinOps.Core.Freemium;
using FinOps.Web.Costs;
using FinOps.Web.Records;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Freemium;

/// <summary>Which free users cost more than they will ever bring in?</summary>
public sealed partial class FreemiumPage(PolicySignals signals, CurrentActor current)
{
    private FreemiumSignals? data;
    private bool isAll;
    private string? failure;

    [Inject] private ILogger<FreemiumPage> Logger { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    private string Answer => data switch
    {
        null or { Check: null } => "Free users whose cost passes what they will ever bring in.",
        { Users.Count: 0 } => "No free user costs more than users of the tier bring in.",
        var d => $"{CostFormat.ExactCount(d.Users.Count)} free {(d.Users.Count == 1 ? "user" : "users")} cost more in the first 30 days than they will ever bring in, together {CostFormat.Usd(d.Users.Sum(u => u.OverNanos))} more.",
    };

    protected override Task OnInitializedAsync() => LoadAsync();

    private static long Saving(FreemiumSignals data) => data.Users.Sum(u => u.SavingNanos ?? 0);

    private static string Through(FreemiumCheck check) => DateTime.UnixEpoch.AddDays(check.ThroughDay).ToString("MMM d, yyyy", CultureInfo.InvariantCulture);

    /// <summary>The calls of the 30 days.</summary>
    private static string? HrefOf(FreemiumSignal signal)
    {
        var view = new CostView { Range = RangePreset.Custom, From = signal.FirstDate, To = signal.FirstDate.AddDays(FreemiumFold.Days - 1) }.WithFilter(CostDimension.Tenant, signal.Tenant);
        return RecordLinks.List(signal.User.Length == 0 ? view : view.WithFilter(CostDimension.User, signal.User));
    }

    private async Task LoadAsync()
    {
        try
        {
            var scope = (await current.GetAsync()).Sees;
            (data, isAll, failure) = (await signals.FreemiumAsync(scope, CancellationToken.None), scope.IsAll, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading free users failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
