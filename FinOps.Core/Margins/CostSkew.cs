namespace FinOps.Core.Margins;

/// <summary>A point of the Lorenz curve: so large a share of those who cost least causes so large a share of the cost.</summary>
public readonly record struct LorenzPoint(decimal ShareOfAll, decimal ShareOfCost);

/// <summary>How unevenly cost is spread over tenants or users.</summary>
/// <param name="Count">How many there are; those without cost count too.</param>
/// <param name="TotalNanos">What they cost together.</param>
/// <param name="Curve">From nobody to all; empty when nothing was spent.</param>
public sealed record CostSkew(int Count, long TotalNanos, IReadOnlyList<LorenzPoint> Curve)
{
    private const int Steps = 20;
    private IReadOnlyList<long> Falling { get; init; } = [];

    /// <summary>Measures a set of costs in nano-USD; negative ones, as corrections may leave, count as nothing.</summary>
    public static CostSkew Of(IEnumerable<long> costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        var falling = costs.Select(c => Math.Max(0, c)).OrderDescending().ToArray();
        var total = falling.Sum();
        return new CostSkew(falling.Length, total, total == 0 ? [] : [.. Points(falling, total)]) { Falling = falling };
    }

    /// <summary>How many make up the dearest so many percent; at least one.</summary>
    public int TopCount(int percent) => Count == 0 ? 0 : Math.Max(1, ((Count * percent) + 99) / 100);

    /// <summary>The share of the cost that the dearest so many percent cause; null when nothing was spent.</summary>
    public decimal? TopShare(int percent) => TotalNanos == 0 ? null : (decimal)Falling.Take(TopCount(percent)).Sum() / TotalNanos;

    private static IEnumerable<LorenzPoint> Points(long[] falling, long total)
    {
        var sums = new long[falling.Length + 1];
        for (var i = 0; i < falling.Length; i++)
        {
            sums[i + 1] = sums[i] + falling[falling.Length - 1 - i];
        }

        var steps = Math.Min(Steps, falling.Length);
        return Enumerable.Range(0, steps + 1).Select(i => (int)((long)falling.Length * i / steps)).Select(n => new LorenzPoint((decimal)n / falling.Length, (decimal)sums[n] / total));
    }
}
