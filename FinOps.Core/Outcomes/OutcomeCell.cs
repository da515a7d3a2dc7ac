namespace FinOps.Core.Outcomes;

/// <summary>Which dimensions a cell of outcomes keeps. The numbers are stored.</summary>
public enum OutcomeCube : byte
{
    /// <summary>Feature and model; the tenant is 0.</summary>
    ByFeature = 1,

    /// <summary>Tenant, feature and model.</summary>
    ByTenant = 2,
}

/// <summary>
/// Outcomes of one type on one UTC day and what their work cost. All measures add up. An outcome is joined when one of its ids led to calls; the model is
/// the one that its work spent most on, 0 where nothing is joined.
/// </summary>
public sealed class OutcomeCell
{
    public OutcomeCube Cube { get; set; }
    public int TypeId { get; set; }
    public int Day { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }
    public int ModelId { get; set; }
    public long Outcomes { get; set; }
    public long Successes { get; set; }

    /// <summary>Quantity of the successes, in millionths of a unit.</summary>
    public long SuccessfulMillionths { get; set; }

    /// <summary>Outcomes that somebody called right or wrong, and those called right.</summary>
    public long Judged { get; set; }
    public long Correct { get; set; }
    public long Joined { get; set; }
    public long JoinedSuccesses { get; set; }
    public long JoinedSuccessfulMillionths { get; set; }

    /// <summary>Quantity of joined outcomes that were called right.</summary>
    public long JoinedCorrectMillionths { get; set; }

    /// <summary>Cost of work that led to a success.</summary>
    public long ResolvedCostNanos { get; set; }

    /// <summary>Cost of work that led to no success.</summary>
    public long UnresolvedCostNanos { get; set; }

    /// <summary>Part of the two for outcomes that were judged, and for those that were right.</summary>
    public long JudgedCostNanos { get; set; }
    public long CorrectCostNanos { get; set; }

    /// <summary>Part of the cost that is of the outcome's own feature; what the feature cost beyond is not joined.</summary>
    public long OwnFeatureCostNanos { get; set; }
    public long Calls { get; set; }

    /// <summary>Input and output tokens of work that led to a success.</summary>
    public long Tokens { get; set; }

    /// <summary>Calls without a price: the work cost more than is known.</summary>
    public long UnpricedCalls { get; set; }

    /// <summary>What one unit cost in each joined success, as a <see cref="Costs.CostHistogram"/>.</summary>
    public byte[] Histogram { get; set; } = [];
}
