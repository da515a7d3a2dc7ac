namespace FinOps.Core.Usage;

/// <summary>What became of the batches of one transaction.</summary>
/// <param name="New">Records added.</param>
/// <param name="Duplicates">Reports whose event was stored already.</param>
/// <param name="Quarantined">Lines set aside, contradictions of stored events included.</param>
/// <param name="Unpriced">New records without a price.</param>
/// <param name="Flagged">New records whose usage did not add up.</param>
/// <param name="CostNanos">Effective cost of the new records.</param>
/// <param name="EndOffset">Bytes of the unpacked log that are committed.</param>
/// <param name="EndLine">Lines of the log that are committed.</param>
/// <param name="Version">The data version that the transaction made.</param>
/// <param name="IsCancelRequested">Whether someone asked to stop this import.</param>
internal readonly record struct CommitOutcome(
    int New, int Duplicates, int Quarantined, int Unpriced, int Flagged, long CostNanos, long EndOffset, long EndLine, long Version, bool IsCancelRequested)
{
    public CommitOutcome Plus(int added, int duplicates, int quarantined, int unpriced, int flagged, long costNanos, UsageBatch lines) => this with
    {
        New = New + added,
        Duplicates = Duplicates + duplicates,
        Quarantined = Quarantined + quarantined,
        Unpriced = Unpriced + unpriced,
        Flagged = Flagged + flagged,
        CostNanos = CostNanos + costNanos,
        EndOffset = lines.EndOffset,
        EndLine = lines.EndLine,
    };
}

/// <summary>
/// Writes batches of one import. One transaction holds the records of a few batches, their rollup increments, quarantined lines, the file's offset and
/// counts, and the data version: after a crash at any point the file resumes with nothing lost and nothing twice.
/// </summary>
internal interface IUsageStore : IDisposable
{
    /// <summary>Begins a transaction unless one is open, waiting for other writers without holding a thread.</summary>
    Task BeginAsync(CancellationToken cancellation);

    /// <summary>Adds a batch to the open transaction. The batch may be reused once the task has ended.</summary>
    Task Append(RatedBatch batch, CancellationToken cancellation);

    /// <summary>Whether the open transaction holds as much as it should.</summary>
    bool IsFull { get; }

    /// <summary>Commits the open transaction with its rollups. Disposing the store without it rolls back.</summary>
    CommitOutcome Commit();

    /// <summary>Called once an import has read its log to the end.</summary>
    Task FinishAsync(CancellationToken cancellation);
}
