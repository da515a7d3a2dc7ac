namespace FinOps.Core.Anomalies;

/// <summary>What a past bucket is good for. The numbers are stored.</summary>
public enum BucketUse : byte
{
    /// <summary>It is part of what is usual.</summary>
    Learned = 0,

    /// <summary>It was anomalous: no part of the baseline, but when it comes back on the same day of the next month it is known as a peak of the month.</summary>
    SetAside = 1,

    /// <summary>It says nothing: spend is unknown, or a person called it abuse.</summary>
    Ignored = 2,
}

/// <summary>The past of one series without gaps: one sum and one use for each bucket.</summary>
public sealed class SeriesHistory
{
    private readonly int capacity;
    private long[] nanos;
    private BucketUse[] uses;
    private int first;
    private int count;

    /// <summary>An empty past that forgets what is older than so many buckets.</summary>
    public SeriesHistory(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.capacity = capacity;
        (nanos, uses) = (new long[capacity], new BucketUse[capacity]);
    }

    /// <summary>How many buckets it has.</summary>
    public int Count => count;

    /// <summary>The bucket after the last one.</summary>
    public int End { get; private set; }

    /// <summary>
    /// From which bucket on a new level is accepted as usual, null when none was: what came before then still tells how days and hours differ, but no longer how high they are.
    /// </summary>
    public int? LevelFrom { get; set; }

    /// <summary>Spend of each bucket in nano-USD, oldest first.</summary>
    public ReadOnlySpan<long> Nanos => nanos.AsSpan(first, count);

    /// <summary>What each bucket is good for, oldest first.</summary>
    public ReadOnlySpan<BucketUse> Uses => uses.AsSpan(first, count);

    /// <summary>A past that is there already.</summary>
    /// <param name="firstBucket">The bucket of the first sum.</param>
    /// <param name="nanos">The sums, one for each bucket.</param>
    /// <param name="uses">What they are good for; all are learned when empty.</param>
    public static SeriesHistory Of(int firstBucket, ReadOnlySpan<long> nanos, ReadOnlySpan<BucketUse> uses = default)
    {
        if (!uses.IsEmpty && uses.Length != nanos.Length)
        {
            throw new ArgumentException("There must be one use for each sum.", nameof(uses));
        }

        var history = new SeriesHistory(Math.Max(1, nanos.Length)) { count = nanos.Length, End = firstBucket + nanos.Length };
        nanos.CopyTo(history.nanos);
        uses.CopyTo(history.uses);
        return history;
    }

    /// <summary>Adds a bucket that is over. Those that were skipped since the last one spent nothing.</summary>
    public void Add(int bucket, long spentNanos, BucketUse use = BucketUse.Learned)
    {
        if (count > 0 && bucket < End)
        {
            throw new ArgumentOutOfRangeException(nameof(bucket), bucket, $"Buckets come in order; the next one is {End}.");
        }

        for (var skipped = count == 0 ? 0 : Math.Min(bucket - End, capacity); skipped > 0; skipped--)
        {
            Append(0, BucketUse.Learned);
        }

        Append(spentNanos, use);
        End = bucket + 1;
    }

    private void Append(long spentNanos, BucketUse use)
    {
        if (first + count == nanos.Length)
        {
            MakeRoom();
        }

        (nanos[first + count], uses[first + count]) = (spentNanos, use);
        count++;
        if (count > capacity)
        {
            (first, count) = (first + 1, capacity);
        }
    }

    /// <summary>Moves what is kept to the front of arrays with as much room behind it, so that this is rarely needed.</summary>
    private void MakeRoom()
    {
        var size = Math.Max(nanos.Length, 2 * capacity);
        var (newNanos, newUses) = (new long[size], new BucketUse[size]);
        Nanos.CopyTo(newNanos);
        Uses.CopyTo(newUses);
        (nanos, uses, first) = (newNanos, newUses, 0);
    }
}
