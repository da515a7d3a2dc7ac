namespace FinOps.Core.Usage;

/// <summary>A saved layer of an <see cref="EventFilter"/>, so that a start does not read every stored key again. Used by the embedded database only.</summary>
public sealed class EventFilterSnapshot
{
    /// <summary>Counted from 1, oldest layer first.</summary>
    public int Id { get; set; } = 1;

    /// <summary>All keys of records up to this id are in this layer and those before it; exact in the last one.</summary>
    public long ThroughRecordId { get; set; }

    public byte[] Bits { get; set; } = [];
}
