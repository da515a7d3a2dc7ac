using FinOps.Core.Access;
using FinOps.Core.Runs;
using FinOps.Web.Costs;
using FinOps.Web.Shell;

namespace FinOps.Web.Runs;

/// <summary>What the page about runs shows.</summary>
public sealed record RunsData(RunRanking Ranking, KnownNameLists Names, CostPeriod Period);

/// <summary>Asks for the dearest runs, for the page and for its export.</summary>
public sealed class RunTables(RunQueries runs, KnownNames names, TimeProvider time)
{
    /// <summary>So many runs are listed.</summary>
    public const int Most = 500;

    public async Task<RunsData> ReadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(view);
        var period = view.PeriodAt(time.GetUtcNow().UtcDateTime);
        var ranking = await runs.TopAsync(DateOnly.FromDateTime(period.FromUtc), DateOnly.FromDateTime(period.ToUtc.AddTicks(-1)).AddDays(1), view.Ask(period).Filters, Most, scope, cancellation);
        return new(ranking, await names.GetAsync(scope, cancellation), period);
    }

    public static IReadOnlyList<TableColumn<RunRow>> Columns(KnownNameLists names) =>
    [
        new("run", "Run", ColumnKind.Text, r => r.Sum.RunId),
        new("cost", "Cost", ColumnKind.Usd, r => r.Sum.CostNanos) { Explanation = "All calls of the run, retries and side calls included." },
        new("tenant", "Tenant", ColumnKind.Text, r => r.Tenant.Length == 0 ? null : names.Tenant(r.Tenant)?.Name ?? r.Tenant),
        new("feature", "Feature", ColumnKind.Text, r => r.Feature.Length == 0 ? null : r.Feature) { Explanation = "The feature that most of the cost fell to." },
        new("model", "Model", ColumnKind.Text, r => r.Model.Length == 0 ? null : r.Model) { Explanation = "The model that most of the cost fell to." },
        new("calls", "Calls", ColumnKind.Count, r => (long)r.Sum.Calls) { Explanation = "All attempts." },
        new("steps", "Steps", ColumnKind.Count, r => (long)r.Sum.Steps) { Explanation = "Different workflow steps." },
        new("retries", "Retries", ColumnKind.Count, r => (long)r.Sum.Retries) { Explanation = "Attempts that were made again or left to another model." },
        new("errors", "Errors", ColumnKind.Count, r => (long)r.Sum.Errors) { Explanation = "Attempts that failed or timed out." },
        new("duration", "Duration", ColumnKind.Milliseconds, r => r.Duration.TotalMilliseconds) { Explanation = "From the first call until the last one was answered." },
        new("start", "Start (UTC)", ColumnKind.Text, RunText.Start),
        new("waste", "Waste", ColumnKind.Usd, r => r.Sum.WasteCostNanos) { Explanation = "Cost of attempts that did not succeed.", IsExtra = true },
        new("per-call", "Cost / call", ColumnKind.UsdPerUnit, r => CostFormat.PerUnit(r.Sum.CostNanos, r.Sum.Calls)) { IsExtra = true },
        new("user", "User", ColumnKind.Text, r => r.User.Length == 0 ? null : r.User) { Explanation = "The user of the first call.", IsExtra = true },
        new("models", "Models", ColumnKind.Count, r => (long)r.Sum.Models) { Explanation = "Different models.", IsExtra = true },
        new("input", "Input tokens", ColumnKind.Count, r => r.Sum.InputTokens) { IsExtra = true },
        new("output", "Output tokens", ColumnKind.Count, r => r.Sum.OutputTokens) { IsExtra = true },
        new("unpriced", "Unpriced", ColumnKind.Count, r => (long)r.Sum.UnpricedCalls) { Explanation = "Calls without a price: the run costs more than is known.", IsExtra = true },
    ];
}
