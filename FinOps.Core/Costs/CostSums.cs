using System.Data.Common;
using System.Numerics;
using System.Runtime.InteropServices;
using FinOps.Core.Data;

namespace FinOps.Core.Costs;

/// <summary>The ids of a group: nine dimensions in the order of <see cref="CostSql.Dimensions"/> (0 where not grouped), and the time in hours or days.</summary>
internal readonly record struct GroupIds(int Tenant, int Feature, int Model, int User, int Team, int Route, int Task, int Environment, int Status, int Time)
{
    // Looked up once a cell: the hash that the compiler writes takes longer than reading the cell.
    public override int GetHashCode()
    {
        const ulong prime = 0x9E3779B97F4A7C15;
        var h = ((ulong)(uint)Time << 32 | (uint)Tenant) * prime;
        h = (BitOperations.RotateLeft(h, 29) ^ ((ulong)(uint)Feature << 32 | (uint)Model)) * prime;
        h = (BitOperations.RotateLeft(h, 29) ^ ((ulong)(uint)User << 32 | (uint)Team)) * prime;
        h = (BitOperations.RotateLeft(h, 29) ^ ((ulong)(uint)Route << 32 | (uint)Task)) * prime;
        h = (BitOperations.RotateLeft(h, 29) ^ ((ulong)(uint)Environment << 32 | (uint)Status)) * prime;
        return (int)(h >> 32);
    }
}

/// <summary>Adds up what several statements say about the same groups.</summary>
internal sealed class CostSums(CubeKeys groups, Grain? time, IReadOnlyList<Measure> measuresRead)
{
    private readonly int[] read = [.. measuresRead.Select(m => (int)m)];
    private readonly Dictionary<GroupIds, long[]> measures = [];
    private readonly Dictionary<GroupIds, LatencyHistogram> latencies = [];

    public IReadOnlyCollection<KeyValuePair<GroupIds, long[]>> Groups => measures;

    public LatencyHistogram? LatencyOf(GroupIds group) => latencies.GetValueOrDefault(group);

    /// <summary>Adds one row: group columns, the period if grouped by time, and the measures.</summary>
    public void Add(DbDataReader row, Grain rowGrain)
    {
        var group = Read(row, rowGrain, out var at);
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(measures, group, out _);
        sum ??= new long[Measures.Count];
        for (var i = 0; i < read.Length; i++)
        {
            sum[read[i]] += row.GetInt64(at + i);
        }
    }

    /// <summary>Adds one cell: group columns, the period if grouped by time, and the measures.</summary>
    public void Add(SqliteStatement cell, Grain cellGrain)
    {
        Span<int> ids = stackalloc int[CostSql.Dimensions.Length];
        var at = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = (groups & CostSql.Dimensions[i].Key) != 0 ? (int)cell.Int64(at++) : 0;
        }

        var period = time is null ? 0 : TimeOf((int)cell.Int64(at++), cellGrain);
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(measures, Group(ids, period), out _);
        sum ??= new long[Measures.Count];
        for (var i = 0; i < read.Length; i++)
        {
            sum[read[i]] += cell.Int64(at + i);
        }
    }

    public void AddLatency(DbDataReader row, Grain rowGrain)
    {
        var group = Read(row, rowGrain, out var at);
        ref var histogram = ref CollectionsMarshal.GetValueRefOrAddDefault(latencies, group, out _);
        (histogram ??= new LatencyHistogram()).Merge(row.GetFieldValue<byte[]>(at));
    }

    public CostMeasures Total()
    {
        var total = new long[Measures.Count];
        foreach (var sum in measures.Values)
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += sum[i];
            }
        }

        var result = Measures.ToObject(total);
        foreach (var histogram in latencies.Values)
        {
            (result.Latency ??= new LatencyHistogram()).Merge(histogram.ToBytes());
        }

        return result;
    }

    private GroupIds Read(DbDataReader row, Grain rowGrain, out int at)
    {
        Span<int> ids = stackalloc int[CostSql.Dimensions.Length];
        at = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = (groups & CostSql.Dimensions[i].Key) != 0 ? Convert.ToInt32(row.GetValue(at++), null) : 0;
        }

        return Group(ids, time is null ? 0 : TimeOf(row.GetInt32(at++), rowGrain));
    }

    private int TimeOf(int period, Grain grain) => time == Grain.Day && grain == Grain.Hour ? period / 24 : period;

    private static GroupIds Group(ReadOnlySpan<int> ids, int period) => new(ids[0], ids[1], ids[2], ids[3], ids[4], ids[5], ids[6], ids[7], ids[8], period);
}
