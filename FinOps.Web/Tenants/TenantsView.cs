using FinOps.Core.Margins;
using FinOps.Web.Costs;
using FinOps.Web.Shell;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Tenants;

/// <summary>What the list of tenants keeps in its address beside the view: which of them are shown, and how the table is arranged.</summary>
/// <param name="Show">Only tenants that stand like this; null for all.</param>
public sealed record TenantsView(MarginStanding? Show, TableState Table)
{
    /// <summary>The quick filters of the ladder and their words.</summary>
    public static readonly IReadOnlyList<(string Key, string Text, string Explanation)> Ladders =
        [("paused", "Paused", "All their calls are denied now."), ("near", "Near cap", "At least 80 % of the daily spend cap is used.")];

    /// <summary>Only tenants that stand like this on the ladder; null for all. Stands alone: it takes the place of <see cref="Show"/>.</summary>
    public string? Ladder { get; init; }

    /// <summary>The quick filters and their names in addresses.</summary>
    public static readonly IReadOnlyList<(MarginStanding Standing, string Key)> Filters =
    [
        (MarginStanding.Unprofitable, "unprofitable"),
        (MarginStanding.UnderTheLine, "under-the-line"),
        (MarginStanding.Free, "free"),
        (MarginStanding.NoContract, "no-contract"),
    ];

    /// <summary>The order at first: who earns least where losses are looked at, else who spends most.</summary>
    public string DefaultSort => Show is MarginStanding.Unprofitable or MarginStanding.UnderTheLine ? "margin" : "-spend";

    public static TenantsView Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        string? One(string key) => values.TryGetValue(key, out var found) ? found[0] : null;
        var show = Filters.Where(f => f.Key == One("show")).Select(f => (MarginStanding?)f.Standing).FirstOrDefault();
        var ladder = Ladders.Select(l => l.Key).FirstOrDefault(k => k == One("show"));
        return new TenantsView(show, new TableState(One("sort"), One("q") ?? "", int.TryParse(One("page"), out var page) && page > 0 ? page - 1 : 0)) { Ladder = ladder };
    }

    /// <summary>The part of the address that decides what is read.</summary>
    public string ShowText => Ladder is { } ladder ? $"&show={ladder}" : ShowOf(Show);

    /// <summary>All of it, ready to stand behind a view.</summary>
    public string ToText() => ShowText
        + (Table.Sort is null || Table.Sort == DefaultSort ? "" : $"&sort={Uri.EscapeDataString(Table.Sort)}")
        + (Table.Words.Length == 0 ? "" : $"&q={Uri.EscapeDataString(Table.Words)}")
        + (Table.Page == 0 ? "" : $"&page={Table.Page + 1}");

    public static string ShowOf(MarginStanding? standing) => standing is { } s ? $"&show={Filters.First(f => f.Standing == s).Key}" : "";

    /// <summary>The list that shows only tenants that stand like this on the ladder.</summary>
    public static string LadderLink(string ladder, CostView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return "/tenants" + CostView.Join((view with { Group = null }).ToQuery(), $"&show={ladder}");
    }

    /// <summary>The list that shows only such tenants.</summary>
    public static string Link(MarginStanding? standing, CostView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return "/tenants" + CostView.Join((view with { Group = null }).ToQuery(), ShowOf(standing));
    }
}
