namespace FinOps.Core.Enforcement.Ledger.Embedded;

/// <summary>Something that waits for its turn at the file.</summary>
internal abstract class LedgerWork
{
    public abstract ValueTask RunAsync(LedgerFile file);

    /// <summary>Tells the caller; only after the commit.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception reason);
}

/// <inheritdoc/>
internal sealed class LedgerWork<T>(Func<LedgerFile, ValueTask<T>> run) : LedgerWork
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T result = default!;

    public Task<T> Done => done.Task;

    public override async ValueTask RunAsync(LedgerFile file) => result = await run(file);

    public override void Succeed() => done.TrySetResult(result);

    public override void Fail(Exception reason) => done.TrySetException(reason as LedgerUnavailableException ?? new LedgerUnavailableException(reason.Message, reason));
}
