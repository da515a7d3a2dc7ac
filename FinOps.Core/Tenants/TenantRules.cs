using FinOps.Core.Data;

namespace FinOps.Core.Tenants;

/// <summary>What drafts may hold; every fault is told at once.</summary>
internal static class TenantRules
{
    private const decimal MostUsd = 1_000_000_000m;

    public static IEnumerable<TenantFault> Of(TenantDraft draft, IReadOnlySet<string> tiers) => Told(
    [
        (Key(draft.Key, 256), nameof(draft.Key)),
        (AtMost(draft.Name, TenantModel.NameLength), nameof(draft.Name)),
        (UnknownTier(draft.Tier, tiers), nameof(draft.Tier)),
        (AtMost(draft.Owner, TenantModel.NameLength), nameof(draft.Owner)),
        (UnknownZone(draft.TimeZone), nameof(draft.TimeZone)),
        (AtMost(draft.Note, TenantModel.NoteLength), nameof(draft.Note)),
    ]);

    /// <param name="others">The tenant's other contracts.</param>
    /// <param name="plan">The plan that the draft names; null when there is none of that key.</param>
    public static IEnumerable<TenantFault> Of(ContractDraft draft, IEnumerable<Contract> others, Plan? plan, PlanTerms terms)
    {
        var overlap = draft.StartDay is { } start ? others.FirstOrDefault(o => (draft.EndDay is null || o.StartDay < draft.EndDay) && (o.EndDay is null || start < o.EndDay)) : null;
        return Told(
        [
            (draft.Plan.Length > 0 && plan is null ? $"There is no plan {draft.Plan}; add it first, or leave the plan empty and give a fee." : null, nameof(draft.Plan)),
            (draft.StartDay is null ? "Say on which day the contract starts." : null, nameof(draft.StartDay)),
            (overlap is null ? null : $"A contract from {overlap.StartDay:yyyy-MM-dd} {(overlap.EndDay is { } end ? $"to {end:yyyy-MM-dd}" : "without an end")} covers these days; end it first.", nameof(draft.StartDay)),
            (draft.EndDay <= draft.StartDay ? "The end is the first day that is not covered, so it is after the start." : null, nameof(draft.EndDay)),
            (NoFee(draft, plan, terms), nameof(draft.MonthlyFeeUsd)),
            (Amount(draft.MonthlyFeeUsd), nameof(draft.MonthlyFeeUsd)),
            (Amount(draft.IncludedUsageUsd), nameof(draft.IncludedUsageUsd)),
            (draft.DailyCeilingUsd == 0 ? "A ceiling of 0 would forbid all usage; leave it empty when none was agreed." : Amount(draft.DailyCeilingUsd), nameof(draft.DailyCeilingUsd)),
            (AtMost(draft.Note, TenantModel.NoteLength), nameof(draft.Note)),
        ]);
    }

    public static IEnumerable<TenantFault> Of(PlanDraft draft, IReadOnlySet<string> tiers, bool isNew) => Told(
    [
        (Key(draft.Key, TenantModel.KeyLength), nameof(draft.Key)),
        (string.IsNullOrWhiteSpace(draft.Name) ? "Give the plan a name that people know." : AtMost(draft.Name, TenantModel.NameLength), nameof(draft.Name)),
        (UnknownTier(draft.Tier, tiers), nameof(draft.Tier)),
        (isNew && draft.PriceFrom is null ? "Say from which day its price counts." : null, nameof(draft.PriceFrom)),
        (draft.PriceFrom is not null && draft.MonthlyFeeUsd is null ? "Give the monthly fee; 0 for a free plan." : Amount(draft.MonthlyFeeUsd), nameof(draft.MonthlyFeeUsd)),
        (draft.PriceFrom is null && (draft.MonthlyFeeUsd is not null || draft.IncludedUsageUsd is not null) ? "Say from which day these prices count." : null, nameof(draft.PriceFrom)),
        (Amount(draft.IncludedUsageUsd), nameof(draft.IncludedUsageUsd)),
        (draft.PriceFrom is not null && string.IsNullOrWhiteSpace(draft.Reason) ? "Say why, for those who look at the figures later." : AtMost(draft.Reason, TenantModel.NoteLength), nameof(draft.Reason)),
    ]);

    public static IEnumerable<TenantFault> Of(TierDraft draft) => Told(
    [
        (Key(draft.Key, TenantModel.KeyLength), nameof(draft.Key)),
        (string.IsNullOrWhiteSpace(draft.Name) ? "Give the tier a name that people know." : AtMost(draft.Name, TenantModel.NameLength), nameof(draft.Name)),
        (Amount(draft.LifetimeValueUsd), nameof(draft.LifetimeValueUsd)),
    ]);

    public static IEnumerable<TenantFault> Of(RevenueDraft draft) => Told(
    [
        (Enum.IsDefined(draft.Kind) ? null : "The kind is subscription, usage or one_off.", nameof(draft.Kind)),
        (draft.Day is null ? "Say on which day it counts; of a subscription, the first day of service." : null, nameof(draft.Day)),
        (draft.EndDay is not null && draft.Kind != RevenueKind.Subscription ? "Only a subscription covers several days; leave the end empty." : null, nameof(draft.EndDay)),
        (draft.EndDay <= draft.Day ? "The end is the first day that is no longer served, so it is after the start." : null, nameof(draft.EndDay)),
        (draft.AmountUsd is null or 0 ? "Give the amount in USD; negative for a refund." : Amount(Math.Abs(draft.AmountUsd.Value)), nameof(draft.AmountUsd)),
        (AtMost(draft.Description, TenantModel.NoteLength), nameof(draft.Description)),
        (AtMost(draft.ExternalId, 128), nameof(draft.ExternalId)),
    ]);

    /// <summary>Exact nano-USD of an amount that the rules let pass.</summary>
    public static long? Nanos(decimal? usd) => usd is { } amount ? Money.ToNanos(amount) : null;

    private static IEnumerable<TenantFault> Told((string? Message, string Field)[] checks) => checks.Where(c => c.Message is not null).Select(c => new TenantFault(c.Field, c.Message!));

    private static string? Key(string key, int longest) => string.IsNullOrWhiteSpace(key) ? "Give the key, as it stands in the logs." : key.Any(char.IsControl) ? "A key has no control characters." : AtMost(key, longest);

    private static string? AtMost(string text, int longest) => text.Length > longest ? $"At most {longest:N0} characters." : null;

    private static string? UnknownTier(string tier, IReadOnlySet<string> tiers) => tier.Length == 0 || tiers.Contains(tier) ? null : $"There is no tier {tier}; there are {string.Join(", ", tiers.Order(StringComparer.Ordinal))}. Add it first.";

    private static string? UnknownZone(string zone) =>
        zone.Length == 0 || (zone.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) || zone == "UTC" ? null : $"{zone} is no IANA time zone, such as Europe/Berlin.";

    private static string? NoFee(ContractDraft draft, Plan? plan, PlanTerms terms) =>
        draft.MonthlyFeeUsd is not null || draft.StartDay is not { } start || (draft.Plan.Length > 0 && plan is null) || (plan is not null && terms.At(plan.Id, start) is not null) ? null
        : plan is null ? "Give the monthly fee, or choose a plan that has one."
        : $"{plan.Key} has no price yet on {start:yyyy-MM-dd}; give a monthly fee, or add the plan's price first.";

    private static string? Amount(decimal? usd) =>
        usd < 0 ? "An amount is not negative." : usd > MostUsd ? "At most 1,000,000,000 USD." : usd is { } amount && decimal.Round(amount, 9, MidpointRounding.ToEven) != amount ? "At most nine decimals." : null;
}
