namespace FinOps.Core.Audit;

/// <summary>
/// One change that someone or something made, as it was written beside the change itself. Rows are only ever added: triggers refuse updates and
/// deletions, and each row's hash covers the one before it, so that a row that was changed or cut out shows.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>The place in the chain: 1, 2, 3 … without a gap, across all processes.</summary>
    public long Sequence { get; set; }

    /// <summary>Microseconds since the epoch, by the clock of the machine that wrote the entry.</summary>
    public long AtMicros { get; set; }

    /// <summary>Stable identity of who did it, e.g. <c>iss|sub</c>, <c>key:lfk_…</c>, <c>cli:root</c>, <c>job:DropFolder</c>.</summary>
    public string ActorSubject { get; set; } = "";

    /// <summary>The name that was shown for them at the time.</summary>
    public string ActorName { get; set; } = "";

    /// <summary>The door: <c>web</c>, <c>api</c>, <c>cli</c>, <c>job</c>.</summary>
    public string Via { get; set; } = "";

    /// <summary>Where the request came from: an IP address, or the machine for commands and jobs; null when unknown.</summary>
    public string? Address { get; set; }

    /// <summary>What was done, as <c>noun.verb</c>: <c>price.add</c>, <c>apikey.revoke</c>.</summary>
    public string Action { get; set; } = "";

    /// <summary>What it was done to, as <c>noun:key</c>: <c>price:17</c>, <c>month:2026-10</c>.</summary>
    public string Target { get; set; } = "";

    /// <summary>The tenant that the change concerns, by key; null when it concerns no single one.</summary>
    public string? Tenant { get; set; }

    /// <summary>What changed, before: canonical JSON; null for what is new.</summary>
    public string? Before { get; set; }

    /// <summary>What changed, after: canonical JSON; null for what is gone.</summary>
    public string? After { get; set; }

    /// <summary>Why, in the words of whoever did it; null when no reason is asked for.</summary>
    public string? Reason { get; set; }

    /// <summary>Who approved it; null when it needs no approval.</summary>
    public string? Approval { get; set; }

    /// <summary>The hash of the entry before; 32 zero bytes for the first.</summary>
    public byte[] PreviousHash { get; set; } = [];

    /// <summary>SHA-256 over <see cref="PreviousHash"/> and the canonical form of this entry.</summary>
    public byte[] Hash { get; set; } = [];
}
