using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Outcomes;

/// <summary>The kinds of ids that lead from an outcome to calls, in the order in which they are tried.</summary>
internal enum WorkKey
{
    Task,
    Trace,
    Session,
    Request,
}

/// <summary>An outcome as the derivation reads it.</summary>
internal sealed record OutcomeRow(
    int Day, int TypeId, int TenantId, int FeatureId, string? TaskId, string? TraceId, string? SessionId, string? RequestId, long QuantityMillionths, bool IsSuccess, bool? IsCorrect)
{
    public string? Text(WorkKey key) => key switch { WorkKey.Task => TaskId, WorkKey.Trace => TraceId, WorkKey.Session => SessionId, WorkKey.Request => RequestId };
}

/// <summary>An outcome of a day that is worked out, with the numbers of its ids in the index; -1 where it carries none.</summary>
internal sealed record KeyedOutcome(OutcomeRow Row, int Task, int Trace, int Session, int Request)
{
    public int KeyOf(WorkKey key) => key switch { WorkKey.Task => Task, WorkKey.Trace => Trace, WorkKey.Session => Session, WorkKey.Request => Request };
}

/// <summary>Which outcomes name which calls: ids of the outcomes of some days, and the types and days that name each.</summary>
/// <param name="days">The days that are worked out, in ascending order.</param>
/// <param name="lookBack">How many days before an outcome its calls are looked for.</param>
/// <param name="firstDay">The first day whose outcomes are here; at most 63 follow.</param>
internal sealed class OutcomeIndex(IReadOnlyList<int> days, int lookBack, int firstDay)
{
    /// <summary>The tenant of outcomes that name none: their ids are those of any tenant's calls.</summary>
    private const int AnyTenant = -1;

    private readonly HashSet<int> days = [.. days];
    private readonly Dictionary<UInt128, int> keys = [];
    private readonly List<(WorkKey Kind, int FirstNaming)> entries = [];
    private readonly List<Naming> namings = [];
    private readonly Dictionary<(string Text, int Tenant), int> tasks = [];
    private bool hasAnyTenant;

    public List<KeyedOutcome> Outcomes { get; } = [];

    public WorkKey KindOf(int key) => entries[key].Kind;

    public bool IsWorkedOut(int day) => days.Contains(day);

    /// <summary>Whether the calls of a day are looked at for outcomes of another.</summary>
    public bool IsSeenFrom(int outcomeDay, int recordDay) => recordDay >= outcomeDay - lookBack && recordDay <= outcomeDay + 1;

    public void Add(OutcomeRow row)
    {
        var tenant = row.TenantId == 0 ? AnyTenant : row.TenantId;
        hasAnyTenant |= tenant == AnyTenant;
        Span<int> numbers = [-1, -1, -1, -1];
        for (var kind = WorkKey.Task; kind <= WorkKey.Request; kind++)
        {
            if (row.Text(kind) is { } text)
            {
                numbers[(int)kind] = kind == WorkKey.Task ? TaskKey(text, tenant) : Key(Hash(kind, tenant, Encoding.UTF8.GetBytes(text)), kind);
                Name(numbers[(int)kind], row.TypeId, row.Day);
            }
        }

        if (days.Contains(row.Day))
        {
            Outcomes.Add(new KeyedOutcome(row, numbers[0], numbers[1], numbers[2], numbers[3]));
        }
    }

    /// <summary>Calls carry the id of their task's name: finds those of the tasks that outcomes name.</summary>
    public async Task ResolveTasksAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        foreach (var some in tasks.Keys.Select(t => t.Text).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            var ids = await context.Dimensions.AsNoTracking().Where(d => d.Kind == DimensionKind.Task && some.Contains(d.Key)).ToDictionaryAsync(d => d.Key, d => d.Id, StringComparer.Ordinal, cancellation);
            foreach (var (task, key) in tasks)
            {
                if (ids.TryGetValue(task.Text, out var id))
                {
                    keys[HashTask(id, task.Tenant)] = key;
                }
            }
        }
    }

    /// <summary>The numbers of the ids by which outcomes name a call; returns how many of the span are set.</summary>
    public int Find(scoped in DayRecord record, Span<int> found)
    {
        var count = 0;
        Find(in record, record.TenantId, found, ref count);
        if (hasAnyTenant)
        {
            Find(in record, AnyTenant, found, ref count);
        }

        return count;
    }

    /// <summary>The day to which a call belongs that outcomes name on some days: the first from its own on, else the one before; null for none.</summary>
    public int? DayOf(ulong namingDays, int day)
    {
        var from = day - firstDay;
        var ahead = (namingDays >> from) & ((1UL << (lookBack + 1)) - 1);
        return ahead != 0 ? firstDay + from + BitOperations.TrailingZeroCount(ahead)
            : day > firstDay && (namingDays & Bit(day - 1)) != 0 ? day - 1 : null;
    }

    /// <summary>The days of outcomes of each type that name one of the ids.</summary>
    public void AddTypes(ReadOnlySpan<int> found, List<(int Type, ulong Days)> types)
    {
        types.Clear();
        foreach (var key in found)
        {
            for (var at = entries[key].FirstNaming; at >= 0; at = namings[at].Next)
            {
                var type = namings[at].Type;
                var known = types.FindIndex(t => t.Type == type);
                if (known < 0)
                {
                    types.Add((type, namings[at].Days));
                }
                else
                {
                    types[known] = (type, types[known].Days | namings[at].Days);
                }
            }
        }
    }

    /// <summary>Whether an outcome of a type and day carries an id.</summary>
    public bool IsNamed(int key, int type, int day)
    {
        for (var at = entries[key].FirstNaming; at >= 0; at = namings[at].Next)
        {
            if (namings[at].Type == type)
            {
                return (namings[at].Days & Bit(day)) != 0;
            }
        }

        return false;
    }

    public ulong Bit(int day) => day < firstDay ? 0 : 1UL << (day - firstDay);

    private void Find(scoped in DayRecord record, int tenant, Span<int> found, ref int count)
    {
        if (record.TaskId != 0)
        {
            Take(HashTask(record.TaskId, tenant), found, ref count);
        }

        TakeText(WorkKey.Trace, tenant, record.TraceId, found, ref count);
        TakeText(WorkKey.Session, tenant, record.SessionId, found, ref count);
        TakeText(WorkKey.Request, tenant, record.RequestId, found, ref count);
        TakeText(WorkKey.Request, tenant, record.ParentRequestId, found, ref count);
    }

    private void TakeText(WorkKey kind, int tenant, ReadOnlySpan<byte> text, Span<int> found, ref int count)
    {
        if (!text.IsEmpty)
        {
            Take(Hash(kind, tenant, text), found, ref count);
        }
    }

    private void Take(UInt128 hash, Span<int> found, ref int count)
    {
        if (keys.TryGetValue(hash, out var key) && !found[..count].Contains(key))
        {
            found[count++] = key;
        }
    }

    private int TaskKey(string text, int tenant)
    {
        ref var key = ref CollectionsMarshal.GetValueRefOrAddDefault(tasks, (text, tenant), out var isKnown);
        if (!isKnown)
        {
            key = entries.Count;
            entries.Add((WorkKey.Task, -1));
        }

        return key;
    }

    private int Key(UInt128 hash, WorkKey kind)
    {
        ref var key = ref CollectionsMarshal.GetValueRefOrAddDefault(keys, hash, out var isKnown);
        if (!isKnown)
        {
            key = entries.Count;
            entries.Add((kind, -1));
        }

        return key;
    }

    private void Name(int key, int type, int day)
    {
        for (var at = entries[key].FirstNaming; at >= 0; at = namings[at].Next)
        {
            if (namings[at].Type == type)
            {
                namings[at] = namings[at] with { Days = namings[at].Days | Bit(day) };
                return;
            }
        }

        namings.Add(new Naming(type, Bit(day), entries[key].FirstNaming));
        entries[key] = (entries[key].Kind, namings.Count - 1);
    }

    private static UInt128 Hash(WorkKey kind, int tenant, ReadOnlySpan<byte> text) => XxHash128.HashToUInt128(text, ((long)tenant << 3) | (long)kind);

    private static UInt128 HashTask(int id, int tenant) => XxHash128.HashToUInt128(BitConverter.GetBytes(id), ((long)tenant << 3) | (long)WorkKey.Task);

    /// <param name="Type">A type of outcomes.</param>
    /// <param name="Days">The days of its outcomes that name the id, as bits from the first day on.</param>
    /// <param name="Next">The next type that names it; -1 behind the last.</param>
    private readonly record struct Naming(int Type, ulong Days, int Next);
}
