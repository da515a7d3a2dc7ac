using FinOps.Core.Anomalies;

namespace FinOps.Core.Incidents;

/// <summary>How one scope is scored where it differs from the others; ids of 0 mean any. The row of kind 0 holds for all.</summary>
public sealed class ScoreSetting
{
    public int Id { get; set; }

    /// <summary>A <see cref="ScopeKind"/>, or 0.</summary>
    public byte Kind { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }
    public int ModelId { get; set; }
    public DetectorKind Method { get; set; }

    /// <summary>Less than this beyond expectation is no incident, in nano-USD.</summary>
    public long LeastExcessNanos { get; set; }

    /// <summary>A bucket with less spend than this is no incident, in nano-USD.</summary>
    public long FloorNanos { get; set; }
    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}
