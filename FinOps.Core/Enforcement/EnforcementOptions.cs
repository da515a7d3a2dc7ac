using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Enforcement;

/// <summary>Settings under <c>Enforcement</c>.</summary>
public sealed class EnforcementOptions
{
    public const string Section = "Enforcement";

    /// <summary>Rows of the decision log are removed after so many days; 0 keeps them for ever.</summary>
    [Range(0, 36_500)]
    public int DecisionDays { get; set; } = 90;
}
