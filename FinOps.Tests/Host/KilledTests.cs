using System.Collections.Concurrent;

namespace FinOps.Tests.Host;

/// <summary>What was acknowledged is stored, whatever happens to the process.</summary>
public sealed class KilledTests : IAsyncLifetime
{
    private const int RecordsPerBatch = 100;
    private const int Senders = 4;
    private readonly RunningProgram program = new();
    private readonly ConcurrentDictionary<int, bool> batches = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await program.DisposeAsync();

    [Fact]
    public async Task Killed_UnderLoad_EveryAcknowledgedRecordIsThereExactlyOnce()
    {
        await program.StartAsync();
        for (var round = 0; round < 2; round++)
        {
            var enough = batches.Values.Count(isAcknowledged => isAcknowledged) + 40;
            var sending = Enumerable.Range(0, Senders).Select(sender => SendAsync((round * Senders) + sender)).ToArray();
            while (batches.Values.Count(isAcknowledged => isAcknowledged) < enough && !Array.Exists(sending, s => s.IsCompleted))
            {
                await Task.Delay(10);
            }

            await program.KillAsync();
            await Task.WhenAll(sending);
            await program.StartAsync();
        }

        var stored = await program.RequestsByUserAsync();
        Assert.Contains(batches, b => b.Value);
        Assert.All(batches.Where(b => b.Value), b => Assert.Equal(RecordsPerBatch, stored[$"user-{b.Key:0000}"]));

        // Senders repeat what was not acknowledged, and whatever of it was stored is not stored twice.
        foreach (var batch in batches.Keys)
        {
            Assert.Equal(RecordsPerBatch, await program.PostAsync(UsageLines.Batch(batch, RecordsPerBatch)));
        }

        stored = await program.RequestsByUserAsync();
        Assert.Equal(batches.Count, stored.Count);
        Assert.All(stored.Values, records => Assert.Equal(RecordsPerBatch, records));
    }

    /// <summary>Posts one batch after the other until the program is gone.</summary>
    private async Task SendAsync(int sender)
    {
        for (var batch = sender * 1000; ; batch++)
        {
            batches[batch] = false;
            try
            {
                batches[batch] = await program.PostAsync(UsageLines.Batch(batch, RecordsPerBatch)) == RecordsPerBatch;
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}
