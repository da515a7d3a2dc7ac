using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Core.Months;

/// <summary>
/// What of the past is settled, as writers of usage see it inside their transaction: the months that are closed, nearly always few or none,
/// and the time before which records were pruned.
/// </summary>
internal sealed class ClosedMonths : IEquatable<ClosedMonths>
{
    public static readonly ClosedMonths None = new([], null);

    private readonly int[] numbers;
    private readonly (int From, int To)[] hours;

    private ClosedMonths(int[] numbers, int? prunedWeek)
    {
        this.numbers = numbers;
        hours = [.. numbers.Select(n => (new CalendarMonth(n).FromHour, new CalendarMonth(n).ToHour))];
        KeptFromMicros = prunedWeek is { } week ? Cube.TenantWeek.StartMicros(week + 1) : long.MinValue;
    }

    public bool Any => hours.Length > 0;

    /// <summary>Records from before this instant were pruned: none is added there and none is changed.</summary>
    public long KeptFromMicros { get; }

    /// <summary>What rows of <see cref="MonthSql.Settled"/> tell.</summary>
    public static ClosedMonths Of(IReadOnlyCollection<(int Number, bool IsWeek)> rows) => rows.Count == 0
        ? None
        : new([.. rows.Where(r => !r.IsWeek).Select(r => r.Number).Order()], rows.Where(r => r.IsWeek).Select(r => (int?)r.Number).Max());

    /// <summary>What a statement of <see cref="MonthSql.Settled"/> tells.</summary>
    public static ClosedMonths In(SqliteStatement settled)
    {
        var rows = new List<(int, bool)>();
        while (settled.Step())
        {
            rows.Add(((int)settled.Int64(0), settled.Int64(1) != 0));
        }

        settled.Reset();
        return Of(rows);
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

    public bool Equals(ClosedMonths? other) => other is not null && other.KeptFromMicros == KeptFromMicros && numbers.AsSpan().SequenceEqual(other.numbers);

    public override bool Equals(object? obj) => Equals(obj as ClosedMonths);

    public override int GetHashCode() => numbers.Aggregate(KeptFromMicros.GetHashCode(), HashCode.Combine);
}
