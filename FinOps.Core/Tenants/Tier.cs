namespace FinOps.Core.Tenants;

/// <summary>A class of tenants that are sold the same kind of plan. Three are there from the start; more can be added.</summary>
public sealed class Tier
{
    /// <summary>The word that tenants carry, in lower case, e.g. <c>pro</c>.</summary>
    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Order on pages, smallest first.</summary>
    public int Rank { get; set; }

    /// <summary>What a user of this tier is expected to bring in over their whole life, in nano-USD; null when nobody said.</summary>
    public long? LifetimeValueNanos { get; set; }

    public int Version { get; set; }
    public string ChangedBy { get; set; } = "";
    public long ChangedAtMicros { get; set; }
}
