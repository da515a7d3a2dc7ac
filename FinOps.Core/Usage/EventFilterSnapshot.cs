namespace FinOps.Core.Usage;

/// <summary>A saved <see cref="EventFilter"/>, so that a start does not read every stored key again. Used by the embedded database only.</summary>
public sealed class EventFilterSnapshot
{
    public int Id { get; set; } = 1;

    /// <summary>All keys of records up to this id are in <see cref="Bits"/>.</summary>
    public long ThroughRecordId { get; set; }

    public byte[] Bits { get; set; } = [];
}
