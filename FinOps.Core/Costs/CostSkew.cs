namespace FinOps.Core.Costs;

/// <summary>A point of a Lorenz curve: the cheapest share of the members have this share of the cost.</summary>
public readonly record struct LorenzPoint(double Members, double Cost);

/// <summary>How unevenly a cost is spread over members such as users or tenants.</summary>
public sealed class CostSkew
{
    private const int Points = 100;
    private readonly long[] falling;
    private readonly decimal total;

    private CostSkew(long[] falling)
    {
        this.falling = falling;
        total = falling.Sum(nanos => (decimal)nanos);
    }

    public int Members => falling.Length;

    /// <summary>The cost of all members in nano-USD.</summary>
    public long TotalNanos => (long)total;

    /// <summary>The skew of the members' costs in nano-USD, in any order.</summary>
    public static CostSkew Of(IEnumerable<long> nanos)
    {
        ArgumentNullException.ThrowIfNull(nanos);
        var falling = nanos.ToArray();
        Array.Sort(falling, (a, b) => b.CompareTo(a));
        return new CostSkew(falling);
    }

    /// <summary>How many members the dearest so many percent are: rounded up, so at least one where there are any.</summary>
    public int CountOfTop(int percent) => (int)Math.Ceiling(falling.Length * (decimal)percent / 100);

    /// <summary>The share of the cost that the dearest so many percent of the members cause; null where nothing costs anything.</summary>
    public double? ShareOfTop(int percent) => total == 0 ? null : (double)(falling.Take(CountOfTop(percent)).Sum(nanos => (decimal)nanos) / total);

    /// <summary>The curve from (0, 0) to (1, 1), cheapest members first, at most a hundred steps; empty where nothing costs anything.</summary>
    public IReadOnlyList<LorenzPoint> Lorenz()
    {
        if (total == 0)
        {
            return [];
        }

        var steps = Math.Min(Points, falling.Length);
        var points = new List<LorenzPoint>(steps + 1) { new(0, 0) };
        decimal sum = 0;
        var taken = 0;
        for (var step = 1; step <= steps; step++)
        {
            var until = (int)((long)falling.Length * step / steps);
            for (; taken < until; taken++)
            {
                sum += falling[^(taken + 1)];
            }

            points.Add(new LorenzPoint(until / (double)falling.Length, (double)(sum / total)));
        }

        return points;
    }
}
