using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Outcomes;

/// <summary>Settings under <c>Outcomes</c>: how results are led back to the calls that made them.</summary>
public sealed class OutcomeOptions
{
    public const string Section = "Outcomes";

    /// <summary>How many days before an outcome its calls are looked for; one day behind it is always looked at too.</summary>
    [Range(0, 25)]
    public int LookBackDays { get; set; } = 7;

    /// <summary>A feature whose user sessions cost more than this each, in USD, is marked on the page of unit economics.</summary>
    [Range(typeof(decimal), "0.000001", "1000000", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public decimal SessionCostLineUsd { get; set; } = 0.10m;
}
