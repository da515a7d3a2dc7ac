using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Outcomes;
using FinOps.Core.Reviews;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using MudBlazor;

namespace FinOps.Web.Outcomes;

/// <summary>What the page shows, with the names of its groups.</summary>
public sealed record EconomicsPageData(EconomicsData Economics, IReadOnlyList<EconomicsRow> Rows, long LineNanos)
{
    /// <summary>Features whose sessions are too dear; null for who sees only some tenants.</summary>
    public IReadOnlyList<ReviewRow>? Reviews { get; init; }
}

/// <summary>What does one result cost?</summary>
public sealed partial class EconomicsPage
{
    private const string TypeKey = "type";

    [Inject] private EconomicsTables Tables { get; set; } = default!;

    [Inject] private ReviewQueries Reviews { get; set; } = default!;

    [Inject] private IDialogService Dialogs { get; set; } = default!;

    private CostDimension By => GroupSwitch.Resolve(View, EconomicsTables.Splits, CostDimension.Feature);

    private string? Type => QueryHelpers.ParseQuery(Extra).TryGetValue(TypeKey, out var type) ? type[0] : null;

    protected override string ReadExtra(string query) =>
        QueryHelpers.ParseQuery(query).TryGetValue(TypeKey, out var type) && type[0] is { Length: > 0 and <= 64 } key ? ExtraOf(key) : "";

    protected override async Task<EconomicsPageData> LoadAsync(CostView view, TenantScope scope, CancellationToken cancellation)
    {
        var data = await Tables.ReadAsync(Type, By, view, scope, cancellation);
        return new EconomicsPageData(data, await Tables.RowsAsync(data, scope, cancellation), Tables.LineNanos)
        {
            Reviews = scope.IsAll ? await Reviews.ListAsync(scope, cancellation) : null,
        };
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

    private Task AddTypeAsync() => EditTypeAsync("Add a type of outcome", null);

    private Task RenameTypeAsync(OutcomeType type) => EditTypeAsync($"Rename {type.Name}", type);

    private async Task EditTypeAsync(string title, OutcomeType? type)
    {
        var dialog = await Dialogs.ShowAsync<OutcomeTypeDialog>(
            title, new DialogParameters<OutcomeTypeDialog> { { d => d.Type, type } }, new DialogOptions { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true });
        if (await dialog.Result is { Canceled: false })
        {
            await ReloadAsync();
        }
    }
}
