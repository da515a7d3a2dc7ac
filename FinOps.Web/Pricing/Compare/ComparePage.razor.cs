using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Pricing;
using FinOps.Web.Costs;
using FinOps.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace FinOps.Web.Pricing.Compare;

/// <summary>Which model is cheapest for a request like this?</summary>
public sealed partial class ComparePage(Comparisons comparisons, PriceQueries queries, CurrentActor current, NavigationManager navigation) : IDisposable
{
    private CompareView view = new();
    private IReadOnlyList<CompareLine>? lines;
    private IReadOnlyList<string> known = [];
    private string added = "";
    private string fault = "";

    private IEnumerable<(string Id, string Label, int Value, Func<int, CompareView> Set)> Fields =>
    [
        ("compare-in", "Input tokens, cached ones included", view.InputTokens, n => view with { InputTokens = n }),
        ("compare-cached", "Of these from the cache", view.CachedTokens, n => view with { CachedTokens = n }),
        ("compare-out", "Output tokens", view.OutputTokens, n => view with { OutputTokens = n }),
    ];

    private string Answer => lines?.Where(l => l.CostNanos is not null).ToList() switch
    {
        [var only] => $"A thousand such requests cost {CostFormat.Usd(only.CostNanos!.Value * 1_000m / 1_000_000_000m)} on {only.Model}.",
        [var first, .., var last] => $"{first.Model} is cheapest: {CostFormat.Usd(first.CostNanos!.Value * 1_000m / 1_000_000_000m)} for a thousand such requests; {last.Model} costs {CostFormat.Usd(last.CostNanos!.Value * 1_000m / 1_000_000_000m)}.",
        _ => "What a request costs on each model.",
    };

    protected override async Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnLocationChanged;
        view = CompareView.Parse(new Uri(navigation.Uri).Query);
        known = PriceDialogs.Names(await queries.InForceAsync(CancellationToken.None));
        lines = await comparisons.OfAsync(view, await ScopeAsync(), CancellationToken.None);
    }

    private static int Number(ChangeEventArgs e, int current) =>
        int.TryParse(e.Value?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Min(count, CompareView.MostTokens) : current;

    private async Task<TenantScope> ScopeAsync() => (await current.GetAsync()).Sees;

    private void Show(CompareView other) => navigation.NavigateTo(CompareLinks.Of(other));

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath != "/pricing/compare")
        {
            return;
        }

        view = CompareView.Parse(new Uri(e.Location).Query);
        _ = InvokeAsync(async () =>
        {
            lines = await comparisons.OfAsync(view, await ScopeAsync(), CancellationToken.None);
            StateHasChanged();
        });
    }

    private void Add()
    {
        var model = CompareView.ModelOf(added.Trim());
        if (model.Model.Length == 0)
        {
            fault = "Give provider and model, such as openai gpt-5.5.";
            return;
        }

        (fault, added) = ("", "");
        var shown = view.Models.Count > 0 ? view.Models : [.. (lines ?? []).Select(l => (l.Provider, l.Model))];
        Show(view with { Models = [.. shown.Append(model).Distinct()] });
    }

    private async Task AddInUse() => Show(view with { Models = [.. view.Models.Concat(await comparisons.InUseAsync(await ScopeAsync(), CancellationToken.None)).Distinct()] });

    public void Dispose() => navigation.LocationChanged -= OnLocationChanged;
}
