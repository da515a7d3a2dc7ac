namespace FinOps.Core.Pricing.Rerating;

/// <summary>What a re-rating would change for one tenant, feature, month or model.</summary>
/// <param name="Name">Empty for what is not reported.</param>
/// <param name="Records">Records whose price or cost would change.</param>
/// <param name="BeforeNanos">What those records cost now, in nano-USD.</param>
/// <param name="AfterNanos">What they would cost.</param>
public sealed record ReratePart(string Name, long Records, long BeforeNanos, long AfterNanos)
{
    public long DeltaNanos => AfterNanos - BeforeNanos;
}

/// <summary>What a re-rating would do if it ran now; nothing is stored.</summary>
/// <param name="Scope">What was looked at.</param>
/// <param name="RecordsRead">Records in the scope.</param>
/// <param name="Total">All that would change.</param>
/// <param name="Priced">Of those, records that have no price yet.</param>
/// <param name="Unpriced">Of those, records that would have no price any more.</param>
/// <param name="ClosedDeltaNanos">The part of the change that would fall into closed months, in nano-USD.</param>
public sealed record ReratePreview(RerateScope Scope, long RecordsRead, ReratePart Total, long Priced, long Unpriced, long ClosedDeltaNanos)
{
    /// <summary>Since when records are kept, where the scope begins earlier: those before cannot be rated again. Null where that leaves nothing out.</summary>
    public DateTime? KeptFromUtc { get; init; }

    /// <summary>Calls of the scope from before then.</summary>
    public long PrunedRequests { get; init; }

    /// <summary>Largest change first.</summary>
    public IReadOnlyList<ReratePart> Tenants { get; init; } = [];

    public IReadOnlyList<ReratePart> Features { get; init; } = [];

    /// <summary>In the order of time; closed ones say so.</summary>
    public IReadOnlyList<ReratePart> Months { get; init; } = [];

    public IReadOnlyList<ReratePart> Models { get; init; } = [];
}
