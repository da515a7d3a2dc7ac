namespace FinOps.Core.Pricing.Rerating;

/// <summary>What became of a batch.</summary>
internal enum RerateWrite
{
    Committed,

    /// <summary>Another writer changed what the batch was computed from; nothing is stored: read it again.</summary>
    Outdated,

    /// <summary>Another process has taken the run over, or it was ended; nothing is stored.</summary>
    Lost,
}

/// <summary>What a store did with a batch.</summary>
/// <param name="Result">Whether it is stored.</param>
/// <param name="Version">The data version that the transaction made.</param>
/// <param name="IsCancelRequested">Whether someone asked the run to stop.</param>
internal readonly record struct RerateOutcome(RerateWrite Result, long Version, bool IsCancelRequested);

/// <summary>Where a run stands, for the store that moves it.</summary>
/// <param name="RunId">Whose batch it is.</param>
/// <param name="CursorRecordId">Where the run stood before the batch.</param>
/// <param name="Corrections">The entries of the batch.</param>
internal sealed record RerateStep(int RunId, long CursorRecordId, IReadOnlyList<CostCorrection> Corrections);

/// <summary>Reads records and writes their new figures. Reading one batch and writing another may run at the same time.</summary>
internal interface IRerateStore : IDisposable
{
    /// <summary>Which ids the records of some hours have; null for none.</summary>
    (long First, long Last)? IdRange(int fromHour, int toHour);

    /// <summary>Rates the records behind an id and up to another, at most so many.</summary>
    void Read(RerateFilter filter, long afterId, long throughId, int most, IRecordRater rater, RerateBatch into, CancellationToken cancellation);

    /// <summary>Stores a batch in one transaction: records, rollups, correction entries, imports, and the run's place.</summary>
    RerateOutcome Write(RerateBatch batch, RerateStep step, CancellationToken cancellation);
}

/// <summary>Opens the store of a run.</summary>
internal interface IRerateStores
{
    IRerateStore Open();
}
