using System.Runtime.InteropServices;
using FinOps.Core.Costs;

namespace FinOps.Core.Outcomes;

/// <summary>Shares the cost of calls out among the outcomes of their day, and sums these to cells.</summary>
/// <param name="outcomes">The outcomes of the days that are worked out, by their ids.</param>
/// <param name="calls">The calls that they name.</param>
/// <param name="used">The ids by which outcomes join.</param>
internal sealed class OutcomeWork(IReadOnlyList<KeyedOutcome> outcomes, Dictionary<CallGroup, WorkSums> calls, HashSet<(int Type, int Day, int Key)> used)
{
    private readonly Dictionary<(int Type, int Day, int Key), (int Type, int Day, int Key)> parents = used.ToDictionary(u => u);
    private readonly Dictionary<(OutcomeCube, int Type, int Day, int Tenant, int Feature, int Model), (OutcomeCell Cell, CostHistogram Histogram)> cells = [];

    public IEnumerable<OutcomeCell> Cells()
    {
        var works = Works();
        foreach (var group in outcomes.GroupBy(RootOf))
        {
            if (group.Key is { } root)
            {
                AddJoined([.. group], works[root]);
            }
            else
            {
                foreach (var outcome in group)
                {
                    AddTo(outcome, outcome.Row.TenantId, 0, _ => { });
                }
            }
        }

        foreach (var (cell, histogram) in cells.Values)
        {
            cell.Histogram = histogram.ToBytes();
            yield return cell;
        }
    }

    /// <summary>The calls of each work: ids that share a call are one.</summary>
    private Dictionary<(int, int, int), Dictionary<(int Tenant, int Feature, int Model), WorkSums>> Works()
    {
        var keys = new List<int>();
        foreach (var group in calls.Keys)
        {
            group.Keys.AddTo(keys);
            var joined = keys.Where(k => used.Contains((group.Type, group.Day, k))).ToList();
            for (var i = 1; i < joined.Count; i++)
            {
                parents[Find((group.Type, group.Day, joined[i]))] = Find((group.Type, group.Day, joined[0]));
            }
        }

        var works = new Dictionary<(int, int, int), Dictionary<(int, int, int), WorkSums>>();
        foreach (var (group, sums) in calls)
        {
            group.Keys.AddTo(keys);
            if (keys.FindIndex(k => used.Contains((group.Type, group.Day, k))) is >= 0 and var at)
            {
                ref var work = ref CollectionsMarshal.GetValueRefOrAddDefault(works, Find((group.Type, group.Day, keys[at])), out _);
                work ??= [];
                work[(group.Tenant, group.Feature, group.Model)] = work.GetValueOrDefault((group.Tenant, group.Feature, group.Model)) + sums;
            }
        }

        return works;
    }

    private (int Type, int Day, int Key) Find((int, int, int) key)
    {
        while (parents[key] != key)
        {
            parents[key] = parents[parents[key]];
            key = parents[key];
        }

        return key;
    }

    private (int Type, int Day, int Key)? RootOf(KeyedOutcome outcome)
    {
        for (var kind = WorkKey.Task; kind <= WorkKey.Request; kind++)
        {
            if (outcome.KeyOf(kind) is >= 0 and var key && used.Contains((outcome.Row.TypeId, outcome.Row.Day, key)))
            {
                return Find((outcome.Row.TypeId, outcome.Row.Day, key));
            }
        }

        return null;
    }

    /// <summary>All cost goes to the successes by their quantity; where there is none, to the others.</summary>
    private void AddJoined(List<KeyedOutcome> group, Dictionary<(int Tenant, int Feature, int Model), WorkSums> work)
    {
        var total = work.Values.Aggregate((a, b) => a + b);
        var isResolved = group.Exists(o => o.Row.IsSuccess);
        var payers = group.Where(o => !isResolved || o.Row.IsSuccess).ToList();
        var at = -1;
        var weights = payers.Select(o => o.Row.QuantityMillionths).ToList();
        var costs = Shares.Split(total.CostNanos, weights);
        var tokens = Shares.Split(total.Tokens, weights);
        var callShares = Shares.Split(total.Calls, weights);
        var unpriced = Shares.Split(total.UnpricedCalls, weights);
        var own = OwnFeatureCosts(payers, work);
        var model = Main(work, w => w.Model);
        foreach (var outcome in group)
        {
            var paying = !isResolved || outcome.Row.IsSuccess ? ++at : -1;
            AddTo(outcome, outcome.Row.TenantId == 0 ? Main(work, w => w.Tenant) : outcome.Row.TenantId, model, cell =>
            {
                AddJoin(cell, outcome.Row);
                if (paying >= 0)
                {
                    AddCost(cell, outcome.Row, costs[paying]);
                    cell.OwnFeatureCostNanos += own[paying];
                    cell.Calls += callShares[paying];
                    cell.Tokens += isResolved ? tokens[paying] : 0;
                    cell.UnpricedCalls += unpriced[paying];
                }
            }, paying >= 0 && isResolved ? costs[paying] : null);
        }
    }

    private static long[] OwnFeatureCosts(List<KeyedOutcome> payers, Dictionary<(int Tenant, int Feature, int Model), WorkSums> work)
    {
        var own = new long[payers.Count];
        foreach (var feature in payers.Select((o, i) => (o.Row.FeatureId, o.Row.QuantityMillionths, Index: i)).GroupBy(o => o.FeatureId))
        {
            var members = feature.ToList();
            var parts = Shares.Split(work.Where(w => w.Key.Feature == feature.Key).Sum(w => w.Value.CostNanos), [.. members.Select(m => m.QuantityMillionths)]);
            for (var i = 0; i < parts.Length; i++)
            {
                own[members[i].Index] = parts[i];
            }
        }

        return own;
    }

    /// <summary>What the work spent most on; of equals the one with the lower id.</summary>
    private static int Main(Dictionary<(int Tenant, int Feature, int Model), WorkSums> work, Func<(int Tenant, int Feature, int Model), int> of) =>
        work.GroupBy(w => of(w.Key)).OrderByDescending(g => g.Sum(w => w.Value.CostNanos)).ThenBy(g => g.Key).First().Key;

    private static void AddJoin(OutcomeCell cell, OutcomeRow row)
    {
        cell.Joined++;
        cell.JoinedSuccesses += row.IsSuccess ? 1 : 0;
        cell.JoinedSuccessfulMillionths += row.IsSuccess ? row.QuantityMillionths : 0;
        cell.JoinedCorrectMillionths += row.IsCorrect == true ? row.QuantityMillionths : 0;
    }

    private static void AddCost(OutcomeCell cell, OutcomeRow row, long nanos)
    {
        cell.ResolvedCostNanos += row.IsSuccess ? nanos : 0;
        cell.UnresolvedCostNanos += row.IsSuccess ? 0 : nanos;
        cell.JudgedCostNanos += row.IsCorrect is null ? 0 : nanos;
        cell.CorrectCostNanos += row.IsCorrect == true ? nanos : 0;
    }

    private void AddTo(KeyedOutcome outcome, int tenant, int model, Action<OutcomeCell> add, long? costNanos = null)
    {
        foreach (var cube in Enum.GetValues<OutcomeCube>())
        {
            var row = outcome.Row;
            var key = (cube, row.TypeId, row.Day, cube == OutcomeCube.ByTenant ? tenant : 0, row.FeatureId, model);
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, key, out var isKnown);
            if (!isKnown)
            {
                entry = (new OutcomeCell { Cube = cube, TypeId = row.TypeId, Day = row.Day, TenantId = key.Item4, FeatureId = row.FeatureId, ModelId = model }, new CostHistogram());
            }

            var (cell, histogram) = entry;
            cell.Outcomes++;
            cell.Successes += row.IsSuccess ? 1 : 0;
            cell.SuccessfulMillionths += row.IsSuccess ? row.QuantityMillionths : 0;
            cell.Judged += row.IsCorrect is null ? 0 : 1;
            cell.Correct += row.IsCorrect == true ? 1 : 0;
            add(cell);
            if (costNanos is { } nanos)
            {
                histogram.Add((long)((Int128)nanos * Outcome.MillionthsPerUnit / row.QuantityMillionths));
            }
        }
    }
}
