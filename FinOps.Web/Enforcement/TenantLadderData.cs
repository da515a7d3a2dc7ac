using FinOps.Core.Enforcement;

namespace FinOps.Web.Enforcement;

/// <summary>What the view of a tenant's ladder shows.</summary>
public sealed record TenantLadderData(TenantStanding? Standing, IReadOnlyList<LadderEvent> History);
