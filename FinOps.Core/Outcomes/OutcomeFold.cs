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

    /// <summary>The last call of each trace that outcomes name, and what leads from it to the others: lists of their own would take several times the room.</summary>
    private readonly Dictionary<UInt128, int> traces = [];
    private readonly List<Mate> mates = [];
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
        mates.Clear();
        return false;
    }

    public async Task WriteAsync(FinOpsDbContext context, int day, CancellationToken cancellation)
    {
        var types = await context.OutcomeTypes.Select(t => t.Id).ToListAsync(cancellation);
        var cubes = Enum.GetValues<OutcomeCube>();
        await context.OutcomeCells.Where(c => cubes.Contains(c.Cube) && types.Contains(c.TypeId) && c.Day == day).ExecuteDeleteAsync(cancellation);
        await context.OutcomeDays.Where(d => types.Contains(d.TypeId) && d.Day == day).ExecuteDeleteAsync(cancellation);
        var made = cells.GetValueOrDefault(day) ?? [];
        await DerivedRows.InsertAsync(context, made, cancellation);
        await DerivedRows.InsertAsync(context, made.Where(c => c.Cube == OutcomeCube.ByTenant).GroupBy(c => c.TypeId).Select(g => new OutcomeDay { TypeId = g.Key, Day = day, Cells = PackedCells.Pack(g) }), cancellation);
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
                ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(traces, TraceKey(in record), out var isKnown);
                mates.Add(new Mate(type, day, record.Day, KeySet.Of(named[..count]), isKnown ? last : -1));
                last = mates.Count - 1;
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
        if (record.TraceId.IsEmpty || !traces.TryGetValue(TraceKey(in record), out var last))
        {
            return;
        }

        var ofTrace = MatesFrom(last);
        index.AddTypes(found, naming);
        foreach (var type in ofTrace.Select(m => m.Type).Distinct())
        {
            var known = naming.FindIndex(t => t.Type == type);
            var own = known < 0 ? null : index.DayOf(naming[known].Days, record.Day);
            if (own is { } day)
            {
                if (index.IsWorkedOut(day) && !IsUsed(found, type, day))
                {
                    AddSide(in record, ofTrace, type, day);
                }

                continue;
            }

            foreach (var mateDay in ofTrace.Where(m => m.Type == type && index.IsWorkedOut(m.Day)).Select(m => m.Day).Distinct())
            {
                // Only what can be seen from that day counts, so that it does not matter which days are worked out together.
                var visible = ofTrace.Where(m => m.Type == type && index.IsSeenFrom(mateDay, m.RecordDay)).Aggregate(0UL, (days, m) => days | index.Bit(m.Day));
                if (index.IsSeenFrom(mateDay, record.Day) && index.DayOf(visible, record.Day) == mateDay)
                {
                    AddSide(in record, ofTrace, type, mateDay);
                }
            }
        }
    }

    private void AddSide(scoped in DayRecord record, List<Mate> ofTrace, int type, int day)
    {
        var keys = new List<int>();
        var joined = new List<int>();
        foreach (var mate in ofTrace.Where(m => m.Type == type && m.Day == day))
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

    private List<Mate> MatesFrom(int last)
    {
        var found = new List<Mate>();
        for (var at = last; at >= 0; at = mates[at].Next)
        {
            found.Add(mates[at]);
        }

        return found;
    }

    private static UInt128 TraceKey(scoped in DayRecord record) => XxHash128.HashToUInt128(record.TraceId, record.TenantId);

    /// <summary>A call with a trace that outcomes of a type and day name.</summary>
    /// <param name="Next">The one before it in its trace; -1 behind the first.</param>
    private readonly record struct Mate(int Type, int Day, int RecordDay, KeySet Keys, int Next);
}
