using FinOps.Core.Access;
using FinOps.Core.Enforcement;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Enforcement;

/// <summary>Who was held back, where and why?</summary>
public sealed partial class DecisionsPage(DecisionQueries queries, CurrentActor current, NavigationManager navigation) : IDisposable
{
    private const string Path = "/audit/decisions";
    private const int PageSize = 50;
    private readonly CancellationTokenSource gone = new();
    private DecisionSearch search = new();
    private DecisionView? data;
    private string? failure;

    [Inject] private ILogger<DecisionsPage> Logger { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Max(1, PageNumber ?? 1);

    private string Answer => data switch
    {
        null => "Who was held back, where and why.",
        { SeesAll: false } => "Who was held back of the tenants you look after.",
        { Refusals: 0 } => "Nobody was held back.",
        { Rows: [var newest, ..] } => $"The newest refusal: {DecisionText.Reason(newest.Reason).ToLowerInvariant()} at the door “{DecisionText.Door(newest.Door)}”.",
        _ => $"{CostFormat.ExactCount(data.Refusals)} refusals.",
    };

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            search = DecisionSearch.Parse(new Uri(navigation.Uri).Query);
            var actor = await current.GetAsync();
            var (rows, total, refusals) = await queries.PageAsync(search.ToFilter(), actor, (Number - 1) * PageSize, PageSize, gone.Token);
            data = new DecisionView(rows, total, refusals, actor.TenantsFor(Permission.ViewAudit).IsAll);
            failure = null;
        }
        catch (Exception e) when (e is not (OperationCanceledException or UnauthorizedAccessException))
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading the decision log failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);

    private sealed record DecisionView(IReadOnlyList<EnforcementDecision> Rows, int Total, long Refusals, bool SeesAll);
}
