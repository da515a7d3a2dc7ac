using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Enforcement;
using FinOps.Core.Margins;
using FinOps.Web.Costs;
using FinOps.Web.Enforcement;
using FinOps.Web.Margins;
using FinOps.Web.Shell;

namespace FinOps.Web.Tenants;

/// <summary>One tenant in the list.</summary>
/// <param name="Key">Empty for calls without a tenant.</param>
/// <param name="Margin">What it brought in and cost; null where margins are not shown.</param>
/// <param name="Cost">Its usage in the period; null when it had none.</param>
public sealed record TenantLine(string Key, string Name, TenantMargin? Margin, CostGroup? Cost)
{
    public MarginStanding? Standing => Margin?.Standing;

    public IReadOnlyList<long>? Trend => Cost?.Trend;

    public string Owner => Margin?.Row.Tenant?.Owner ?? "";

    /// <summary>Where it stands on the ladder now; null where nothing says.</summary>
    public TenantStanding? Ladder { get; init; }

    public string Tier => Margin?.Tier ?? Cost?.Tier ?? "";
}

/// <summary>The list of tenants: costs and margins side by side.</summary>
/// <param name="Table">Costs by tenant.</param>
/// <param name="Margins">Margins of the same period and tenants; null when filters leave only a part of their cost, to which no revenue belongs.</param>
public sealed record TenantsData(CostTable Table, MarginTable? Margins, CostTimeline? Timeline)
{
    public bool HasUsage => Table.Total.Requests > 0 || Margins is { Tenants.Count: > 0 };

    public IReadOnlyList<TenantLine> Lines { get; private init; } = Join(Table, Margins);

    /// <summary>The same with where tenants stand on the ladder, by key.</summary>
    public TenantsData With(IReadOnlyDictionary<string, TenantStanding> standings) => this with { Lines = [.. Lines.Select(l => standings.TryGetValue(l.Key, out var s) ? l with { Ladder = s } : l)] };

    /// <summary>The lines that a view asks for.</summary>
    public IReadOnlyList<TenantLine> Only(TenantsView shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return shown.Ladder is { } ladder ? [.. Lines.Where(l => l.Ladder is { } s && EnforcementView.Matches(ladder, s))] : Only(shown.Show);
    }

    /// <summary>How many stand like a filter of the ladder.</summary>
    public int Count(string ladder) => Lines.Count(l => l.Ladder is { } s && EnforcementView.Matches(ladder, s));

    public IReadOnlyList<TenantLine> Only(MarginStanding? standing) => standing is null || Margins is null ? Lines : [.. Lines.Where(l => l.Standing == standing)];

    private static IReadOnlyList<TenantLine> Join(CostTable table, MarginTable? margins)
    {
        var byKey = margins?.Tenants.ToDictionary(t => t.Row.Key, StringComparer.Ordinal) ?? [];
        var used = table.Groups.Select(g => new TenantLine(g.Key, g.Name, byKey.GetValueOrDefault(g.Key), g)).ToList();
        var seen = table.Groups.Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return [.. used, .. byKey.Values.Where(m => !seen.Contains(m.Row.Key)).Select(m => new TenantLine(m.Row.Key, m.Row.Name, m, null))];
    }
}

/// <summary>Reads the list of tenants, for the page and for its export.</summary>
public sealed class TenantsTable(CostTables tables, MarginQueries margins, EnforcementQueries enforcement, TimeProvider time)
{
    private static readonly CostDimension[] OfTenants = [CostDimension.Tenant, CostDimension.Tier];

    /// <summary>Whether revenue can be set against the costs of a view: only when they are all costs of some tenants.</summary>
    public static bool HasMargins(CostView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Filters.Keys.All(OfTenants.Contains);
    }

    /// <summary>The view without the filters that leave only a part of a tenant's cost.</summary>
    public static CostView OnlyTenants(CostView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view with { Filters = view.Filters.Where(f => OfTenants.Contains(f.Key)).ToDictionary() };
    }

    public async Task<TenantsData> ReadAsync(CostView view, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(actor);
        var table = await tables.BreakDownAsync(CostDimension.Tenant, view, actor.Sees, cancellation);
        var standings = (await enforcement.ListAsync(actor, cancellation)).ToDictionary(s => s.Tenant, StringComparer.Ordinal);
        return new TenantsData(table, await MarginsAsync(table, actor, cancellation), null).With(standings);
    }

    /// <summary>The margins behind a table of costs by tenant; null where revenue cannot be set against them.</summary>
    public async Task<MarginTable?> MarginsAsync(CostTable table, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        var view = table.View;
        if (!HasMargins(view))
        {
            return null;
        }

        var (from, to) = DaysOf(view.PeriodAt(time.GetUtcNow().UtcDateTime));
        var costs = table.Groups.ToDictionary(g => g.Key, g => g.Measures, StringComparer.Ordinal);
        var all = await margins.WithCostsAsync(from, to, costs, table.AsOfUtc, actor, cancellation);
        return view.HasFilters ? all with { Tenants = [.. all.Tenants.Where(t => IsMeant(view, t))] } : all;
    }

    internal static (DateOnly From, DateOnly To) DaysOf(CostPeriod period) => (DateOnly.FromDateTime(period.FromUtc), DateOnly.FromDateTime(period.ToUtc.AddTicks(-1)).AddDays(1));

    private static bool IsMeant(CostView view, TenantMargin margin) =>
        (view.ValuesOf(CostDimension.Tenant) is { Count: 0 } || view.ValuesOf(CostDimension.Tenant).Contains(margin.Row.Key, StringComparer.Ordinal))
        && (view.ValuesOf(CostDimension.Tier) is { Count: 0 } || view.ValuesOf(CostDimension.Tier).Contains(margin.Tier, StringComparer.Ordinal));
}

/// <summary>The columns of the list, for the page and for its export.</summary>
public static class TenantColumns
{
    public static IReadOnlyList<TableColumn<TenantLine>> For(bool withMargins, bool compare, Func<TenantLine, string?>? records = null, Func<TenantLine, DateOnly?>? lastSeen = null) =>
        [.. Names(), .. withMargins ? Margins() : [], .. Costs(compare, records, lastSeen)];

    private static IEnumerable<TableColumn<TenantLine>> Names()
    {
        yield return new("tenant", "Tenant", ColumnKind.Text, l => l.Name);
        yield return new("key", "Key", ColumnKind.Text, l => l.Key) { IsExtra = true };
        yield return new("ladder", "Ladder", ColumnKind.Text, l => l.Ladder is { } s ? EnforcementText.State(s.State) : null) { Explanation = "Whether calls are admitted now: active, tightened near the daily cap, capped, or paused. A dash: no cap and no measure." };
        yield return new("cap-used", "Cap used", ColumnKind.Percent, l => l.Ladder?.CapUsed) { Explanation = "Spend of the tenant's present day, of its daily cap.", IsExtra = true };
        yield return new("tier", "Tier", ColumnKind.Text, l => l.Tier.Length == 0 ? null : l.Tier);
    }

    private static IEnumerable<TableColumn<TenantLine>> Margins()
    {
        yield return new("state", "State", ColumnKind.Text, l => l.Standing is { } s ? MarginText.Of(s) : null) { Explanation = "Unprofitable: costs more than it brings in. Under the line: earns less than its tier is expected to. Free: known to pay nothing." };
        yield return new("owner", "Owner", ColumnKind.Text, l => l.Owner.Length == 0 ? null : l.Owner);
        yield return new("revenue", "Revenue", ColumnKind.Usd, l => l.Margin is { Revenue.IsKnown: true } m ? m.Revenue.TotalNanos : null) { Explanation = "Fees for the days of the period, billed usage and one-off amounts. A dash: no contract and nothing billed." };
        yield return new("margin", "Margin", ColumnKind.Margin, l => l.Margin?.MarginNanos) { Explanation = "Revenue less spend. A dash: nothing says what the tenant pays." };
        yield return new("gross-margin", "Margin %", ColumnKind.MarginShare, l => (double?)l.Margin?.GrossMargin) { Explanation = "Margin as a share of revenue. A dash where nothing came in to divide by." };
        yield return new("cost-to-revenue", "Cost to revenue", ColumnKind.Percent, l => (double?)l.Margin?.CostToRevenue) { Explanation = "Spend as a share of revenue.", IsExtra = true };
        yield return new("fee", "Monthly fee", ColumnKind.Usd, l => l.Margin?.Row.MonthlyFeeNanos) { Explanation = "What the contract that runs asks for a whole month.", IsExtra = true };
    }

    private static IEnumerable<TableColumn<TenantLine>> Costs(bool compare, Func<TenantLine, string?>? records, Func<TenantLine, DateOnly?>? lastSeen)
    {
        yield return new("spend", "Spend", ColumnKind.Usd, l => Spend(l)) { Explanation = "All calls at the price in force when they were made. A dash: none of them has a price yet." };
        yield return new("share", "Share", ColumnKind.Share, l => l.Cost?.Share) { Explanation = "Part of the total spend.", IsExtra = true };
        if (compare)
        {
            yield return new("change", "Change", ColumnKind.Change, l => l.Cost?.Change) { Explanation = "Against the period before. Sorted by the size in dollars." };
        }

        yield return new("trend", "Trend", ColumnKind.Trend, l => l.Trend);
        yield return new("requests", "Requests", ColumnKind.Count, l => l.Cost?.Measures.Requests ?? 0) { Href = records, Explanation = "Calls to models, failed attempts included. Open them one by one." };
        yield return new("per-request", "Cost / request", ColumnKind.UsdPerUnit, l => l.Cost is { } c && Spend(l) is { } spend ? CostFormat.PerUnit(spend, c.Measures.Requests) : null) { Explanation = "Spend divided by requests." };
        if (lastSeen is not null)
        {
            yield return new("last-seen", "Last seen", ColumnKind.Text, l => lastSeen(l) is { } day ? CostFormat.Day(day) : null) { Explanation = "The last day of the period with spend.", CanSort = false };
        }

        yield return new("unpriced", "Unpriced", ColumnKind.Count, l => l.Cost?.Measures.UnpricedRequests ?? 0) { Explanation = "Requests without a price: the margin is too good by theirs.", IsExtra = true };
        yield return new("waste", "Waste", ColumnKind.Usd, l => l.Cost?.Measures.WasteCostNanos ?? 0) { Explanation = "Spend on attempts that did not end in success.", IsExtra = true };
        yield return new("errors", "Errors", ColumnKind.Percent, l => l.Cost is { } c ? CostFormat.Share(c.Measures.Errors, c.Measures.Requests) : null) { IsExtra = true };
        yield return new("input", "Input tokens", ColumnKind.Count, l => l.Cost?.Measures.InputTokens ?? 0) { IsExtra = true };
        yield return new("cached", "Cached tokens", ColumnKind.Count, l => l.Cost?.Measures.CacheReadTokens ?? 0) { IsExtra = true };
        yield return new("output", "Output tokens", ColumnKind.Count, l => l.Cost?.Measures.OutputTokens ?? 0) { IsExtra = true };
        yield return new("corrections", "Corrections", ColumnKind.Usd, l => l.Cost is { Measures.CorrectionCostNanos: not 0 and var nanos } ? nanos : null) { Explanation = "The part of the spend that was added (or taken off) after its month was closed.", IsExtra = true };
        yield return new("split", "Layers split", ColumnKind.Percent, l => l.Cost is { } c ? CostFormat.Share(c.Measures.Requests - c.Measures.UnsplitRequests, c.Measures.Requests) : null) { Explanation = "Requests whose input is fully split into layers.", IsExtra = true };
    }

    /// <summary>Nothing, rather than $0, where not one request has a price.</summary>
    private static long? Spend(TenantLine line) =>
        line.Cost is not { } c ? 0 : c.CostNanos == 0 && c.Measures.Requests > 0 && c.Measures.UnpricedRequests == c.Measures.Requests ? null : c.CostNanos;
}
