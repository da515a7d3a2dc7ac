namespace FinOps.Core.Releases;

/// <summary>What a feature used on a UTC day of one version of a model, as providers report it.</summary>
public sealed class VersionCell
{
    /// <summary>UTC days since the epoch.</summary>
    public int Day { get; set; }
    public int FeatureId { get; set; }
    public int ModelId { get; set; }

    /// <summary>As reported; empty where it was not.</summary>
    public string Version { get; set; } = "";
    public long Calls { get; set; }
    public long UnpricedCalls { get; set; }
    public long CostNanos { get; set; }
}
