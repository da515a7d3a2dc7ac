namespace FinOps.Core.Tenants;

/// <summary>A tenant as pages list it.</summary>
/// <param name="Id">Of its key.</param>
/// <param name="Key">As it stands in the logs.</param>
/// <param name="Tenant">What people wrote down of it; null when only usage named it.</param>
/// <param name="Contract">The contract that runs on the day asked for; null when none does.</param>
/// <param name="Plan">That contract's plan, if it has one.</param>
/// <param name="MonthlyFeeNanos">The fee of a whole month under that contract, in nano-USD; null when nothing says.</param>
public sealed record TenantRow(int Id, string Key, Tenant? Tenant, Contract? Contract, Plan? Plan, long? MonthlyFeeNanos)
{
    public string Name => Tenant is { Name.Length: > 0 } named ? named.Name : Key;

    public string Tier => Tenant?.Tier ?? "";

    public string Owner => Tenant?.Owner ?? "";

    /// <summary>What that contract includes of usage each month, in nano-USD; null when nothing says.</summary>
    public long? IncludedUsageNanos { get; init; }

    /// <summary>The first day of the next contract that has not begun; null when there is none.</summary>
    public DateOnly? NextStart { get; init; }

    /// <summary>The day from which the last contract no longer counted; null while one runs, and where there never was one.</summary>
    public DateOnly? EndedOn { get; init; }
}

/// <summary>Everything that is known of a tenant's terms.</summary>
/// <param name="Contracts">Newest first.</param>
/// <param name="Entries">Newest first.</param>
/// <param name="Plans">The plans that its contracts name, by id.</param>
/// <param name="Prices">What they cost.</param>
public sealed record TenantTerms(TenantRow Row, IReadOnlyList<Contract> Contracts, IReadOnlyList<RevenueEntry> Entries, IReadOnlyDictionary<int, Plan> Plans, PlanTerms Prices)
{
    /// <summary>A contract's plan; null for terms of its own.</summary>
    public Plan? PlanOf(Contract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return contract.PlanId is { } id ? Plans.GetValueOrDefault(id) : null;
    }
}

/// <summary>A plan with its prices, newest first.</summary>
/// <param name="Contracts">How many contracts name it.</param>
public sealed record PlanRow(Plan Plan, IReadOnlyList<PlanPrice> Prices, int Contracts);

/// <summary>A tier and how many tenants are of it.</summary>
public sealed record TierRow(Tier Tier, int Tenants);
