namespace FinOps.Core.Audit;

/// <summary>The end of the chain: one row, which every writer locks before it adds an entry, so that the chain never forks.</summary>
public sealed class AuditHead
{
    public int Id { get; set; } = 1;

    /// <summary>The sequence of the last entry; 0 when there is none.</summary>
    public long Sequence { get; set; }

    /// <summary>The hash of the last entry; 32 zero bytes when there is none.</summary>
    public byte[] Hash { get; set; } = new byte[32];
}
