using System.Globalization;

namespace FinOps.Core.Costs;

/// <summary>How the values of a report's column are written.</summary>
public enum CostColumnKind
{
    /// <summary>A key of the group.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>Nano-USD, written as exact decimal USD.</summary>
    Money,
}

/// <summary>One field of a cost report: the same for API, exports and commands.</summary>
public sealed record CostColumn(string Name, CostColumnKind Kind, Func<CostRow, string> Text, Func<CostRow, long> Number)
{
    internal static CostColumn Key(CostDimension dimension, int index) =>
        new(CostRequest.NameOf(dimension), CostColumnKind.Text, row => row.Keys[index], _ => 0);

    internal static CostColumn Count(string name, Func<CostRow, long> number) =>
        new(name, CostColumnKind.Count, row => number(row).ToString(CultureInfo.InvariantCulture), number);

    internal static CostColumn Money(string name, Func<CostRow, long> nanos) =>
        new(name, CostColumnKind.Money, row => Data.Money.ToExactText(nanos(row)), nanos);
}
