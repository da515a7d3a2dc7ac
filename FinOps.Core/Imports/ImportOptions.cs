using System.ComponentModel.DataAnnotations;

namespace FinOps.Core.Imports;

/// <summary>Settings under <c>Imports</c>.</summary>
public sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>The watched folder, relative to the working directory; usage logs that land or grow there are imported. Created when missing.</summary>
    [Required]
    public string DropFolder { get; set; } = "data/drop";
}
