namespace FinOps.Core.Tenants;

/// <summary>Revenue of one tenant in a period, in nano-USD.</summary>
/// <param name="SubscriptionNanos">Fees for the days of the period: as billed where that is known, else as the contract says.</param>
/// <param name="UsageNanos">Billed for usage on days of the period.</param>
/// <param name="OneOffNanos">Billed once on days of the period.</param>
/// <param name="ContractDays">Days of the period on which a contract with a fee ran and nothing was billed.</param>
/// <param name="BilledDays">Days of the period that a billed subscription covers.</param>
/// <param name="HasEntries">Whether any billed entry counts in the period.</param>
public readonly record struct RevenueSum(long SubscriptionNanos, long UsageNanos, long OneOffNanos, int ContractDays, int BilledDays, bool HasEntries)
{
    public long TotalNanos => SubscriptionNanos + UsageNanos + OneOffNanos;

    /// <summary>False when nothing says what the tenant pays: then it has no margin, which is not the same as a revenue of $0.</summary>
    public bool IsKnown => ContractDays > 0 || HasEntries;

    /// <summary>The revenue of two tenants, or of two periods, together.</summary>
    public RevenueSum Plus(RevenueSum other) => new(
        SubscriptionNanos + other.SubscriptionNanos, UsageNanos + other.UsageNanos, OneOffNanos + other.OneOffNanos, ContractDays + other.ContractDays, BilledDays + other.BilledDays, HasEntries || other.HasEntries);
}

/// <summary>
/// What a tenant brings in, day by day, so that any period can be asked for. Fees of whole months are spread evenly over the month's days and
/// rounded such that the days of a month sum to its fee to the nano.
/// </summary>
public static class TenantRevenue
{
    /// <summary>Sums the revenue of the days from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    /// <param name="contracts">The tenant's contracts, not overlapping.</param>
    /// <param name="entries">The tenant's billed entries, those of other times too.</param>
    public static RevenueSum Of(DateOnly from, DateOnly to, IReadOnlyCollection<Contract> contracts, PlanTerms plans, IReadOnlyCollection<RevenueEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(entries);
        // A refund covers no days: the fee that it lowers was billed, or is the contract's.
        var billed = entries.Where(e => e is { Kind: RevenueKind.Subscription, AmountNanos: > 0 }).ToList();
        long subscription = 0, usage = 0, oneOff = 0;
        var hasEntries = false;
        foreach (var entry in entries)
        {
            var nanos = InPeriod(entry, from, to);
            hasEntries |= nanos is not null;
            (subscription, usage, oneOff) = entry.Kind switch
            {
                RevenueKind.Subscription => (subscription + (nanos ?? 0), usage, oneOff),
                RevenueKind.Usage => (subscription, usage + (nanos ?? 0), oneOff),
                RevenueKind.OneOff => (subscription, usage, oneOff + (nanos ?? 0)),
            };
        }

        int contractDays = 0, billedDays = 0;
        var agreed = contracts as Contract[] ?? [.. contracts];
        (long Fee, DateOnly From)? run = null;
        for (var day = from; day < to; day = day.AddDays(1))
        {
            var isBilled = IsBilled(billed, day);
            var fee = isBilled ? null : FeeOn(agreed, plans, day);
            billedDays += isBilled ? 1 : 0;
            contractDays += fee is null ? 0 : 1;
            if (run is { } open && (fee != open.Fee || day.Day == 1))
            {
                subscription += OfDays(open.Fee, open.From, day.AddDays(-1));
                run = null;
            }

            if (run is null && fee is { } begun)
            {
                run = (begun, day);
            }
        }

        subscription += run is { } last ? OfDays(last.Fee, last.From, to.AddDays(-1)) : 0;
        return new RevenueSum(subscription, usage, oneOff, contractDays, billedDays, hasEntries);
    }

    /// <summary>First day that a billed subscription no longer covers.</summary>
    public static DateOnly EndOf(RevenueEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.EndDay ?? (entry.Kind == RevenueKind.Subscription ? entry.Day.AddMonths(1) : entry.Day.AddDays(1));
    }

    /// <summary>What of a monthly fee falls on a day, in nano-USD; the days of a month sum to the fee.</summary>
    public static long OfDay(long monthlyFeeNanos, DateOnly day) => OfDays(monthlyFeeNanos, day, day);

    /// <summary>What of it falls on the days of one month from the first to the last, both included: the sum of their days, without adding them up.</summary>
    private static long OfDays(long monthlyFeeNanos, DateOnly first, DateOnly last)
    {
        var days = DateTime.DaysInMonth(last.Year, last.Month);
        return Part(monthlyFeeNanos, last.Day, days) - Part(monthlyFeeNanos, first.Day - 1, days);
    }

    private static bool IsBilled(List<RevenueEntry> billed, DateOnly day)
    {
        foreach (var entry in billed)
        {
            if (day >= entry.Day && day < EndOf(entry))
            {
                return true;
            }
        }

        return false;
    }

    private static long? FeeOn(Contract[] contracts, PlanTerms plans, DateOnly day)
    {
        foreach (var contract in contracts)
        {
            if (contract.Covers(day))
            {
                return plans.MonthlyFee(contract, day);
            }
        }

        return null;
    }

    private static long? InPeriod(RevenueEntry entry, DateOnly from, DateOnly to)
    {
        var end = EndOf(entry);
        var (first, last) = (entry.Day > from ? entry.Day : from, end < to ? end : to);
        if (first >= last)
        {
            return null;
        }

        var days = end.DayNumber - entry.Day.DayNumber;
        return Part(entry.AmountNanos, last.DayNumber - entry.Day.DayNumber, days) - Part(entry.AmountNanos, first.DayNumber - entry.Day.DayNumber, days);
    }

    /// <summary>The first <paramref name="part"/> of <paramref name="whole"/> equal parts, half-even to the nano; differences of such sums never lose any.</summary>
    private static long Part(long nanos, int part, int whole) => (long)Math.Round((decimal)nanos * part / whole, 0, MidpointRounding.ToEven);
}
