namespace FinOps.Web.Imports;

/// <summary>The beginning of a log that a person wants to map, carried from the upload to the profile editor. One for each circuit.</summary>
public sealed class MappingSample
{
    public string? Text { get; set; }

    public string? Name { get; set; }
}
