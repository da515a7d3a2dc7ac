namespace FinOps.Core.Usage.Posts;

/// <summary>What became of a post that is committed.</summary>
/// <param name="ImportFileId">The import that the sender is told.</param>
/// <param name="Outcome">Its own counts.</param>
internal readonly record struct StoredPost(int ImportFileId, CommitOutcome Outcome);

/// <summary>A whole post in memory, parsed and waiting to be stored.</summary>
/// <param name="batch">Its lines; they are the queue's until the post is stored or refused.</param>
/// <param name="apiKeyId">The key that sent it.</param>
/// <param name="name">The name of the key.</param>
/// <param name="refusedLines">Lines that the key may not send.</param>
internal sealed class UsagePost(RatedBatch batch, int apiKeyId, string name, long refusedLines)
{
    private readonly TaskCompletionSource<StoredPost> stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RatedBatch Batch { get; } = batch;

    public int ApiKeyId { get; } = apiKeyId;

    public string Name { get; } = name;

    public long RefusedLines { get; } = refusedLines;

    /// <summary>Lines that could not be read; the store finds more, such as contradictions of stored events.</summary>
    public int UnreadableLines { get; } = batch.Lines.Rejected.Count;

    /// <summary>Ends once the post is on disk, or with the reason why it is not.</summary>
    public Task<StoredPost> Stored => stored.Task;

    public void Succeed(StoredPost outcome) => stored.TrySetResult(outcome);

    public void Fail(Exception reason) => stored.TrySetException(reason);

    /// <summary>Forgets what an attempt that was undone noted.</summary>
    public void Undo()
    {
        Batch.Lines.Rejected.RemoveRange(UnreadableLines, Batch.Lines.Rejected.Count - UnreadableLines);
        Batch.NewNames.Clear();
    }
}
