using System.Globalization;
using FinOps.Web.Costs;

namespace FinOps.Web.Records;

/// <summary>Addresses of single calls and of lists of them.</summary>
public static class RecordLinks
{
    /// <summary>The calls behind a view of costs.</summary>
    public static string List(CostView view, RecordSearch? search = null) =>
        "/records" + CostView.Join((view with { Group = null, Compare = true }).ToQuery(), (search ?? new()).ToQuery());

    public static string One(long id) => string.Create(CultureInfo.InvariantCulture, $"/records/{id}");

    /// <summary>The calls that share a request, trace, session or run id.</summary>
    public static string Related(string id, DateTime atUtc) => List(Around(atUtc), new RecordSearch { Id = id });

    /// <summary>The day of a call and its neighbors: what belongs together may cross midnight.</summary>
    private static CostView Around(DateTime atUtc) => new()
    {
        Range = RangePreset.Custom,
        From = DateOnly.FromDateTime(atUtc).AddDays(-1),
        To = DateOnly.FromDateTime(atUtc).AddDays(1),
    };
}
