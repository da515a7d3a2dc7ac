namespace FinOps.Core.Costs;

/// <summary>A week whose weekly rollups are written.</summary>
public sealed class SealedWeek
{
    /// <summary>Weeks since the epoch.</summary>
    public int Week { get; set; }
}
