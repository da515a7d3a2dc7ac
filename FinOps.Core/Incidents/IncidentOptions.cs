using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Incidents;

/// <summary>Settings under <c>Incidents</c>.</summary>
public sealed class IncidentOptions
{
    public const string Section = "Incidents";

    /// <summary>Spend that arrives later than so many hours after its hour is history or a backfill: it opens no incident.</summary>
    [Range(4, 168)]
    public int LateHours { get; set; } = 36;

    /// <summary>Less than so many USD beyond expectation is no incident, where no setting of a scope says otherwise.</summary>
    [Range(typeof(decimal), "0.01", "1000000", ParseLimitsInInvariantCulture = true)]
    public decimal LeastExcessUsd { get; set; } = 5;

    /// <summary>An open incident that lasts so many days asks whether its level is the new usual one.</summary>
    [Range(1, 90)]
    public int AskAfterDays { get; set; } = 7;

    /// <summary>The cost-rate guard acts when each of the last minutes spent more than so many percent of what is usual.</summary>
    [Range(110, 10_000)]
    public int GuardPercent { get; set; } = 300;

    /// <summary>So many minutes in a row.</summary>
    [Range(2, 60)]
    public int GuardMinutes { get; set; } = 5;

    /// <summary>The guard leaves alone what spends less than so many USD an hour.</summary>
    [Range(typeof(decimal), "0.01", "1000000", ParseLimitsInInvariantCulture = true)]
    public decimal GuardFloorUsdPerHour { get; set; } = 10;

    /// <summary>The guard's measure ends by itself after so many minutes, unless the rate is still too high.</summary>
    [Range(1, 1_440)]
    public int GuardHoldMinutes { get; set; } = 15;
}
