using System.IO.Hashing;
using System.Runtime.InteropServices;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

/// <summary>
/// The cells of outcomes of some days in the making. The first reading finds the calls that outcomes name, and from them which id each outcome joins by;
/// the second, where it is needed, the other calls in the traces of those.
/// </summary>
internal sealed class OutcomeFold(OutcomeIndex index) : IDayFold
{
    private readonly Dictionary<CallGroup, WorkSums> calls = [];
    private readonly Dictionary<UInt128, List<Mate>> traces = [];
    private readonly List<(int Type, ulong Days)> naming = [];
    private readonly HashSet<(int Type, int Day, int Key)> used = [];
    private readonly Dictionary<int, List<OutcomeCell>> cells = [];
    private bool isSecond;

    public void Add(scoped in DayRecord record)
    {
        Span<int> all = stackalloc int[KeySet.Most];
        var found = all[..index.Find(in record, all)];
        if (isSecond)
        {
            AddSide(in record, found);
        }
        else if (!found.IsEmpty)
        {
            AddNamed(in record, found);
        }
    }

    public bool EndPass()
    {
        if (!isSecond)
        {
            Choose();
            isSecond = true;
            if (traces.Count > 0)
            {
                return true;
            }
        }

        foreach (var group in new OutcomeWork(index.Outcomes, calls, used).Cells().GroupBy(c => c.Day))
        {
            cells[group.Key] = [.. group.OrderBy(c => c.Cube).ThenBy(c => c.TypeId).ThenBy(c => c.TenantId).ThenBy(c => c.FeatureId).ThenBy(c => c.ModelId)];
        }

        calls.Clear();
        traces.Clear();
        return false;
    }

    public async Task WriteAsync(FinOpsDbContext context, int day, CancellationToken cancellation)
    {
        var types = await context.OutcomeTypes.Select(t => t.Id).ToListAsync(cancellation);
        var cubes = Enum.GetValues<OutcomeCube>();
        await context.OutcomeCells.Where(c => cubes.Contains(c.Cube) && types.Contains(c.TypeId) && c.Day == day).ExecuteDeleteAsync(cancellation);
        await DerivedRows.InsertAsync(context, cells.GetValueOrDefault(day) ?? [], cancellation);
    }

    private void AddNamed(scoped in DayRecord record, ReadOnlySpan<int> found)
    {
        index.AddTypes(found, naming);
        Span<int> named = stackalloc int[KeySet.Most];
        foreach (var (type, days) in naming)
        {
            if (index.DayOf(days, record.Day) is not { } day)
            {
                continue;
            }

            var count = 0;
            var leadsOn = false;
            foreach (var key in found)
            {
                if (index.IsNamed(key, type, day))
                {
                    named[count++] = key;
                    leadsOn |= index.KindOf(key) != WorkKey.Trace;
                }
            }

            if (index.IsWorkedOut(day))
            {
                Plus(new CallGroup(type, day, KeySet.Of(named[..count]), record.TenantId, record.FeatureId, record.ModelId), in record);
            }

            if (leadsOn && !record.TraceId.IsEmpty)
            {
                MatesOf(in record).Add(new Mate(type, day, record.Day, KeySet.Of(named[..count])));
            }
        }
    }

    /// <summary>Each outcome joins by the first of its ids that a call has.</summary>
    private void Choose()
    {
        var keys = new List<int>();
        var present = new HashSet<(int, int, int)>();
        foreach (var group in calls.Keys)
        {
            group.Keys.AddTo(keys);
            keys.ForEach(key => present.Add((group.Type, group.Day, key)));
        }

        foreach (var outcome in index.Outcomes)
        {
            for (var kind = WorkKey.Task; kind <= WorkKey.Request; kind++)
            {
                if (outcome.KeyOf(kind) is >= 0 and var key && present.Contains((outcome.Row.TypeId, outcome.Row.Day, key)))
                {
                    used.Add((outcome.Row.TypeId, outcome.Row.Day, key));
                    break;
                }
            }
        }
    }

    /// <summary>A call that no outcome of a type names, or only by an id that it does not join by, goes with the named calls of its trace.</summary>
    private void AddSide(scoped in DayRecord record, ReadOnlySpan<int> found)
    {
        if (record.TraceId.IsEmpty || !traces.TryGetValue(TraceKey(in record), out var mates))
        {
            return;
        }

        index.AddTypes(found, naming);
        foreach (var type in mates.Select(m => m.Type).Distinct())
        {
            var known = naming.FindIndex(t => t.Type == type);
            var own = known < 0 ? null : index.DayOf(naming[known].Days, record.Day);
            if (own is { } day)
            {
                if (index.IsWorkedOut(day) && !IsUsed(found, type, day))
                {
                    AddSide(in record, mates, type, day);
                }

                continue;
            }

            foreach (var mateDay in mates.Where(m => m.Type == type && index.IsWorkedOut(m.Day)).Select(m => m.Day).Distinct())
            {
                // Only what can be seen from that day counts, so that it does not matter which days are worked out together.
                var visible = mates.Where(m => m.Type == type && index.IsSeenFrom(mateDay, m.RecordDay)).Aggregate(0UL, (days, m) => days | index.Bit(m.Day));
                if (index.IsSeenFrom(mateDay, record.Day) && index.DayOf(visible, record.Day) == mateDay)
                {
                    AddSide(in record, mates, type, mateDay);
                }
            }
        }
    }

    private void AddSide(scoped in DayRecord record, List<Mate> mates, int type, int day)
    {
        var keys = new List<int>();
        var joined = new List<int>();
        foreach (var mate in mates.Where(m => m.Type == type && m.Day == day))
        {
            mate.Keys.AddTo(keys);
            joined.AddRange(keys.Where(key => used.Contains((type, day, key)) && !joined.Contains(key)));
        }

        if (joined.Count > 0)
        {
            // A pair of ids at a time holds any number of works together; the cost goes with the first.
            for (var i = 1; i < joined.Count; i++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(calls, new CallGroup(type, day, KeySet.Of([joined[0], joined[i]]), record.TenantId, record.FeatureId, record.ModelId), out _);
            }

            Plus(new CallGroup(type, day, KeySet.Of([joined[0]]), record.TenantId, record.FeatureId, record.ModelId), in record);
        }
    }

    private bool IsUsed(ReadOnlySpan<int> found, int type, int day)
    {
        foreach (var key in found)
        {
            if (used.Contains((type, day, key)))
            {
                return true;
            }
        }

        return false;
    }

    private void Plus(CallGroup group, scoped in DayRecord record)
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(calls, group, out _);
        sums += new WorkSums(1, (long)record.InputTokens + record.OutputTokens, record.CostNanos, record.IsUnpriced ? 1 : 0);
    }

    private List<Mate> MatesOf(scoped in DayRecord record)
    {
        ref var mates = ref CollectionsMarshal.GetValueRefOrAddDefault(traces, TraceKey(in record), out _);
        return mates ??= [];
    }

    private static UInt128 TraceKey(scoped in DayRecord record) => XxHash128.HashToUInt128(record.TraceId, record.TenantId);

    /// <summary>A call with a trace that outcomes of a type and day name.</summary>
    private readonly record struct Mate(int Type, int Day, int RecordDay, KeySet Keys);
}
