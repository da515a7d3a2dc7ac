namespace FinOps.Core.Audit;

/// <summary>Follows the chain from its first entry and stops at the first that is not as it was written.</summary>
internal sealed class AuditWalk
{
    private readonly ILookup<long, AuditAnchor> anchors;
    private readonly long lastAnchored;
    private byte[] hash = new byte[AuditModel.HashLength];
    private AuditFault? fault;

    public AuditWalk(IReadOnlyList<AuditAnchor> anchors)
    {
        this.anchors = anchors.ToLookup(a => a.Sequence);
        lastAnchored = anchors.Count == 0 ? 0 : anchors.Max(a => a.Sequence);
    }

    /// <summary>Entries that are as they were written.</summary>
    public long Entries { get; private set; }

    /// <summary>False once something is wrong.</summary>
    public bool Take(AuditEntry entry)
    {
        var next = Entries + 1;
        fault = entry.Sequence != next ? new AuditFault(next, $"Entry {next} is missing: entry {entry.Sequence} stands in its place.")
            : !AuditHash.Of(entry).AsSpan().SequenceEqual(entry.Hash) ? new AuditFault(next, $"Entry {next} is not as it was written: its hash does not fit its content.")
            : !entry.PreviousHash.AsSpan().SequenceEqual(hash) ? new AuditFault(next, $"Entry {next} does not follow on entry {next - 1}: one of them was replaced.")
            : anchors[next].Any(a => a.Hash != Convert.ToHexStringLower(entry.Hash)) ? new AuditFault(next, $"Entry {next} is another one than the anchor of that number: the trail was rewritten up to there.")
            : null;
        if (fault is not null)
        {
            return false;
        }

        hash = entry.Hash;
        Entries = next;
        return true;
    }

    /// <summary>What is wrong altogether; null when the chain is whole and reaches as far as it should.</summary>
    public AuditFault? End(AuditHead head) => fault
        ?? (Entries < head.Sequence ? new AuditFault(Entries + 1, $"Entry {Entries + 1} is missing, and whatever came behind it: the chain went as far as {head.Sequence}.") : null)
        ?? (Entries < lastAnchored ? new AuditFault(Entries + 1, $"Entry {Entries + 1} is missing, and whatever came behind it: an anchor names entry {lastAnchored}.") : null)
        ?? (!head.Hash.AsSpan().SequenceEqual(hash) ? new AuditFault(Entries, $"The end of the chain is not the hash of entry {Entries}: that entry was replaced.") : null);
}
