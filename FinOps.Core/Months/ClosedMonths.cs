using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Months;

/// <summary>The months that are closed, as writers of usage see them inside their transaction; nearly always few or none.</summary>
internal sealed class ClosedMonths : IEquatable<ClosedMonths>
{
    public static readonly ClosedMonths None = new([]);

    private readonly int[] numbers;
    private readonly (int From, int To)[] hours;

    private ClosedMonths(int[] numbers)
    {
        this.numbers = numbers;
        hours = [.. numbers.Select(n => (new CalendarMonth(n).FromHour, new CalendarMonth(n).ToHour))];
    }

    public bool Any => hours.Length > 0;

    /// <summary>The set of some months, given as year × 100 + month.</summary>
    public static ClosedMonths Of(IEnumerable<int> months) => months.Order().ToArray() is { Length: > 0 } some ? new(some) : None;

    /// <summary>What a statement of <see cref="MonthSql.Closed"/> tells.</summary>
    public static ClosedMonths In(SqliteStatement closed)
    {
        var months = new List<int>();
        while (closed.Step())
        {
            months.Add((int)closed.Int64(0));
        }

        closed.Reset();
        return Of(months);
    }

    /// <summary>The cost of a new call that comes after its month was closed, in nano-USD; else 0.</summary>
    public long LateCost(in UsageReport report, in RatedUsage rated) =>
        Any && Cover(Instants.ToHour(report.OccurredAtMicros)) ? rated.Cost.TotalNanos : 0;

    /// <summary>Whether usage of an hour since the epoch belongs to a closed month.</summary>
    public bool Cover(int hour)
    {
        foreach (var (from, to) in hours)
        {
            if (hour >= from && hour < to)
            {
                return true;
            }
        }

        return false;
    }

    public bool Equals(ClosedMonths? other) => other is not null && numbers.AsSpan().SequenceEqual(other.numbers);

    public override bool Equals(object? obj) => Equals(obj as ClosedMonths);

    public override int GetHashCode() => numbers.Aggregate(0, HashCode.Combine);
}
