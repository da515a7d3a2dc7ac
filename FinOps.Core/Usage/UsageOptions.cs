using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Usage;

/// <summary>Settings under <c>Usage</c>: what a believable record looks like.</summary>
public sealed class UsageOptions
{
    public const string Section = "Usage";

    /// <summary>Token counts above this are taken for an error and quarantined.</summary>
    [Range(1_000, 1_000_000_000)]
    public int MaxTokensPerCall { get; set; } = 100_000_000;

    /// <summary>Records that claim to be from further in the future than this are quarantined.</summary>
    [Range(0, 24 * 366)]
    public int MaxFutureHours { get; set; } = 24;

    /// <summary>Memory for recognizing repeated events, in MiB; more keeps imports fast with more records stored.</summary>
    [Range(1, 1024)]
    public int EventFilterMiB { get; set; } = 64;
}
