using System.Globalization;
using FinOps.Core.Records;
using FinOps.Core.Runs;
using FinOps.Web.Costs;
using FinOps.Web.Records;
using FinOps.Web.Shell;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Runs;

/// <summary>What did this run do, and where did its cost go?</summary>
public sealed partial class RunPage(RunQueries queries, RecordDetailQueries records, CurrentActor current)
{
    private RunRow? run;
    private IReadOnlyList<RunNode> nodes = [];
    private RecordDetail? detail;
    private bool isLoaded;
    private string? failure;
    private (string?, string?, string?) loaded;

    [Parameter] public string Segment { get; set; } = "";

    /// <summary>The UTC day of the first call.</summary>
    [SupplyParameterFromQuery] public string? Day { get; set; }

    [SupplyParameterFromQuery] public string? Tenant { get; set; }

    /// <summary>The call whose cost is explained.</summary>
    [SupplyParameterFromQuery] public long? Call { get; set; }

    [Inject] private ILogger<RunPage> Logger { get; set; } = default!;

    private string Id => CostLinks.Decode(Segment);

    private string Title => run is null ? "Run" : $"Run {run.Sum.RunId}";

    private string Answer => run is null ? "" : $"{CostFormat.ExactUsd(run.Sum.CostNanos)} for {CostFormat.ExactCount(run.Sum.Calls)} calls of {RecordText.Told(run.Feature)}, tenant {RecordText.Told(run.Tenant)}; mostly {RecordText.Told(run.Model)}.{Dearest()}";

    protected override async Task OnParametersSetAsync()
    {
        if (loaded != (Segment, Day, Tenant) || failure is not null)
        {
            await LoadAsync();
        }
        else
        {
            await ExplainAsync();
        }
    }

    private string Dearest() => nodes.Count < 2 || nodes.MaxBy(n => n.Call.CostNanos) is not { } most
        ? ""
        : $" Its dearest call ({RunText.Name(most.Call)}) cost {CostFormat.Usd(most.Call.CostNanos)}.";

    private string HrefOf(long? call) => run is null ? "/runs" : RunText.Href(run) + (call is { } id ? string.Create(CultureInfo.InvariantCulture, $"&call={id}") : "");

    private async Task LoadAsync()
    {
        try
        {
            var scope = (await current.GetAsync()).Sees;
            var day = DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var known) ? known : (DateOnly?)null;
            run = await queries.FindAsync(Id, day, Tenant, scope, CancellationToken.None);
            nodes = run is null ? [] : RunTree.Of(await queries.CallsAsync(run, CancellationToken.None));
            (isLoaded, failure, loaded) = (true, null, (Segment, Day, Tenant));
            await ExplainAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = PageErrorBoundary.NewCorrelationId();
            LogLoadFailure(Logger, e, failure);
        }
    }

    /// <summary>Only calls of this run: the address must not lead to others.</summary>
    private async Task ExplainAsync() => detail = Call is { } id && nodes.Any(n => n.Call.Id == id)
        ? await records.FindAsync(id, (await current.GetAsync()).Sees, CancellationToken.None)
        : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading a run failed; correlation id {CorrelationId}.")]
    private static partial void LogLoadFailure(ILogger logger, Exception exception, string correlationId);
}
