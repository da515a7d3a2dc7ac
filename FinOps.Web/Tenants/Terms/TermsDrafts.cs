using FinOps.Core.Data;
using FinOps.Core.Tenants;

namespace FinOps.Web.Tenants.Terms;

/// <summary>Drafts that say what is stored: to edit it, or to put it back.</summary>
internal static class TermsDrafts
{
    public static TenantDraft Of(TenantRow row)
    {
        var known = row.Tenant ?? new Tenant();
        return new() { Key = row.Key, Name = known.Name, Tier = known.Tier, Owner = known.Owner, TimeZone = known.TimeZone, Note = known.Note, ExpectedVersion = row.Tenant?.Version ?? 0 };
    }

    public static ContractDraft Of(Contract contract, string plan, string tenant) => new()
    {
        Id = contract.Id,
        Tenant = tenant,
        Plan = plan,
        StartDay = contract.StartDay,
        EndDay = contract.EndDay,
        MonthlyFeeUsd = Usd(contract.MonthlyFeeNanos),
        IncludedUsageUsd = Usd(contract.IncludedUsageNanos),
        DailyCeilingUsd = Usd(contract.DailyCeilingNanos),
        Note = contract.Note,
        ExpectedVersion = contract.Version,
    };

    public static RevenueDraft Of(RevenueEntry entry, string tenant) => new()
    {
        Tenant = tenant,
        Kind = entry.Kind,
        Day = entry.Day,
        EndDay = entry.EndDay,
        AmountUsd = Usd(entry.AmountNanos),
        Description = entry.Description,
        ExternalId = entry.ExternalId ?? "",
    };

    public static PlanDraft Of(Plan plan) => new() { Key = plan.Key, Name = plan.Name, Tier = plan.Tier, IsRetired = plan.IsRetired, ExpectedVersion = plan.Version };

    public static TierDraft Of(Tier tier) => new() { Key = tier.Key, Name = tier.Name, Rank = tier.Rank, LifetimeValueUsd = Usd(tier.LifetimeValueNanos), ExpectedVersion = tier.Version };

    private static decimal? Usd(long? nanos) => nanos is { } n ? Money.ToUsd(n) : null;
}
