using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Reviews;

/// <summary>Settings under <c>Reviews</c>. The cost of a session that raises a review is <c>Outcomes:SessionCostLineUsd</c>.</summary>
public sealed class ReviewOptions
{
    public const string Section = "Reviews";

    /// <summary>Sessions of so many whole days count.</summary>
    [Range(1, 366)]
    public int Days { get; set; } = 30;

    /// <summary>Fewer sessions raise nothing.</summary>
    [Range(1, 1_000_000)]
    public int MinSessions { get; set; } = 20;

    /// <summary>A review that was accepted or resolved opens again when a session costs so many percent more than then.</summary>
    [Range(1, 1000)]
    public int ReopenPercent { get; set; } = 20;
}
