namespace FinOps.Core.Incidents;

/// <summary>What a series of spend is about. The numbers are stored.</summary>
public enum ScopeKind : byte
{
    Tenant = 1,
    Feature = 2,
    TenantFeature = 3,
    Model = 4,
}

/// <summary>Whose spend a series adds up, by the ids of dimensions; 0 where the kind does not name it.</summary>
public readonly record struct ScopeKey(ScopeKind Kind, int TenantId, int FeatureId, int ModelId);

/// <summary>One series of spend that is scored. Its sums lie in the <see cref="SpendSlice"/>s of its chunk.</summary>
public sealed class SpendScope
{
    /// <summary>So many scopes share a slice.</summary>
    internal const int ChunkSize = 4_096;

    /// <summary>Given by the scorer, without gaps, so that scopes fall into chunks.</summary>
    public int Id { get; set; }
    public ScopeKind Kind { get; set; }
    public int TenantId { get; set; }
    public int FeatureId { get; set; }
    public int ModelId { get; set; }

    /// <summary>The first hour with spend, in hours since the epoch: before it there is no past, not one of zeros.</summary>
    public int FirstHour { get; set; }

    /// <summary>The first hour that was seen while it was new; null while everything came afterwards. Older hours are history, which teaches; later ones that come late do not.</summary>
    public int? FirstLiveHour { get; set; }

    /// <summary>From which hour on a person accepted a new level as usual.</summary>
    public int? AcceptedFromHour { get; set; }

    /// <summary>Until when a person expects spend out of the usual, in hours since the epoch; no incident opens before.</summary>
    public int? PlannedUntilHour { get; set; }

    internal ScopeKey Key => new(Kind, TenantId, FeatureId, ModelId);

    internal int Chunk => Id / ChunkSize;

    internal int Slot => Id % ChunkSize;
}
