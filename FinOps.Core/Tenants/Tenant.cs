namespace FinOps.Core.Tenants;

/// <summary>What is known of a tenant beyond its key; <see cref="Id"/> is the id of its <see cref="Data.Dimension"/>.</summary>
public sealed class Tenant
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Plan tier such as <c>free</c>, <c>pro</c>, <c>enterprise</c>; empty when unknown.</summary>
    public string Tier { get; set; } = "";

    public bool IsDemo { get; set; }
}
