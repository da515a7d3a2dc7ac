using FinOps.Core.Usage;
using Microsoft.Extensions.Options;

namespace FinOps.Tests.Usage;

public sealed class SqliteWriteGateTests : IDisposable
{
    private readonly SqliteWriteGate gate = new(Options.Create(new UsageOptions()));

    public void Dispose() => gate.Dispose();

    [Fact]
    public async Task Enter_ByManyWriters_IsInTheOrderInWhichTheyAsked()
    {
        await gate.EnterAsync(default);
        var entered = new List<int>();
        var writers = new List<Task>();
        for (var i = 0; i < 20; i++)
        {
            writers.Add(EnterAsync(i, i % 4 == 0, entered));
        }

        gate.Leave();
        await Task.WhenAll(writers);

        Assert.Equal(Enumerable.Range(0, 20), entered);
    }

    [Fact]
    public async Task Enter_OfAWriterThatGaveUp_LeavesTheTurnToTheNext()
    {
        await gate.EnterAsync(default);
        using var impatience = new CancellationTokenSource();
        var gone = gate.EnterAsync(impatience.Token);
        var next = gate.EnterAsync(default);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(next.IsCompleted);
        gate.Leave();
        await next;
    }

    /// <summary>Asks before it returns, or (on a thread of its own) before that thread blocks.</summary>
    private Task EnterAsync(int writer, bool isBlocking, List<int> entered)
    {
        if (!isBlocking)
        {
            return NoteAsync(gate.EnterAsync(default), writer, entered);
        }

        var thread = new Thread(() =>
        {
            gate.Enter(default);
            entered.Add(writer);
            gate.Leave();
        });
        thread.Start();
        while ((thread.ThreadState & ThreadState.WaitSleepJoin) == 0)
        {
            Thread.Sleep(1);
        }

        return Task.Run(thread.Join);
    }

    private async Task NoteAsync(Task turn, int writer, List<int> entered)
    {
        await turn;
        entered.Add(writer);
        gate.Leave();
    }
}
