using FinOps.Core.Tenants;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Tenants.Terms;

/// <summary>A tenant and what it has spent lately, in nano-USD.</summary>
public sealed record TermsLine(TenantRow Row, long SpendNanos);

/// <summary>Which tenants a person looks for, and in which order. It lives in the address.</summary>
public sealed record TermsSearch
{
    /// <summary>Stands for tenants that have none.</summary>
    public const string None = "-";

    public const string NoContract = "no-contract";
    public const string Ending = "ending";
    public const string DefaultSort = "-spend";
    private const int SoonDays = 60;

    private static readonly Dictionary<string, Func<TermsLine, object?>> Orders = new(StringComparer.Ordinal)
    {
        ["name"] = l => l.Row.Name,
        ["tier"] = l => l.Row.Tier,
        ["owner"] = l => l.Row.Owner,
        ["plan"] = l => l.Row.Plan?.Name,
        ["fee"] = l => l.Row.MonthlyFeeNanos,
        ["ceiling"] = l => l.Row.Contract?.DailyCeilingNanos,
        ["until"] = l => l.Row.Contract is null ? null : l.Row.Contract.EndDay ?? DateOnly.MaxValue,
        ["spend"] = l => l.SpendNanos,
    };

    public string Words { get; init; } = "";

    public string Tier { get; init; } = "";

    public string Owner { get; init; } = "";

    /// <summary><see cref="NoContract"/>, <see cref="Ending"/>, or empty for all.</summary>
    public string State { get; init; } = "";

    public string Sort { get; init; } = DefaultSort;

    public int Page { get; init; } = 1;

    /// <summary>Whether anything is filtered.</summary>
    public bool IsNarrow => Words.Length + Tier.Length + Owner.Length + State.Length > 0;

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static TermsSearch Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        string One(string name) => values.TryGetValue(name, out var all) ? Clip(all[0]?.Trim() ?? "") : "";
        var sort = One("sort");
        return new TermsSearch
        {
            Words = One("q"),
            Tier = One("tier"),
            Owner = One("owner"),
            State = One("state") is NoContract or Ending ? One("state") : "",
            Sort = Orders.ContainsKey(sort.TrimStart('-')) ? sort : DefaultSort,
            Page = int.TryParse(One("page"), out var page) && page > 0 ? page : 1,
        };
    }

    public string ToQuery() => CostView.Join(
        "",
        Part("q", Words) + Part("tier", Tier) + Part("owner", Owner) + Part("state", State) + (Sort == DefaultSort ? "" : Part("sort", Sort)) + (Page == 1 ? "" : $"&page={Page}"));

    /// <summary>The lines that are looked for, in their order; what has no value comes last.</summary>
    public IReadOnlyList<TermsLine> Find(IEnumerable<TermsLine> lines, DateOnly today)
    {
        var order = Orders[Sort.TrimStart('-')];
        var found = lines.Where(l => HasWords(l.Row) && Is(Tier, l.Row.Tier) && Is(Owner, l.Row.Owner) && HasState(l.Row, State, today)).Select(l => (Line: l, Value: order(l))).ToList();
        var some = found.Where(f => f.Value is not null and not "");
        var ordered = Sort[0] == '-' ? some.OrderByDescending(f => f.Value, ValueOrder.Instance) : some.OrderBy(f => f.Value, ValueOrder.Instance);
        return [.. ordered.ThenBy(f => f.Line.Row.Key, StringComparer.Ordinal).Concat(found.Where(f => f.Value is null or "").OrderBy(f => f.Line.Row.Key, StringComparer.Ordinal)).Select(f => f.Line)];
    }

    /// <summary>Whether a tenant is in a state.</summary>
    public static bool HasState(TenantRow row, string state, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(row);
        return state switch
        {
            NoContract => row.Contract is null,
            Ending => row.Contract?.EndDay is { } end && end <= today.AddDays(SoonDays) && row.NextStart is null,
            _ => true,
        };
    }

    private static bool Is(string wanted, string actual) => wanted switch { "" => true, None => actual.Length == 0, _ => actual == wanted };

    private bool HasWords(TenantRow row) => Words.Length == 0
        || new[] { row.Key, row.Name, row.Owner, row.Plan?.Name, row.Tenant?.Note }.Any(t => t?.Contains(Words, StringComparison.OrdinalIgnoreCase) == true);

    private static string Part(string name, string value) => value.Length == 0 ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string Clip(string text) => text[..Math.Min(text.Length, 256)];

    private sealed class ValueOrder : IComparer<object?>
    {
        public static readonly ValueOrder Instance = new();

        public int Compare(object? x, object? y) => (x, y) switch
        {
            (string a, string b) => StringComparer.OrdinalIgnoreCase.Compare(a, b),
            (IComparable a, not null) => a.CompareTo(y),
            _ => 0,
        };
    }
}
