using System.Text;
using FinOps.Core.Costs;
using FinOps.Core.Records;
using FinOps.Web.Costs;
using Microsoft.AspNetCore.WebUtilities;

namespace FinOps.Web.Records;

/// <summary>What the records page asks beside period and filters. It lives in the address too.</summary>
public sealed record RecordSearch
{
    private const int MaxIdLength = 256;

    public bool IsUnpriced { get; init; }

    public bool HasOtherClaim { get; init; }

    /// <summary>Calls whose usage did not add up.</summary>
    public bool IsFlagged { get; init; }

    /// <summary>A request, parent, trace, session or run id.</summary>
    public string? Id { get; init; }

    public RecordCursor? Before { get; init; }

    /// <summary>Reads the query part of an address; what makes no sense is ignored.</summary>
    public static RecordSearch Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query ?? "");
        string? One(string key) => values.TryGetValue(key, out var found) ? found[0]?.Trim() : null;
        var id = One("id");
        return new RecordSearch
        {
            IsUnpriced = One("unpriced") == "on",
            HasOtherClaim = One("claim") == "differs",
            IsFlagged = One("flagged") == "on",
            Id = string.IsNullOrEmpty(id) ? null : id[..Math.Min(id.Length, MaxIdLength)],
            Before = RecordCursor.Parse(One("before")),
        };
    }

    /// <summary>What stands behind the view in an address; begins with an ampersand or is empty.</summary>
    public string ToQuery()
    {
        var text = new StringBuilder();
        text.Append(IsUnpriced ? "&unpriced=on" : "").Append(HasOtherClaim ? "&claim=differs" : "").Append(IsFlagged ? "&flagged=on" : "");
        if (Id is not null)
        {
            text.Append("&id=").Append(Uri.EscapeDataString(Id));
        }

        return Before is { } cursor ? text.Append("&before=").Append(cursor).ToString() : text.ToString();
    }

    /// <summary>The records to read: the last days of the period, as many as are allowed.</summary>
    public RecordFilter Of(CostView view, DateTime nowUtc)
    {
        var period = view.PeriodAt(nowUtc);
        var (from, to) = (DateOnly.FromDateTime(period.FromUtc), DateOnly.FromDateTime(period.ToUtc));
        return new RecordFilter(to.DayNumber - from.DayNumber > RecordFilter.MostDays ? to.AddDays(-RecordFilter.MostDays) : from, to)
        {
            Filters = [.. CostView.FilterKeys.Where(f => view.Filters.ContainsKey(f.Dimension)).Select(f => new CostFilter(f.Dimension, view.Filters[f.Dimension]))],
            IsUnpriced = IsUnpriced,
            HasOtherClaim = HasOtherClaim,
            IsFlagged = IsFlagged,
            Id = Id,
        };
    }
}
