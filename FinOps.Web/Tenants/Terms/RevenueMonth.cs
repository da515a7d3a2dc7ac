using FinOps.Core.Tenants;

namespace FinOps.Web.Tenants.Terms;

/// <summary>What a tenant brings in in one calendar month.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Entries">What was billed with a day in it, newest first.</param>
public sealed record RevenueMonth(DateOnly Month, RevenueSum Sum, IReadOnlyList<RevenueEntry> Entries)
{
    private const int Most = 36;

    /// <summary>The months from this one back to the first of which anything is known, newest first; later ones where something was billed ahead.</summary>
    public static IReadOnlyList<RevenueMonth> Of(TenantTerms terms, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var days = terms.Contracts.Select(c => c.StartDay).Concat(terms.Entries.Select(e => e.Day)).DefaultIfEmpty(today).ToList();
        var (first, last) = (FirstOf(days.Min()), FirstOf(terms.Entries.Select(e => e.Day).Append(today).Max()));
        return
        [
            .. Enumerable.Range(0, Most).Select(i => last.AddMonths(-i)).TakeWhile(m => m >= first)
                .Select(m => new RevenueMonth(m, TenantRevenue.Of(m, m.AddMonths(1), terms.Contracts, terms.Prices, terms.Entries), [.. terms.Entries.Where(e => FirstOf(e.Day) == m)])),
        ];
    }

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);
}
