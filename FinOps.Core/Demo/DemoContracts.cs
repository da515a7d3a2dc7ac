using FinOps.Core.Data;
using FinOps.Core.Tenants;

namespace FinOps.Core.Demo;

/// <summary>The days of the demo company's contracts, counted from its story's first day.</summary>
internal sealed record DemoDates(DemoStory Story)
{
    private readonly DateOnly first = DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(Story.StartDay);

    /// <summary>So many days after the first.</summary>
    public DateOnly Day(int after) => first.AddDays(after);

    /// <summary>A day in the middle of a month, at most so many days after the first.</summary>
    public DateOnly MidMonth(int atMost) => Enumerable.Range(0, 31).Select(i => Day(atMost - i)).First(d => d.Day == 12);
}

/// <summary>A contract of the demo company. Money in USD.</summary>
internal sealed record DemoContract(string? Plan, DateOnly Start, DateOnly? End = null)
{
    public decimal? MonthlyFeeUsd { get; init; }
    public decimal? IncludedUsageUsd { get; init; }
    public decimal? DailyCeilingUsd { get; init; }
    public string Note { get; init; } = "";
}

/// <summary>Who pays the demo company how much, and what for.</summary>
internal static class DemoContracts
{
    /// <summary>The tenant whose contract has ended.</summary>
    public const string UnboundSlug = "fernvault";

    /// <summary>The large tenant whose coding agents cost more than it pays.</summary>
    public const string UnprofitableSlug = "kestrelway";

    private const string FreePlan = DemoTenant.KeyPrefix + "free";
    private const string ProPlan = DemoTenant.KeyPrefix + "pro";
    private const string EnterprisePlan = DemoTenant.KeyPrefix + "enterprise";
    private static readonly string[] Owners = ["Ida Marlow", "Jonas Pell", "Priya Castell"];

    public static IEnumerable<(Plan Plan, PlanPrice[] Prices)> Plans(DemoDates dates) =>
    [
        (new() { Key = FreePlan, Name = "Free", Tier = DemoTenant.Free }, [Price(dates.Day(-400), 0, 5, "Free for small teams.")]),
        (new() { Key = ProPlan, Name = "Pro", Tier = DemoTenant.Pro }, [Price(dates.Day(-400), 79, 30, "First list price."), Price(dates.Day(14), 99, 40, "New list price with more usage included.")]),
        (new() { Key = EnterprisePlan, Name = "Enterprise", Tier = DemoTenant.Enterprise }, [Price(dates.Day(-400), 620, 250, "List price.")]),
    ];

    public static IEnumerable<DemoContract> Of(DemoTenant tenant, DemoDates dates) => tenant.Slug switch
    {
        UnprofitableSlug => [new(EnterprisePlan, dates.Day(-210)) { MonthlyFeeUsd = 780, IncludedUsageUsd = 300, DailyCeilingUsd = 22, Note = "Priced before the coding agents." }],
        "oakmirror" => [new(EnterprisePlan, dates.Day(-180)) { MonthlyFeeUsd = 1_450, IncludedUsageUsd = 500, DailyCeilingUsd = 40 }],
        "lumenharrow" =>
        [
            new(EnterprisePlan, dates.Day(-240), dates.MidMonth(48)) { DailyCeilingUsd = 20, Note = "As listed." },
            new(null, dates.MidMonth(48)) { MonthlyFeeUsd = 940, IncludedUsageUsd = 350, DailyCeilingUsd = 30, Note = "Upgraded in the middle of the month." },
        ],
        UnboundSlug => [new(null, dates.Day(-60), dates.Day(30)) { MonthlyFeeUsd = 250, Note = "Pilot of three months." }],
        "velvetanchor" => [new(ProPlan, dates.Day(-320)) { MonthlyFeeUsd = 59, Note = "Keeps the price of the first year." }],
        _ => [new(PlanOf(tenant), dates.Day(-90 - (tenant.Users % 60))) { DailyCeilingUsd = tenant.Tier == DemoTenant.Enterprise ? 25 : null }],
    };

    public static IEnumerable<RevenueEntry> BillsOf(DemoTenant tenant, DemoDates dates) => tenant.Slug switch
    {
        "stellarquay" => [Bill(RevenueKind.Usage, dates.Day(20), 84.20m, "Usage above what is included", 1), Bill(RevenueKind.Usage, dates.Day(50), 91.75m, "Usage above what is included", 2)],
        "tidefold" => [Bill(RevenueKind.OneOff, dates.Day(DemoStory.OutageDay + 2), -150, "Credit for the outage", 3)],
        "graniteloom" => [Bill(RevenueKind.Subscription, dates.Day(-30), 7_200, "A year, paid ahead", 4, dates.Day(-30).AddYears(1))],
        "wrenhollow" => [Bill(RevenueKind.OneOff, dates.Day(35), 400, "Setup of single sign-on", 5)],
        _ => [],
    };

    public static string OwnerOf(DemoTenant tenant) => Owners[(tenant.Slug.Length + tenant.Users) % Owners.Length];

    public static string ZoneOf(DemoTenant tenant) => tenant.UtcOffset switch
    {
        -8 => "America/Los_Angeles",
        -6 => "America/Chicago",
        -5 => "America/New_York",
        0 => "Europe/London",
        1 => "Europe/Berlin",
        2 => "Europe/Helsinki",
        8 => "Asia/Singapore",
        _ => "UTC",
    };

    private static string PlanOf(DemoTenant tenant) => tenant.Tier switch { DemoTenant.Enterprise => EnterprisePlan, DemoTenant.Pro => ProPlan, _ => FreePlan };

    private static PlanPrice Price(DateOnly from, decimal fee, decimal included, string reason) =>
        new() { ValidFrom = from, MonthlyFeeNanos = Money.ToNanos(fee), IncludedUsageNanos = Money.ToNanos(included), Reason = reason };

    private static RevenueEntry Bill(RevenueKind kind, DateOnly day, decimal usd, string description, int number, DateOnly? end = null) =>
        new() { Kind = kind, Day = day, EndDay = end, AmountNanos = Money.ToNanos(usd), Description = description, ExternalId = $"demo-{number}" };
}
