namespace FinOps.Core.Data;

/// <summary>One row that moves with every commit of usage, so that other processes notice.</summary>
public sealed class DataVersion
{
    public int Id { get; set; } = 1;
    public long Version { get; set; }
    public long ChangedAtMicros { get; set; }

    /// <summary>The id that the next usage record gets; ids are never used twice, even after a removal.</summary>
    public long NextRecordId { get; set; } = 1;
}
