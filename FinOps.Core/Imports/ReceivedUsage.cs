namespace FinOps.Core.Imports;

/// <summary>What a key sent on a UTC day, without the posts of which lines were set aside.</summary>
/// <param name="ApiKeyId">The key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Day">The day, in days since 1970.</param>
/// <param name="Posts">How often it sent something.</param>
public sealed record ReceivedUsage(int ApiKeyId, string Name, int Day, long Posts)
{
    /// <summary>What its lines are.</summary>
    public ImportKind Kind { get; init; }
    public long NewRecords { get; init; }
    public long DuplicateRecords { get; init; }

    /// <summary>Lines that the key was not allowed to send.</summary>
    public long RefusedLines { get; init; }
    public long UnpricedRecords { get; init; }

    /// <summary>Records whose usage did not add up.</summary>
    public long FlaggedRecords { get; init; }
    public long EffectiveCostNanos { get; init; }
    public long? LatestAtMicros { get; init; }
}
