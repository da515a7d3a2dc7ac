using System.Globalization;
using System.Text;
using FinOps.Core.Costs;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace FinOps.Web.Costs;

/// <summary>
/// What a person is looking at: period, comparison, filters and grouping. It lives in the address, so a link shows the same
/// figures and Back works; pages hand it on to each other. Values that equal the default are left out of the address.
/// </summary>
public sealed record CostView
{
    public const int MaxValuesPerFilter = 50;

    /// <summary>The filters of the bar and their names in addresses.</summary>
    public static readonly IReadOnlyList<(CostDimension Dimension, string Key)> FilterKeys =
    [
        (CostDimension.Environment, "env"),
        (CostDimension.Tenant, "tenant"),
        (CostDimension.Feature, "feature"),
        (CostDimension.Model, "model"),
        (CostDimension.Tier, "tier"),
        (CostDimension.User, "user"),
        (CostDimension.Team, "team"),
        (CostDimension.Route, "route"),
        (CostDimension.Task, "task"),
        (CostDimension.Provider, "provider"),
        (CostDimension.Status, "status"),
    ];

    public RangePreset Range { get; init; } = RangePreset.Last30Days;

    /// <summary>First and last day of a custom range, both inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <inheritdoc cref="From"/>
    public DateOnly? To { get; init; }

    /// <summary>True to set figures against the period before.</summary>
    public bool Compare { get; init; } = true;

    /// <summary>What charts stack by and tables group by; null for the page's own choice.</summary>
    public CostDimension? Group { get; init; }

    /// <summary>Values by dimension; the empty text means "not reported".</summary>
    public IReadOnlyDictionary<CostDimension, IReadOnlyList<string>> Filters { get; init; } = new Dictionary<CostDimension, IReadOnlyList<string>>();

    public bool HasFilters => Filters.Count > 0;

    /// <summary>Reads the query part of an address, with or without the question mark. What makes no sense is ignored.</summary>
    public static CostView Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        var from = Day(values, "from");
        var to = Day(values, "to");
        var range = CostRange.Parse(One(values, "range")) ?? (from is not null && to is not null ? RangePreset.Custom : RangePreset.Last30Days);
        if (range == RangePreset.Custom && (from is null || to is null))
        {
            range = RangePreset.Last30Days;
        }

        if (from > to)
        {
            (from, to) = (to, from);
        }

        var filters = new Dictionary<CostDimension, IReadOnlyList<string>>();
        foreach (var (dimension, key) in FilterKeys)
        {
            if (values.TryGetValue(key, out var found) && found.Count > 0)
            {
                filters[dimension] = [.. found.Select(v => v ?? "").Distinct(StringComparer.Ordinal).Take(MaxValuesPerFilter)];
            }
        }

        return new CostView
        {
            Range = range,
            From = range == RangePreset.Custom ? from : null,
            To = range == RangePreset.Custom ? to : null,
            Compare = One(values, "compare") != "off",
            Group = ParseGroup(One(values, "group")),
            Filters = filters,
        };
    }

    /// <summary>The query part of an address with its question mark, or the empty text for the default view.</summary>
    public string ToQuery()
    {
        var text = new StringBuilder();
        void Add(string key, string value) => text.Append(text.Length == 0 ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value));

        if (Range == RangePreset.Custom && From is not null && To is not null)
        {
            Add("from", From.Value.ToString("O", CultureInfo.InvariantCulture));
            Add("to", To.Value.ToString("O", CultureInfo.InvariantCulture));
        }
        else if (Range != RangePreset.Last30Days && Range != RangePreset.Custom)
        {
            Add("range", CostRange.KeyOf(Range));
        }

        if (!Compare)
        {
            Add("compare", "off");
        }

        foreach (var (dimension, key) in FilterKeys)
        {
            foreach (var value in ValuesOf(dimension))
            {
                Add(key, value);
            }
        }

        if (Group is not null)
        {
            Add("group", KeyOf(Group.Value));
        }

        return text.ToString();
    }

    /// <summary>A query part with more behind it, which begins with an ampersand or is empty.</summary>
    public static string Join(string query, string more) => query.Length == 0 && more.Length > 0 ? "?" + more[1..] : query + more;

    public IReadOnlyList<string> ValuesOf(CostDimension dimension) => Filters.TryGetValue(dimension, out var values) ? values : [];

    /// <summary>The view with another filter on one dimension; no values takes the filter away.</summary>
    public CostView WithFilter(CostDimension dimension, params IReadOnlyList<string> values)
    {
        var filters = new Dictionary<CostDimension, IReadOnlyList<string>>(Filters);
        if (values.Count == 0)
        {
            filters.Remove(dimension);
        }
        else
        {
            filters[dimension] = [.. values];
        }

        return this with { Filters = filters };
    }

    /// <summary>The view narrowed to one day, for a click on a chart.</summary>
    public CostView WithDay(DateOnly day) => this with { Range = RangePreset.Custom, From = day, To = day };

    public CostPeriod PeriodAt(DateTime nowUtc) => CostRange.Resolve(Range, From, To, nowUtc);

    public CostPeriod PreviousAt(DateTime nowUtc) => CostRange.Previous(Range, PeriodAt(nowUtc), nowUtc);

    /// <summary>The question to ask for a period of this view.</summary>
    public CostQuery Ask(CostPeriod period, params IReadOnlyList<CostDimension> groupBy) => new(period.FromUtc, period.ToUtc)
    {
        GroupBy = groupBy,
        Filters = [.. FilterKeys.Where(f => Filters.ContainsKey(f.Dimension)).Select(f => new CostFilter(f.Dimension, Filters[f.Dimension]))],
    };

    public bool Equals(CostView? other) => other is not null && ToQuery() == other.ToQuery();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToQuery());

    /// <summary>The name of a dimension in addresses, e.g. <c>feature</c>.</summary>
    public static string KeyOf(CostDimension dimension) =>
        FilterKeys.Where(f => f.Dimension == dimension).Select(f => f.Key).FirstOrDefault() ?? dimension.ToString().ToLowerInvariant();

    /// <summary>The dimension of a name in an address; null when there is no such dimension to group by.</summary>
    public static CostDimension? ParseGroup(string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return null;
        }

        foreach (var dimension in Enum.GetValues<CostDimension>())
        {
            var isTime = dimension is CostDimension.Day or CostDimension.Hour;
            if (!isTime && string.Equals(KeyOf(dimension), key, StringComparison.OrdinalIgnoreCase))
            {
                return dimension;
            }
        }

        return null;
    }

    private static string? One(Dictionary<string, StringValues> values, string key) => values.TryGetValue(key, out var found) ? found[0] : null;

    private static DateOnly? Day(Dictionary<string, StringValues> values, string key) =>
        DateOnly.TryParseExact(One(values, key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 2200 ? day : null;
}
