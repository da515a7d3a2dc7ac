namespace FinOps.Core.Pricing;

/// <summary>Why a name stands for another model. The numbers are stored.</summary>
public enum ModelMappingKind : byte
{
    /// <summary>Another name of the same model.</summary>
    Alias = 0,

    /// <summary>A deployment whose name hides the model, as on Azure.</summary>
    Deployment = 1,
}

/// <summary>
/// A reported name that is priced as another model. Never edited: of the rows of a provider and name whose start has come, the newest is in force.
/// </summary>
public sealed class ModelMapping
{
    public int Id { get; set; }

    /// <summary>By the catalog's name.</summary>
    public string Provider { get; set; } = "";

    /// <summary>As reported; upper and lower case are the same.</summary>
    public string Name { get; set; } = "";

    /// <summary>The model whose price counts; empty ends the mapping.</summary>
    public string BaseModel { get; set; } = "";
    public ModelMappingKind Kind { get; set; }
    public long ValidFromMicros { get; set; }
    public string Reason { get; set; } = "";
    public string CreatedBy { get; set; } = "";
    public long CreatedAtMicros { get; set; }
}
