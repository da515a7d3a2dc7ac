using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using MudBlazor;

namespace FinOps.Web.Outcomes;

/// <summary>What the page shows, with the names of its groups.</summary>
public sealed record EconomicsPageData(EconomicsData Economics, IReadOnlyList<EconomicsRow> Rows, long LineNanos);

/// <summary>What does one result cost?</summary>
public sealed partial class EconomicsPage
{
    private const string TypeKey = "type";

    [Inject] private EconomicsTables Tables { get; set; } = default!;

    [Inject] private IDialogService Dialogs { get; set; } = default!;

    private CostDimension By => GroupSwitch.Resolve(View, EconomicsTables.Splits, CostDimension.Feature);

    private string? Type => QueryHelpers.ParseQuery(Extra).TryGetValue(TypeKey, out var type) ? type[0] : null;

    protected override string ReadExtra(string query) =>
        QueryHelpers.ParseQuery(query).TryGetValue(TypeKey, out var type) && type[0] is { Length: > 0 and <= 64 } key ? ExtraOf(key) : "";

    protected override async Task<EconomicsPageData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var data = await Tables.ReadAsync(Type, By, view, scope, cancellation);
        return new EconomicsPageData(data, await Tables.RowsAsync(data, scope, cancellation), Tables.LineNanos);
    }

    private static string ExtraOf(string type) => $"&{TypeKey}={Uri.EscapeDataString(type)}";

    private string HrefOf(string type) => "/economics" + CostView.Join(View.ToQuery(), ExtraOf(type));

    private string? HrefOf(EconomicsRow row)
    {
        var onward = View with { Group = null };
        return By switch
        {
            CostDimension.Tenant => CostLinks.Tenant(row.Key, onward),
            CostDimension.Feature => CostLinks.Feature(row.Key, onward),
            _ => "/economics" + CostView.Join(onward.WithFilter(By, row.Key).ToQuery(), Extra),
        };
    }

    private async Task AddTypeAsync()
    {
        var dialog = await Dialogs.ShowAsync<OutcomeTypeDialog>("Add a type of outcome", new DialogOptions { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true });
        if (await dialog.Result is { Canceled: false })
        {
            await ReloadAsync();
        }
    }
}
