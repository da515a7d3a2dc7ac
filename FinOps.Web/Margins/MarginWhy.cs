using FinOps.Core.Costs;
using FinOps.Core.Margins;
using FinOps.Web.Costs;

namespace FinOps.Web.Margins;

/// <summary>Says in a sentence or two how a margin comes about.</summary>
public static class MarginWhy
{
    public static string Of(MarginStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var margin = statement.Margin;
        var (revenue, cost) = (CostFormat.Usd(margin.Revenue.TotalNanos), CostFormat.Usd(margin.CostNanos));
        var lead = margin.Standing switch
        {
            MarginStanding.NoContract => $"Cost {cost}; nothing says what it pays, so there is no margin.",
            MarginStanding.Free => $"Pays nothing and cost {cost}.",
            MarginStanding.Unprofitable => $"Loses {CostFormat.Usd(-margin.MarginNanos!.Value)}: brought in {revenue} and cost {cost}.",
            MarginStanding.UnderTheLine => $"Keeps {MarginText.Percent(margin.GrossMargin)} of {revenue}, less than the {MarginText.Percent(margin.Line)} expected.",
            MarginStanding.Healthy => $"Keeps {MarginText.Percent(margin.GrossMargin)} of {revenue}.",
        };
        return $"{lead} {Mostly(statement)}".TrimEnd();
    }

    /// <summary>The feature that costs most, with its model and its share.</summary>
    public static string Mostly(MarginStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (statement.Features is not [{ CostNanos: > 0 } top, ..])
        {
            return "";
        }

        var model = statement.MainModelOf(top.Feature);
        var revenue = statement.Margin.Revenue.TotalNanos;
        var against = statement.Margin.Standing == MarginStanding.Unprofitable && revenue > 0 && top.CostNanos > revenue ? $", more than all it brought in" : "";
        return $"{CostFormat.Percent(CostFormat.Share(top.CostNanos, statement.Margin.CostNanos))} of the cost is {CostTables.NameOf(CostDimension.Feature, top.Feature)}{(model.Length > 0 ? $" on {model}" : "")}{against}.";
    }
}
