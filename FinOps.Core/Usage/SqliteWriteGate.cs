using FinOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Usage;

/// <summary>
/// One writer of usage at a time in this process, and what it shares with the next one: the filter of known events.
/// Writers of other processes wait at the database's own lock.
/// </summary>
internal sealed class SqliteWriteGate(IOptions<UsageOptions> options) : IDisposable
{
    /// <summary>Below this many records a filter is read from the index in well under a second and is not worth saving.</summary>
    private const long WorthSaving = 2_000_000;

    private const ulong SmallestMiB = 8;

    private readonly SemaphoreSlim gate = new(1, 1);
    private EventFilter? filter;
    private long savedThrough;

    public void Enter(CancellationToken cancellation) => gate.Wait(cancellation);

    public void Leave() => gate.Release();

    /// <summary>Lets the filter be built anew, because records were removed: their keys would cost look-ups. Call inside the gate.</summary>
    public void Forget()
    {
        filter = null;
        savedThrough = 0;
    }

    public void Dispose() => gate.Dispose();

    /// <summary>The filter with the keys of all records below the next id. Call inside the gate and inside a write transaction.</summary>
    public EventFilter FilterFor(SqliteConnection connection, long nextRecordId)
    {
        filter ??= Load(connection, nextRecordId);
        if (filter.ThroughRecordId > nextRecordId - 1 || (nextRecordId > filter.Capacity && filter.Mebibytes < SizeFor(nextRecordId)))
        {
            // The file was replaced by an older one, of which the filter knows nothing; or the filter has become too small to be sure often enough.
            filter = ReadAll(connection, nextRecordId);
        }

        if (filter.ThroughRecordId < nextRecordId - 1)
        {
            CatchUp(connection, filter, nextRecordId);
        }

        return filter;
    }

    /// <summary>Saves the filter when it has grown enough to be worth it.</summary>
    public void SaveIfGrown(SqliteConnection connection)
    {
        if (filter is null || filter.ThroughRecordId < WorthSaving || filter.ThroughRecordId - savedThrough < WorthSaving / 4)
        {
            return;
        }

        using var write = new SqliteStatement(connection, UsageSqliteSql.WriteSnapshot);
        write.Bind(filter.ThroughRecordId).BindBlob(filter.Bits).Run();
        savedThrough = filter.ThroughRecordId;
    }

    private EventFilter Load(SqliteConnection connection, long nextRecordId)
    {
        using var read = new SqliteStatement(connection, UsageSqliteSql.ReadSnapshot);
        if (!read.Step() || read.Int64(0) >= nextRecordId || read.Blob(1).Length != SizeFor(nextRecordId) * 1024 * 1024)
        {
            return ReadAll(connection, nextRecordId);
        }

        savedThrough = read.Int64(0);
        return EventFilter.FromBits(read.Blob(1), savedThrough);
    }

    private EventFilter ReadAll(SqliteConnection connection, long nextRecordId)
    {
        var all = new EventFilter(SizeFor(nextRecordId)) { ThroughRecordId = nextRecordId - 1 };
        using var keys = new SqliteStatement(connection, UsageSqliteSql.AllKeys);
        while (keys.Step())
        {
            Add(all, keys.Blob(0));
        }

        return all;
    }

    /// <summary>Three bytes a key and as much again to grow, within what the settings allow.</summary>
    private int SizeFor(long keys)
    {
        var wanted = System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(keys * 3 / (1024 * 1024), 1)) * 2;
        return (int)Math.Min(Math.Max(wanted, SmallestMiB), (ulong)options.Value.EventFilterMiB);
    }

    private static void CatchUp(SqliteConnection connection, EventFilter filter, long nextRecordId)
    {
        using var keys = new SqliteStatement(connection, UsageSqliteSql.KeysAfter);
        keys.Bind(filter.ThroughRecordId);
        while (keys.Step())
        {
            Add(filter, keys.Blob(1));
        }

        filter.ThroughRecordId = nextRecordId - 1;
    }

    private static void Add(EventFilter filter, ReadOnlySpan<byte> key) => filter.Add(
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(key),
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(key[8..]));
}
