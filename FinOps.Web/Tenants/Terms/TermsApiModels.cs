using System.Text.Json.Serialization;
using FinOps.Core.Data;
using FinOps.Core.Tenants;

namespace FinOps.Web.Tenants.Terms;

/// <summary>A contract in answers. Money is exact decimal USD.</summary>
/// <param name="Start">First day.</param>
/// <param name="End">First day that is not covered; null while it runs on.</param>
/// <param name="MonthlyFeeUsd">Null means the plan's.</param>
public sealed record ContractAnswer(
    [property: JsonPropertyName("start")] DateOnly Start,
    [property: JsonPropertyName("end")] DateOnly? End,
    [property: JsonPropertyName("plan")] string? Plan,
    [property: JsonPropertyName("monthly_fee_usd")] string? MonthlyFeeUsd,
    [property: JsonPropertyName("included_usage_usd")] string? IncludedUsageUsd,
    [property: JsonPropertyName("daily_ceiling_usd")] string? DailyCeilingUsd,
    [property: JsonPropertyName("note")] string Note,
    [property: JsonPropertyName("version")] int Version)
{
    public static ContractAnswer Of(Contract c, string? plan) =>
        new(c.StartDay, c.EndDay, plan is { Length: > 0 } ? plan : null, TermsApiMoney.Text(c.MonthlyFeeNanos), TermsApiMoney.Text(c.IncludedUsageNanos), TermsApiMoney.Text(c.DailyCeilingNanos), c.Note, c.Version);
}

/// <summary>A tenant in answers, with the contract that runs today.</summary>
/// <param name="MonthlyFeeUsd">What it pays a month today, by its contract or that contract's plan; null without one.</param>
public sealed record TenantAnswer(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("tier")] string Tier,
    [property: JsonPropertyName("owner")] string Owner,
    [property: JsonPropertyName("time_zone")] string TimeZone,
    [property: JsonPropertyName("note")] string Note,
    [property: JsonPropertyName("has_contract")] bool HasContract,
    [property: JsonPropertyName("monthly_fee_usd")] string? MonthlyFeeUsd,
    [property: JsonPropertyName("version")] int Version)
{
    public static TenantAnswer Of(TenantRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var known = row.Tenant ?? new Tenant();
        return new(row.Key, row.Name, known.Tier, known.Owner, known.TimeZone, known.Note, row.Contract is not null, TermsApiMoney.Text(row.MonthlyFeeNanos), known.Version);
    }
}

/// <summary>A billed entry in answers.</summary>
public sealed record RevenueAnswer(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("tenant")] string Tenant,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("day")] DateOnly Day,
    [property: JsonPropertyName("end")] DateOnly? End,
    [property: JsonPropertyName("amount_usd")] string AmountUsd,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("external_id")] string? ExternalId);

/// <summary>A plan in answers, its prices newest first.</summary>
public sealed record PlanAnswer(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("tier")] string Tier,
    [property: JsonPropertyName("is_retired")] bool IsRetired,
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("prices")] IReadOnlyList<PlanPriceAnswer> Prices);

/// <summary>What a plan costs from a day on.</summary>
public sealed record PlanPriceAnswer(
    [property: JsonPropertyName("from")] DateOnly From,
    [property: JsonPropertyName("monthly_fee_usd")] string MonthlyFeeUsd,
    [property: JsonPropertyName("included_usage_usd")] string? IncludedUsageUsd,
    [property: JsonPropertyName("reason")] string Reason);

/// <summary>A tenant to store; what is absent stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TenantBody(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("tier")] string? Tier,
    [property: JsonPropertyName("owner")] string? Owner,
    [property: JsonPropertyName("time_zone")] string? TimeZone,
    [property: JsonPropertyName("note")] string? Note,
    [property: JsonPropertyName("version")] int? Version);

/// <summary>A contract to store, in full.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
public sealed record ContractBody(
    [property: JsonPropertyName("plan")] string? Plan,
    [property: JsonPropertyName("end")] DateOnly? End,
    [property: JsonPropertyName("monthly_fee_usd")] decimal? MonthlyFeeUsd,
    [property: JsonPropertyName("included_usage_usd")] decimal? IncludedUsageUsd,
    [property: JsonPropertyName("daily_ceiling_usd")] decimal? DailyCeilingUsd,
    [property: JsonPropertyName("note")] string? Note,
    [property: JsonPropertyName("ends_previous")] bool EndsPrevious,
    [property: JsonPropertyName("version")] int? Version);

/// <summary>Revenue to enter.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
public sealed record RevenueBody(
    [property: JsonPropertyName("tenant")] string? Tenant,
    [property: JsonPropertyName("kind")] string? Kind,
    [property: JsonPropertyName("day")] DateOnly? Day,
    [property: JsonPropertyName("end")] DateOnly? End,
    [property: JsonPropertyName("amount_usd")] decimal? AmountUsd,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("external_id")] string? ExternalId);

/// <summary>A plan to store, with a new price where one is given.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PlanBody(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("tier")] string? Tier,
    [property: JsonPropertyName("is_retired")] bool IsRetired,
    [property: JsonPropertyName("price")] PlanPriceBody? Price,
    [property: JsonPropertyName("version")] int? Version);

/// <summary>A plan's price from a day on.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
public sealed record PlanPriceBody(
    [property: JsonPropertyName("from")] DateOnly? From,
    [property: JsonPropertyName("monthly_fee_usd")] decimal? MonthlyFeeUsd,
    [property: JsonPropertyName("included_usage_usd")] decimal? IncludedUsageUsd,
    [property: JsonPropertyName("reason")] string? Reason);

/// <summary>Which entry an id belongs to after it was sent.</summary>
public sealed record StoredAnswer([property: JsonPropertyName("id")] int Id);

/// <summary>Money in answers.</summary>
internal static class TermsApiMoney
{
    public static string? Text(long? nanos) => nanos is { } n ? Money.ToExactText(n) : null;
}
