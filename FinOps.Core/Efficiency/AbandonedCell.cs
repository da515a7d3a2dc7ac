namespace FinOps.Core.Efficiency;

/// <summary>What a feature generated for a tenant on a UTC day after the reader had left: streams that report at which token they were broken off, yet were charged for more.</summary>
public sealed class AbandonedCell
{
    /// <summary>UTC days since the epoch.</summary>
    public int Day { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }

    /// <summary>Calls that report a broken-off stream, whether or not more was generated.</summary>
    public long Calls { get; set; }

    /// <summary>Output tokens behind the one at which the stream was broken off.</summary>
    public long Tokens { get; set; }

    /// <summary>Their part of each call's output cost in nano-USD, rounded half-even per call.</summary>
    public long CostNanos { get; set; }
}
