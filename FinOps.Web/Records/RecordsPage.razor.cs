using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Records;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Records;

/// <summary>What a page of calls shows.</summary>
/// <param name="Filter">What was read.</param>
/// <param name="Total">What all matching calls add up to; null where only the records know.</param>
public sealed record RecordsData(RecordFilter Filter, RecordList Page, CostMeasures? Total);

/// <summary>Which calls are behind a figure?</summary>
public sealed partial class RecordsPage
{
    private const int PageSize = 50;
    private static readonly string[] Failures = ["retry", "fallback", "timeout", "error"];

    private string words = "";

    [Inject] private RecordQueries Records { get; set; } = default!;

    protected internal override string KeptExtra => (Search with { Before = null }).ToQuery();

    private RecordSearch Search => RecordSearch.Parse(Extra);

    private bool IsFailures => View.ValuesOf(CostDimension.Status).Order(StringComparer.Ordinal).SequenceEqual(Failures.Order(StringComparer.Ordinal));

    private string FailuresHref => RecordLinks.List(IsFailures ? View.WithFilter(CostDimension.Status) : View.WithFilter(CostDimension.Status, Failures), Search with { Before = null });

    protected override string ReadExtra(string query) => RecordSearch.Parse(query).ToQuery();

    protected override async Task<RecordsData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var search = Search;
        words = search.Id ?? "";
        var filter = search.Of(view, NowUtc);
        return new(filter, await Records.PageAsync(filter, scope, search.Before, PageSize, cancellation), search.Before is null ? await Records.TotalAsync(filter, scope, cancellation) : null);
    }

    private static string Chip(bool isOn) => isOn ? "chip on" : "chip";

    private static string CountText(RecordsData data) => data.Page.Next is null && data.Page.Rows.Count < PageSize
        ? $"{CostFormat.ExactCount(data.Page.Rows.Count)} {(data.Page.Rows.Count == 1 ? "call" : "calls")}, newest first"
        : $"{CostFormat.ExactCount(data.Page.Rows.Count)} calls, newest first";

    private RenderFragment Answer(RecordsData data) => builder =>
    {
        var count = data.Filter.IsUnpriced ? data.Total?.UnpricedRequests : data.Total?.Requests;
        builder.AddContent(0, (count, data.Total) switch
        {
            (0, _) => "No call matches.",
            ({ } calls, _) when data.Filter.IsUnpriced => $"{CostFormat.ExactCount(calls)} matching calls wait for a price.",
            ({ } calls, { } total) => $"{CostFormat.ExactCount(calls)} calls, {CostFormat.Usd(total.EffectiveCostNanos)} together. Open one to see why it costs what it costs.",
            _ => "Open a call to see why it costs what it costs.",
        });
    };

    private string To(RecordSearch search) => RecordLinks.List(View, search.Before is null ? search : search with { Before = search.Before == Search.Before ? null : search.Before });

    private void FindAsync() => Navigation.NavigateTo(RecordLinks.List(View, Search with { Before = null, Id = string.IsNullOrWhiteSpace(words) ? null : words.Trim() }));
}
