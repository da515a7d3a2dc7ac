namespace FinOps.Web.Tenants.Terms;

/// <summary>What several tenants get; null leaves what each has.</summary>
public sealed record BulkEdit(string? Tier, string? Owner);
