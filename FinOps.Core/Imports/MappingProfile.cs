namespace FinOps.Core.Imports;

/// <summary>How a CSV file with foreign headers becomes canonical usage. <see cref="DefinitionJson"/> holds the details.</summary>
public sealed class MappingProfile
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public string DefinitionJson { get; set; } = "{}";
    public long UpdatedAtMicros { get; set; }
    public string UpdatedBy { get; set; } = "";

    /// <summary>Optimistic concurrency: increases with each save.</summary>
    public int Version { get; set; }
}
