using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FinOps.Core.Costs;

/// <summary>The key of a cell. Dimensions that its cube does not keep are 0.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct CellKey(
    int Period, int Tenant, int Feature, int Model, int User, int Team, int Route, int Task, int Environment, int Status) : IComparable<CellKey>
{
    /// <summary>The order of the table's primary key, so that upserts walk the tree once.</summary>
    public readonly int CompareTo(CellKey other)
    {
        var c = Period.CompareTo(other.Period);
        c = c != 0 ? c : Tenant.CompareTo(other.Tenant);
        c = c != 0 ? c : Feature.CompareTo(other.Feature);
        c = c != 0 ? c : Model.CompareTo(other.Model);
        c = c != 0 ? c : User.CompareTo(other.User);
        c = c != 0 ? c : Team.CompareTo(other.Team);
        c = c != 0 ? c : Route.CompareTo(other.Route);
        c = c != 0 ? c : Task.CompareTo(other.Task);
        c = c != 0 ? c : Environment.CompareTo(other.Environment);
        return c != 0 ? c : Status.CompareTo(other.Status);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly ulong Hash()
    {
        const ulong prime = 0x9E3779B97F4A7C15;
        var h = ((ulong)(uint)Period << 32 | (uint)Tenant) * prime;
        h = (BitOperations.RotateLeft(h, 29) ^ ((ulong)(uint)Feature << 32 | (uint)Model)) * prime;
        h = (BitOperations.RotateLeft(h, 29) ^ ((ulong)(uint)User << 32 | (uint)Team)) * prime;
        h = (BitOperations.RotateLeft(h, 29) ^ ((ulong)(uint)Route << 32 | (uint)Task)) * prime;
        h = (BitOperations.RotateLeft(h, 29) ^ ((ulong)(uint)Environment << 32 | (uint)Status)) * prime;
        return h ^ (h >> 32);
    }
}

/// <summary>
/// Cells of one cube in memory: a hash table from key to additive measures, made to be filled and cleared for each transaction.
/// Cells lie in chunks that are kept, so that growing neither copies nor leaves large garbage behind.
/// </summary>
internal sealed class CellTable
{
    /// <summary>Chunks of 256 cells stay below the size that the collector takes for large objects.</summary>
    private const int ChunkBits = 8;
    private const int ChunkCells = 1 << ChunkBits;
    private readonly List<CellKey[]> keys = [];
    private readonly List<long[]> values = [];
    private int[] slots = new int[1024];

    public int Count { get; private set; }

    public ref readonly CellKey KeyOf(int cell) => ref keys[cell >> ChunkBits][cell & (ChunkCells - 1)];

    public Span<long> ValuesOf(int cell) => values[cell >> ChunkBits].AsSpan((cell & (ChunkCells - 1)) * Measures.Count, Measures.Count);

    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(slots);
            Count = 0;
        }
    }

    /// <summary>Adds measures to the cell of a key and returns the cell's index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(in CellKey key, ReadOnlySpan<long> measures)
    {
        var mask = slots.Length - 1;
        var at = (int)key.Hash() & mask;
        for (int slot; (slot = slots[at]) != 0; at = (at + 1) & mask)
        {
            if (KeyOf(slot - 1) == key)
            {
                AddTo(ValuesOf(slot - 1), measures);
                return slot - 1;
            }
        }

        var cell = NewCell(key);
        slots[at] = cell + 1;
        measures.CopyTo(ValuesOf(cell));
        if (Count * 2 > slots.Length)
        {
            Rehash();
        }

        return cell;
    }

    /// <summary>The index of a key's cell, or -1.</summary>
    public int Find(in CellKey key)
    {
        var mask = slots.Length - 1;
        var at = (int)key.Hash() & mask;
        for (int slot; (slot = slots[at]) != 0; at = (at + 1) & mask)
        {
            if (KeyOf(slot - 1) == key)
            {
                return slot - 1;
            }
        }

        return -1;
    }

    /// <summary>The indexes of all cells in the order of their keys.</summary>
    public int[] InOrder()
    {
        var order = new int[Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        order.AsSpan().Sort((a, b) => KeyOf(a).CompareTo(KeyOf(b)));
        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTo(Span<long> sum, ReadOnlySpan<long> more)
    {
        var sums = MemoryMarshal.Cast<long, Vector<long>>(sum);
        var adds = MemoryMarshal.Cast<long, Vector<long>>(more);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += adds[i];
        }

        for (var i = sums.Length * Vector<long>.Count; i < sum.Length; i++)
        {
            sum[i] += more[i];
        }
    }

    private int NewCell(in CellKey key)
    {
        if (Count >> ChunkBits == keys.Count)
        {
            keys.Add(new CellKey[ChunkCells]);
            values.Add(new long[ChunkCells * Measures.Count]);
        }

        keys[Count >> ChunkBits][Count & (ChunkCells - 1)] = key;
        return Count++;
    }

    private void Rehash()
    {
        slots = new int[slots.Length * 2];
        var mask = slots.Length - 1;
        for (var cell = 0; cell < Count; cell++)
        {
            var at = (int)KeyOf(cell).Hash() & mask;
            while (slots[at] != 0)
            {
                at = (at + 1) & mask;
            }

            slots[at] = cell + 1;
        }
    }
}
