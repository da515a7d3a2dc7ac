using FinOps.Core.Data;

namespace FinOps.Core.Tenants;

/// <summary>A field of terms before and after a change, in words; empty where there is nothing.</summary>
/// <param name="Field">As the columns of files are called, such as <c>monthly_fee_usd</c>.</param>
public sealed record FieldChange(string Field, string Before, string After);

/// <summary>Terms as texts: what previews compare and what files carry.</summary>
internal static class TermTexts
{
    public static IReadOnlyList<(string Field, string Text)> Of(Tenant t) => [("name", t.Name), ("tier", t.Tier), ("owner", t.Owner), ("time_zone", t.TimeZone), ("note", t.Note)];

    /// <param name="plan">The key of the contract's plan; empty without one.</param>
    public static IReadOnlyList<(string Field, string Text)> Of(Contract c, string plan) =>
    [
        ("plan", plan), ("monthly_fee_usd", Usd(c.MonthlyFeeNanos)), ("included_usage_usd", Usd(c.IncludedUsageNanos)), ("daily_ceiling_usd", Usd(c.DailyCeilingNanos)),
        ("start", Day(c.StartDay)), ("end", Day(c.EndDay)), ("contract_note", c.Note),
    ];

    public static IReadOnlyList<(string Field, string Text)> Of(RevenueEntry e) =>
    [
        ("kind", TermsFields.WordOf(e.Kind)), ("day", Day(e.Day)), ("amount_usd", Usd(e.AmountNanos)), ("end", Day(e.EndDay)), ("description", e.Description), ("external_id", e.ExternalId ?? ""),
    ];

    /// <summary>What differs; everything that says something where there was nothing before.</summary>
    public static IEnumerable<FieldChange> Differences(IReadOnlyList<(string Field, string Text)>? before, IReadOnlyList<(string Field, string Text)> after) => after
        .Select((a, i) => new FieldChange(a.Field, before?[i].Text ?? "", a.Text))
        .Where(c => c.Before != c.After);

    public static string Usd(long? nanos) => nanos is { } n ? Money.ToExactText(n) : "";

    public static string Day(DateOnly? day) => day is { } d ? d.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "";
}
