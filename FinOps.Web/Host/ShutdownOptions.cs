using System.ComponentModel.DataAnnotations;

namespace FinOps.Web.Host;

/// <summary>Settings under <c>Shutdown</c>: how the program leaves.</summary>
public sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>After SIGTERM the program serves on for so long while <c>/health/ready</c> says no, so that a load balancer sends new calls elsewhere.</summary>
    [Range(0, 300)]
    public int NotReadySeconds { get; set; } = 5;

    /// <summary>Then calls and imports that are under way get so long to end.</summary>
    [Range(5, 600)]
    public int DrainSeconds { get; set; } = 30;
}
