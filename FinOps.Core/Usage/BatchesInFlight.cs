using System.Threading.Channels;

namespace FinOps.Core.Usage;

/// <summary>Batches that wait for the next import: each is some 20 MiB, too much to make anew for a log of a few lines.</summary>
internal sealed class RatedBatchPool
{
    private readonly Lock gate = new();
    private readonly Stack<RatedBatch> idle = new(BatchesInFlight.Most);

    public RatedBatch Rent()
    {
        lock (gate)
        {
            return idle.TryPop(out var batch) ? batch : new RatedBatch();
        }
    }

    public void Return(RatedBatch batch)
    {
        batch.Clear();
        lock (gate)
        {
            if (idle.Count < BatchesInFlight.Most)
            {
                idle.Push(batch);
            }
        }
    }
}

/// <summary>The batches of one import, which go from the reader to the writer and back. A short log needs one of them.</summary>
internal sealed class BatchesInFlight(RatedBatchPool pool)
{
    public const int Most = 3;
    private readonly Channel<RatedBatch> free = Channel.CreateUnbounded<RatedBatch>();
    private readonly List<RatedBatch> rented = [];

    /// <summary>An empty batch; waits while all are on their way. Called by the reader alone.</summary>
    public async ValueTask<RatedBatch> TakeAsync(CancellationToken cancellation)
    {
        if (!free.Reader.TryRead(out var batch))
        {
            if (rented.Count == Most)
            {
                batch = await free.Reader.ReadAsync(cancellation);
            }
            else
            {
                rented.Add(batch = pool.Rent());
            }
        }

        batch.Clear();
        return batch;
    }

    public void Release(RatedBatch batch) => free.Writer.TryWrite(batch);

    /// <summary>Leaves the batches to the next import.</summary>
    public void Return() => rented.ForEach(pool.Return);
}
