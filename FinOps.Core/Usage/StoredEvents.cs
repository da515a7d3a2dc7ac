using FinOps.Core.Data;
using Microsoft.Data.Sqlite;

namespace FinOps.Core.Usage;

/// <summary>
/// Finds stored events by key. The index is split by hour and, within it, by a million records in the order of their arrival: so a new record
/// touches the few pages that its neighbors touched, however many records the hour holds already.
/// </summary>
internal sealed class StoredEvents(SqliteConnection connection) : IDisposable
{
    /// <summary>A column of the embedded database only.</summary>
    public const string ChunkColumn = "KeyChunk";

    private const int ChunkBits = 20;
    private readonly SqliteStatement find = new(connection, UsageSqliteSql.FindEvent);
    private readonly SqliteStatement nextHour = new(connection, UsageSqliteSql.NextHour);
    private readonly SqliteStatement nextChunk = new(connection, UsageSqliteSql.NextChunk);
    private readonly List<(int Hour, int Chunk)> places = [];
    private readonly HashSet<(int Hour, int Chunk)> known = [];
    private bool isComplete;
    private int newestChunk;
    private int likelyChunk;
    private int likelyShift;

    /// <summary>The part of the index that a record belongs to, within its hour.</summary>
    public static int ChunkOf(long id) => (int)(id >> ChunkBits);

    /// <summary>The record of an event, newest hours first, or null.</summary>
    public static long? IdOf(SqliteConnection connection, byte[] key, int firstHour, int lastHour, long nextId)
    {
        using var find = new SqliteStatement(connection, UsageSqliteSql.FindEventId);
        for (var hour = lastHour; hour >= firstHour; hour--)
        {
            for (var chunk = ChunkOf(nextId); chunk >= 0; chunk--)
            {
                if (find.Bind(hour).Bind(chunk).BindBlob(key).Step())
                {
                    return find.Int64(0);
                }

                find.Reset();
            }
        }

        return null;
    }

    /// <summary>The chunks that hold records of an hour.</summary>
    public static IReadOnlyList<int> ChunksOf(SqliteConnection connection, int hour)
    {
        using var next = new SqliteStatement(connection, UsageSqliteSql.NextChunk);
        var chunks = new List<int>();
        for (var chunk = Next(next.Bind(hour).Bind(-1)); chunk is { } c; chunk = Next(next.Bind(hour).Bind(c)))
        {
            chunks.Add(c);
        }

        return chunks;
    }

    public void Begin(long nextId)
    {
        newestChunk = ChunkOf(nextId);
        places.Clear();
        known.Clear();
        isComplete = false;
    }

    /// <summary>The content hash of a stored event, or null. A log that comes again is found where its last line was found.</summary>
    public long? Find(int hour, byte[] key) =>
        FindIn(hour + likelyShift, likelyChunk, key) ?? FindInHour(hour, key) ?? FindElsewhere(hour, key);

    /// <summary>Remembers where a new record went.</summary>
    public void Note(int hour, long id)
    {
        newestChunk = ChunkOf(id);
        if (isComplete && (places.Count == 0 || places[^1] != (hour, newestChunk)))
        {
            Add((hour, newestChunk));
        }
    }

    public void Dispose()
    {
        find.Dispose();
        nextHour.Dispose();
        nextChunk.Dispose();
    }

    private long? FindInHour(int hour, byte[] key)
    {
        for (var chunk = newestChunk; chunk >= 0; chunk--)
        {
            if (FindIn(hour, chunk, key) is { } hash)
            {
                (likelyChunk, likelyShift) = (chunk, 0);
                return hash;
            }
        }

        return null;
    }

    private long? FindElsewhere(int ownHour, byte[] key)
    {
        ReadPlaces();
        foreach (var (hour, chunk) in places)
        {
            if (hour != ownHour && FindIn(hour, chunk, key) is { } hash)
            {
                (likelyChunk, likelyShift) = (chunk, hour - ownHour);
                return hash;
            }
        }

        return null;
    }

    private long? FindIn(int hour, int chunk, byte[] key)
    {
        var found = find.Bind(hour).Bind(chunk).BindBlob(key).Step() ? find.Int64(0) : (long?)null;
        find.Reset();
        return found;
    }

    /// <summary>The hours and chunks that hold records, found by leaping from one to the next in the index.</summary>
    private void ReadPlaces()
    {
        if (isComplete)
        {
            return;
        }

        isComplete = true;
        for (var hour = Next(nextHour.Bind(int.MinValue)); hour is { } h; hour = Next(nextHour.Bind(h)))
        {
            for (var chunk = Next(nextChunk.Bind(h).Bind(-1)); chunk is { } c; chunk = Next(nextChunk.Bind(h).Bind(c)))
            {
                Add((h, c));
            }
        }
    }

    private static int? Next(SqliteStatement leap)
    {
        var next = leap.Step() && !leap.IsNull(0) ? (int)leap.Int64(0) : (int?)null;
        leap.Reset();
        return next;
    }

    private void Add((int Hour, int Chunk) place)
    {
        if (known.Add(place))
        {
            places.Add(place);
        }
    }
}
