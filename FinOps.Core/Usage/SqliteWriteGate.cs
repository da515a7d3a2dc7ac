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
    private int savedLayers;

    /// <summary>Waits for the turn without holding a thread. Whoever asked first enters first.</summary>
    public Task EnterAsync(CancellationToken cancellation) => gate.WaitAsync(cancellation);

    /// <summary>The same for writers that have a thread of their own: in the one queue with the others, for a semaphore prefers those that block.</summary>
    public void Enter(CancellationToken cancellation) => gate.WaitAsync(cancellation).GetAwaiter().GetResult();

    public void Leave() => gate.Release();

    /// <summary>Lets the filter be built anew, because records were removed: their keys would cost look-ups. Call inside the gate.</summary>
    public void Forget()
    {
        filter = null;
        (savedThrough, savedLayers) = (0, 0);
    }

    public void Dispose() => gate.Dispose();

    /// <summary>The filter with the keys of all records below the next id. Call inside the gate and inside a write transaction.</summary>
    public EventFilter FilterFor(SqliteConnection connection, long nextRecordId)
    {
        filter ??= Load(connection, nextRecordId);
        if (filter.ThroughRecordId > nextRecordId - 1)
        {
            // The file was replaced by an older one, of which the filter knows nothing.
            filter = ReadAll(connection, nextRecordId);
        }

        if (filter.ThroughRecordId < nextRecordId - 1)
        {
            CatchUp(connection, filter, nextRecordId);
        }

        return filter;
    }

    /// <summary>Saves the filter when it has grown enough to be worth it; layers that are full and saved stay as they are.</summary>
    public void SaveIfGrown(SqliteConnection connection)
    {
        if (filter is null || filter.ThroughRecordId < WorthSaving || filter.ThroughRecordId - savedThrough < Math.Max(WorthSaving, savedThrough) / 4)
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        using var forget = new SqliteStatement(connection, UsageSqliteSql.ForgetLayers);
        forget.Bind(savedLayers).Run();
        using var write = new SqliteStatement(connection, UsageSqliteSql.WriteSnapshot);
        long keys = filter.Layers.Take(Math.Max(savedLayers - 1, 0)).Sum(l => l.Keys);
        for (var i = Math.Max(savedLayers - 1, 0); i < filter.Layers.Count; i++)
        {
            keys += filter.Layers[i].Keys;
            var through = i == filter.Layers.Count - 1 ? filter.ThroughRecordId : Math.Min(keys, filter.ThroughRecordId);
            write.Bind(i + 1).Bind(through).BindBlob(filter.Layers[i].Bits).Run();
        }

        transaction.Commit();
        (savedThrough, savedLayers) = (filter.ThroughRecordId, filter.Layers.Count);
    }

    /// <summary>Reads the saved layers. The last row tells through which record they are complete, the others only about how many keys they hold.</summary>
    private EventFilter Load(SqliteConnection connection, long nextRecordId)
    {
        using var read = new SqliteStatement(connection, UsageSqliteSql.ReadSnapshot);
        var layers = new List<EventFilterLayer>();
        long through = 0;
        while (read.Step())
        {
            layers.Add(EventFilterLayer.FromBits(read.Blob(1), Math.Max(read.Int64(0) - through, 0)));
            through = read.Int64(0);
        }

        if (layers.Count == 0 || through >= nextRecordId || layers.Sum(l => l.Mebibytes) > options.Value.EventFilterMiB || layers.Sum(l => l.Capacity) < nextRecordId / 2)
        {
            return ReadAll(connection, nextRecordId);
        }

        (savedThrough, savedLayers) = (through, layers.Count);
        return new EventFilter(layers, options.Value.EventFilterMiB) { ThroughRecordId = through };
    }

    private EventFilter ReadAll(SqliteConnection connection, long nextRecordId)
    {
        var all = new EventFilter(SizeFor(nextRecordId), options.Value.EventFilterMiB) { ThroughRecordId = nextRecordId - 1 };
        (savedThrough, savedLayers) = (0, 0);
        using var keys = new SqliteStatement(connection, UsageSqliteSql.AllKeys);
        while (keys.Step())
        {
            Add(all, keys.Blob(0));
        }

        return all;
    }

    /// <summary>Four bytes a key and as much again to grow, within what the settings allow.</summary>
    private int SizeFor(long keys)
    {
        var wanted = System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(keys * 4 / (1024 * 1024), 1)) * 2;
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
