using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Imports;

/// <summary>Settings under <c>Imports</c>.</summary>
public sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>The watched folder, relative to the working directory; usage logs that land or grow there are imported. Created when missing.</summary>
    [Required]
    public string DropFolder { get; set; } = "data/drop";

    /// <summary>Where uploads wait until they are imported, relative to the working directory. Created when missing; needs room for the largest upload.</summary>
    [Required]
    public string SpoolFolder { get; set; } = "data/spool";

    /// <summary>The largest upload that is taken, in megabytes.</summary>
    [Range(1, 1_000_000)]
    public int MaxUploadMegabytes { get; set; } = 10_240;
}
