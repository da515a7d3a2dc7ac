namespace FinOps.Core.Runs;

/// <summary>
/// One agent run (or workflow): the calls of one run id of one tenant, with every retry and side call. It stands at the day of its first call and goes on
/// over one midnight; an id that is used on a third day in a row begins another run there.
/// </summary>
public sealed class RunSum
{
    /// <summary>The day of the first call, in UTC days since the epoch.</summary>
    public int Day { get; set; }
    public int TenantId { get; set; }
    public string RunId { get; set; } = "";

    /// <summary>The feature that most of the cost fell to.</summary>
    public int FeatureId { get; set; }

    /// <summary>The model that most of the cost fell to.</summary>
    public int ModelId { get; set; }

    /// <summary>The user of the first call.</summary>
    public int UserId { get; set; }
    public long StartMicros { get; set; }

    /// <summary>When the call that ended last was answered; its start where no latency is known.</summary>
    public long EndMicros { get; set; }

    /// <summary>All attempts.</summary>
    public int Calls { get; set; }

    /// <summary>Attempts that were made again or left to another model.</summary>
    public int Retries { get; set; }

    /// <summary>Attempts that failed or timed out.</summary>
    public int Errors { get; set; }
    public int UnpricedCalls { get; set; }

    /// <summary>Different workflow steps.</summary>
    public int Steps { get; set; }

    /// <summary>Different models.</summary>
    public int Models { get; set; }
    public long InputTokens { get; set; }
    public long OutputTokens { get; set; }
    public long CostNanos { get; set; }

    /// <summary>Cost of attempts that did not succeed.</summary>
    public long WasteCostNanos { get; set; }
}
