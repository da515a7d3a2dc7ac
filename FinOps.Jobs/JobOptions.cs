using System.ComponentModel.DataAnnotations;

namespace FinOps.Jobs;

/// <summary>Settings under <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>False on a node that serves pages only, when other nodes run <c>worker</c>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How many jobs run at the same time in this process.</summary>
    [Range(1, 64)]
    public int Workers { get; set; } = 4;
}
