namespace FinOps.Core.Usage;

/// <summary>What became of one batch.</summary>
/// <param name="New">Records added.</param>
/// <param name="Duplicates">Reports whose event was stored already.</param>
/// <param name="Quarantined">Lines set aside, contradictions of stored events included.</param>
/// <param name="Unpriced">New records without a price.</param>
/// <param name="CostNanos">Effective cost of the new records.</param>
/// <param name="Version">The data version that the batch made.</param>
/// <param name="IsCancelRequested">Whether someone asked to stop this import.</param>
internal readonly record struct BatchOutcome(int New, int Duplicates, int Quarantined, int Unpriced, long CostNanos, long Version, bool IsCancelRequested);

/// <summary>
/// Writes batches. One transaction holds a batch's records, rollup increments, quarantined lines, the file's offset and counts, and the data version:
/// after a crash at any point the file resumes with nothing lost and nothing twice.
/// </summary>
internal interface IUsageStore : IDisposable
{
    /// <summary>Writes one batch of the import with this id; waits its turn among other writers.</summary>
    BatchOutcome Write(RatedBatch batch, int importFileId, CancellationToken cancellation);

    /// <summary>Called once an import has read its log to the end.</summary>
    void Finish(CancellationToken cancellation);
}
