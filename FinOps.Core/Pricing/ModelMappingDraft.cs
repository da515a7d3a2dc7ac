using FinOps.Core.Access;

namespace FinOps.Core.Pricing;

/// <summary>A mapping that somebody wants to add, or the end of one.</summary>
public sealed class ModelMappingDraft
{
    public string Provider { get; set; } = "";

    /// <summary>As it stands in the logs.</summary>
    public string Name { get; set; } = "";

    /// <summary>The model whose price counts; empty ends the mapping.</summary>
    public string BaseModel { get; set; } = "";
    public ModelMappingKind Kind { get; set; }

    /// <summary>First instant at which the mapping (or its end) counts.</summary>
    public DateTime? ValidFromUtc { get; set; }

    /// <summary>Why; kept with the row.</summary>
    public string Reason { get; set; } = "";
}

/// <summary>What became of a draft.</summary>
public abstract record ModelMappingResult
{
    private ModelMappingResult()
    {
    }

    /// <summary>The mapping is stored and counts for calls of its time that arrive from now on.</summary>
    public sealed record Saved(int MappingId) : ModelMappingResult;

    /// <summary>Nothing was stored; every fault is listed.</summary>
    public sealed record Invalid(IReadOnlyList<PriceFault> Faults) : ModelMappingResult;

    /// <summary>The person must prove again who they are; nothing was stored.</summary>
    public sealed record Unproved(ProofNeeded Proof) : ModelMappingResult;
}
