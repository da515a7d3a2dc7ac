using FinOps.Core.Budgets;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Budgets;

/// <summary>Which budgets a person looks for, and in which order. It lives in the address.</summary>
public sealed record BudgetSearch
{
    public const string NoOwner = "no-owner";
    private const string DefaultSort = "scope";

    private static readonly Dictionary<string, Func<BudgetRow, IComparable?>> Orders = new(StringComparer.Ordinal)
    {
        ["scope"] = null!,
        ["amount"] = r => r.AmountNanos,
        ["used"] = r => r.Used,
        ["spent"] = r => r.PostedNanos,
        ["owner"] = r => r.Budget.Owner.ToUpperInvariant(),
    };

    public string Words { get; init; } = "";

    /// <summary><c>over</c>, <c>near</c>, <see cref="NoOwner"/>, or empty for all.</summary>
    public string Show { get; init; } = "";

    /// <summary><c>daily</c>, <c>monthly</c>, or empty for both.</summary>
    public string Period { get; init; } = "";
    public string Sort { get; init; } = DefaultSort;
    public int Page { get; init; } = 1;

    public bool IsNarrow => Words.Length + Show.Length + Period.Length > 0;

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static BudgetSearch Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        string One(string name) => values.TryGetValue(name, out var all) ? (all[0]?.Trim() ?? "") is var text && text.Length <= 256 ? text : text[..256] : "";
        return new BudgetSearch
        {
            Words = One("q"),
            Show = One("show") is "over" or "near" or NoOwner ? One("show") : "",
            Period = BudgetTexts.PeriodOf(One("period")) is null ? "" : One("period"),
            Sort = Orders.ContainsKey(One("sort").TrimStart('-')) ? One("sort") : DefaultSort,
            Page = int.TryParse(One("page"), out var page) && page > 0 ? page : 1,
        };
    }

    public string ToQuery() => CostView.Join("", Part("q", Words) + Part("show", Show) + Part("period", Period) + (Sort == DefaultSort ? "" : Part("sort", Sort)) + (Page == 1 ? "" : $"&page={Page}"));

    /// <summary>The rows that are looked for, in their order; what has no value comes last.</summary>
    public IReadOnlyList<BudgetRow> Find(IEnumerable<BudgetRow> rows)
    {
        var found = rows.Where(r => Is(r, Show) && (Period.Length == 0 || BudgetTexts.WordOf(r.Budget.Period) == Period) && HasWords(r)).ToList();
        if (Sort.TrimStart('-') == DefaultSort)
        {
            return Sort[0] == '-' ? [.. Enumerable.Reverse(found)] : found;
        }

        var order = Orders[Sort.TrimStart('-')];
        var some = found.Where(r => order(r) is not null and not "");
        return [.. (Sort[0] == '-' ? some.OrderByDescending(order) : some.OrderBy(order)).Concat(found.Where(r => order(r) is null or ""))];
    }

    /// <summary>Whether a row belongs to a chip.</summary>
    public static bool Is(BudgetRow row, string show)
    {
        ArgumentNullException.ThrowIfNull(row);
        return show switch
        {
            "over" => row.Health == BudgetHealth.Over,
            "near" => row.Health == BudgetHealth.Near,
            NoOwner => row.Budget.Owner.Length == 0,
            _ => true,
        };
    }

    private static string Part(string name, string value) => value.Length == 0 ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private bool HasWords(BudgetRow row) => Words.Length == 0 || row.Scope.Text.Contains(Words, StringComparison.OrdinalIgnoreCase)
        || row.Budget.Owner.Contains(Words, StringComparison.OrdinalIgnoreCase) || row.Budget.Note.Contains(Words, StringComparison.OrdinalIgnoreCase);
}
