using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Incidents;
using FinOps.Web.Costs;
using FinOps.Web.Records;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace FinOps.Web.Tenants;

/// <summary>Who earns, who costs?</summary>
public sealed partial class TenantsPage
{
    private static readonly IReadOnlyList<(CostDimension Dimension, string Text)> Splits =
        [(CostDimension.Tenant, "Tenant"), (CostDimension.Tier, "Tier"), (CostDimension.Feature, "Feature"), (CostDimension.Layer, "Layer")];

    private IReadOnlyDictionary<string, double> scores = new Dictionary<string, double>();

    [Inject] private CostTables Tables { get; set; } = default!;

    [Inject] private TenantsTable Tenants { get; set; } = default!;

    [Inject] private IncidentQueries Incidents { get; set; } = default!;

    private TenantsView Shown { get; set; } = TenantsView.Parse("");

    protected internal override string KeptExtra => Shown.ToText();

    protected override string ReadExtra(string query)
    {
        var read = TenantsView.Parse(query);
        Shown = read;
        return read.ShowText;
    }

    protected override async Task<TenantsData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var data = await Tenants.ReadAsync(view, await ActorAsync(), cancellation);
        scores = await Incidents.TenantScoresAsync(scope, cancellation);
        return data with { Timeline = await Tables.OverTimeAsync(GroupSwitch.Resolve(view, Splits, CostDimension.Tenant), view, scope, cancellation) };
    }

    private IReadOnlyList<TableColumn<TenantLine>> Columns(TenantsData data) => TenantColumns.For(data.Margins is not null, View.Compare, RecordsOf, l => LastSeen(data, l), l => scores.TryGetValue(l.Key, out var z) ? z : null);

    private Task FillAsync(IReadOnlyList<TenantLine> shown) => Tables.FillTrendsAsync(Data!.Table, [.. shown.Select(l => l.Cost).OfType<CostGroup>()], CancellationToken.None);

    /// <summary>The address tells how the table is arranged; nothing is read again for it.</summary>
    private void Arranged(TableState state)
    {
        Shown = Shown with { Table = state };
        Navigation.NavigateTo("/tenants" + CostView.Join(View.ToQuery(), Shown.ToText()), replace: true);
    }

    private string HrefOf(TenantLine line) => CostLinks.Tenant(line.Key, View with { Group = null });

    private string? RecordsOf(TenantLine line) => line.Cost is { Measures.Requests: > 0 } ? RecordLinks.List((View with { Group = null }).WithFilter(CostDimension.Tenant, line.Key)) : null;

    private static DateOnly? LastSeen(TenantsData data, TenantLine line)
    {
        var last = line.Trend is { } trend ? trend.ToList().FindLastIndex(c => c != 0) : -1;
        return last < 0 ? null : DateOnly.FromDateTime(data.Table.Period.FromUtc).AddDays(last);
    }
}
