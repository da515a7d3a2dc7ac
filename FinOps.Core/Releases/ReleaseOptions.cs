using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Releases;

/// <summary>Settings under <c>Releases</c>: when a change of a feature counts as a quiet upgrade.</summary>
public sealed class ReleaseOptions
{
    public const string Section = "Releases";

    /// <summary>The part of a feature's calls, in percent, that must move to other models.</summary>
    [Range(5, 100)]
    public int ModelShiftPercent { get; set; } = 25;

    /// <summary>By how many percent a feature's cost per call must rise or fall.</summary>
    [Range(5, 1000)]
    public int PriceShiftPercent { get; set; } = 30;

    /// <summary>A release within so many days of a change explains it.</summary>
    [Range(0, 30)]
    public int NearDays { get; set; } = 2;

    /// <summary>Fewer calls before or after tell nothing.</summary>
    [Range(1, 1_000_000)]
    public int MinCalls { get; set; } = 50;
}
