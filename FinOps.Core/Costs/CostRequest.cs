using System.Globalization;

namespace FinOps.Core.Costs;

/// <summary>A parameter that cannot be understood, and what it may hold.</summary>
/// <param name="Parameter">As the HTTP API names it, e.g. <c>group_by</c>.</param>
/// <param name="Message">One sentence with the allowed values.</param>
public sealed record CostRequestFault(string Parameter, string Message);

/// <summary>Turns words from outside (HTTP or command line) into a <see cref="CostQuery"/>, naming everything that is wrong at once.</summary>
public sealed class CostRequest(TimeProvider time)
{
    private readonly List<CostRequestFault> faults = [];

    /// <summary>What dimensions are called outside: their names in lower case.</summary>
    public static IReadOnlyDictionary<string, CostDimension> Dimensions { get; } =
        Enum.GetValues<CostDimension>().ToDictionary(d => NameOf(d), StringComparer.OrdinalIgnoreCase);

    /// <summary>The dimensions that can filter.</summary>
    public static IReadOnlyList<string> FilterNames { get; } =
        [.. Enum.GetValues<CostDimension>().Where(d => d < CostDimension.Layer).Select(NameOf)];

    public IReadOnlyList<CostRequestFault> Faults => faults;

    /// <summary>The name of a dimension outside, e.g. <c>tenant</c>.</summary>
    public static string NameOf(CostDimension dimension) => dimension.ToString().ToLowerInvariant();

    /// <summary>
    /// Understands a request. Dates are UTC days, instants ISO 8601; the period includes its start and excludes its end.
    /// Without a period it is the last 30 days, today included.
    /// </summary>
    /// <returns>The question; null when <see cref="Faults"/> says why not.</returns>
    public CostQuery? Read(string? from, string? to, IEnumerable<string?> groupBy, IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> filters)
    {
        var today = time.GetUtcNow().UtcDateTime.Date;
        var until = ReadInstant("to", to) ?? today.AddDays(1);
        var since = ReadInstant("from", from) ?? until.AddDays(-30);
        if (since >= until && faults.Count == 0)
        {
            faults.Add(new("from", $"The period is empty: from ({since:yyyy-MM-ddTHH:mm:ssZ}) must be before to ({until:yyyy-MM-ddTHH:mm:ssZ}), which is excluded."));
        }

        var query = new CostQuery(since, until) { GroupBy = ReadGroupBy(groupBy), Filters = ReadFilters(filters), ForReport = true };
        return faults.Count == 0 ? query : null;
    }

    private DateTime? ReadInstant(string parameter, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
        {
            return instant;
        }

        faults.Add(new(parameter, $"\"{text}\" is no time. Allowed: a UTC day such as 2026-10-14, or an instant such as 2026-10-14T09:00:00Z."));
        return null;
    }

    private List<CostDimension> ReadGroupBy(IEnumerable<string?> groupBy)
    {
        var dimensions = new List<CostDimension>();
        foreach (var name in Words(groupBy))
        {
            if (!Dimensions.TryGetValue(name, out var dimension))
            {
                faults.Add(new("group_by", $"\"{name}\" is unknown. Allowed: {string.Join(", ", Dimensions.Keys)}."));
            }
            else if (dimensions.Contains(dimension))
            {
                faults.Add(new("group_by", $"\"{name}\" is named twice."));
            }
            else
            {
                dimensions.Add(dimension);
            }
        }

        return dimensions;
    }

    private List<CostFilter> ReadFilters(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> filters)
    {
        var read = new List<CostFilter>();
        foreach (var (name, values) in filters)
        {
            if (!Dimensions.TryGetValue(name, out var dimension) || dimension >= CostDimension.Layer)
            {
                faults.Add(new(name, $"\"{name}\" is no filter. Allowed: {string.Join(", ", FilterNames)}."));
                continue;
            }

            read.Add(new CostFilter(dimension, [.. values.SelectMany(v => v.Split(',')).Select(v => v.Trim())]));
        }

        return read;
    }

    private static IEnumerable<string> Words(IEnumerable<string?> lists) =>
        lists.SelectMany(l => (l ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
