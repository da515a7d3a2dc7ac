using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Budgets;

/// <summary>
/// Sums the cost of records of those UTC days inside which some budget's window begins or ends, apart for each stretch of the day. All other days need
/// nothing beyond the rollups, so that records cost no more with budgets in UTC than without any.
/// </summary>
internal sealed class BudgetSegments
{
    private readonly Dictionary<(long StartMicros, BudgetKey Key), long> sums = [];
    private BudgetBook book = BudgetBook.Empty;
    private int lastDay = int.MinValue;
    private long[] lastCuts = [];

    /// <summary>The cost of each stretch and combination of names, in nano-USD. The model is an id of a dimension here.</summary>
    public IEnumerable<KeyValuePair<(long StartMicros, BudgetKey Key), long>> Sums => sums;

    /// <summary>Which budgets count from now on.</summary>
    public void Use(BudgetBook newBook)
    {
        (book, lastDay, lastCuts) = (newBook, int.MinValue, []);
        sums.Clear();
    }

    public void Clear() => sums.Clear();

    public bool IsSplit(int day) => book.CutsOf(day).Length > 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long occurredAtMicros, in CellKey key, ReadOnlySpan<long> measures)
    {
        if (book.IsEmpty)
        {
            return;
        }

        var day = Instants.ToDay(occurredAtMicros);
        if (day != lastDay)
        {
            (lastDay, lastCuts) = (day, book.CutsOf(day));
        }

        if (lastCuts.Length > 0)
        {
            AddTo(occurredAtMicros, day, key, CostOf(measures));
        }
    }

    /// <summary>What a record or cell cost, in nano-USD.</summary>
    public static long CostOf(ReadOnlySpan<long> measures) =>
        measures[(int)Measure.InputCostNanos] + measures[(int)Measure.CacheReadCostNanos] + measures[(int)Measure.CacheWriteCostNanos]
        + measures[(int)Measure.OutputCostNanos] + measures[(int)Measure.FeeCostNanos];

    private void AddTo(long occurredAtMicros, int day, in CellKey key, long cost)
    {
        var start = day * Instants.MicrosPerDay;
        foreach (var cut in lastCuts)
        {
            start = cut <= occurredAtMicros ? cut : start;
        }

        if (cost != 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sums, (start, new BudgetKey(key.Tenant, key.Feature, key.Team, key.Model, key.Environment)), out _) += cost;
        }
    }
}
