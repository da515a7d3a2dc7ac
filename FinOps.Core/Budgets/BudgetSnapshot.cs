using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>What a call belongs to, by names; empty where it is not known.</summary>
public sealed record BudgetCall(string Tenant, string Feature, string Team, string Model, string Environment);

/// <summary>A budget that a call falls under, and its window at that time. Money is nano-USD.</summary>
/// <param name="StartUtc">The window's beginning; it names the window together with the budget.</param>
/// <param name="EndUtc">The window's end, excluded.</param>
/// <param name="AmountNanos">What was agreed for the window.</param>
/// <param name="LimitNanos">What the window may reach now: the amount, or more on a day on which a burst is allowed.</param>
/// <param name="PostedNanos">Cost of the records of the window, as of the snapshot.</param>
/// <param name="Version">Of the window's row; 0 while nothing was spent in it.</param>
/// <param name="CarveOutOf">The budget of the same period without the tenant that this one is carved out of; null for none.</param>
public sealed record AppliedBudget(
    int BudgetId, BudgetScope Scope, BudgetPeriod Period, bool IsHard, DateTime StartUtc, DateTime EndUtc, long AmountNanos, long LimitNanos, long PostedNanos, long Version, int? CarveOutOf)
{
    /// <summary>Percents that are told when they are reached, ascending.</summary>
    public IReadOnlyList<int> Thresholds { get; init; } = [];

    /// <summary>True while the limit is above the amount because the month is on track.</summary>
    public bool IsBurst => LimitNanos > AmountNanos;
}

/// <summary>All budgets with what their current windows have posted, at one moment. Immutable; answers in memory.</summary>
public sealed class BudgetSnapshot
{
    private readonly Dictionary<BudgetScope, List<BudgetTerms>>[] byScope;
    private readonly int[] masks;
    private readonly BudgetBook book;
    private readonly IReadOnlyDictionary<(int BudgetId, BudgetPeriod Grain, long StartMicros), (long PostedNanos, long Version)> windows;
    private readonly Dictionary<(BudgetScope Scope, BudgetPeriod Period), List<BudgetTerms>> wider;

    internal BudgetSnapshot(BudgetBook book, IReadOnlyDictionary<(int, BudgetPeriod, long), (long, long)> windows, long dataVersion)
    {
        (this.book, this.windows, DataVersion) = (book, windows, dataVersion);
        masks = [.. book.Budgets.Select(b => b.Key.Mask).Distinct()];
        byScope = [.. masks.Select(mask => book.Budgets.Where(b => b.Key.Mask == mask).GroupBy(b => b.Scope).ToDictionary(g => g.Key, g => g.ToList()))];
        wider = book.Budgets.Where(b => b.Scope.Tenant.Length == 0).GroupBy(b => (b.Scope, b.Period)).ToDictionary(g => g.Key, g => g.ToList());
    }

    /// <summary>No budgets.</summary>
    public static BudgetSnapshot Empty { get; } = new(BudgetBook.Empty, new Dictionary<(int, BudgetPeriod, long), (long, long)>(), 0);

    /// <summary>The version of usage that the posted figures are of.</summary>
    public long DataVersion { get; }

    /// <summary>The version of the budgets themselves.</summary>
    public long BookVersion => book.Version;

    public int Count => book.Budgets.Count;

    /// <summary>All budgets that a call at an instant falls under, in the order of their ids; all of them limit it.</summary>
    public IReadOnlyList<AppliedBudget> For(BudgetCall call, DateTime atUtc)
    {
        ArgumentNullException.ThrowIfNull(call);
        var at = Instants.ToMicros(atUtc);
        var applied = new List<AppliedBudget>();
        for (var i = 0; i < masks.Length; i++)
        {
            if (byScope[i].TryGetValue(Masked(call, masks[i]), out var budgets))
            {
                applied.AddRange(budgets.Where(b => at >= b.FromMicros && at < b.ToMicros).Select(b => Apply(b, at)));
            }
        }

        applied.Sort((a, b) => a.BudgetId.CompareTo(b.BudgetId));
        return applied;
    }

    /// <summary>What a window that is not over has posted; null when it is over, or nothing was spent in it.</summary>
    public long? PostedOf(int budgetId, BudgetPeriod period, long startMicros) => windows.TryGetValue((budgetId, period, startMicros), out var window) ? window.PostedNanos : null;

    /// <summary>All budgets that cover an instant, in the order of their ids.</summary>
    public IEnumerable<AppliedBudget> All(DateTime atUtc)
    {
        var at = Instants.ToMicros(atUtc);
        return book.Budgets.Where(b => at >= b.FromMicros && at < b.ToMicros).Select(b => Apply(b, at));
    }

    /// <summary>The book that the context sees: this one while it is the newest.</summary>
    internal async Task<BudgetBook> BookOrReadAsync(FinOpsDbContext context, CancellationToken cancellation) =>
        BudgetBooks.VersionIn(context.Database.GetDbConnection(), null) == book.Version ? book : await BudgetFill.ReadBookAsync(context, null, cancellation);

    private static BudgetScope Masked(BudgetCall call, int mask) => new(
        (mask & 2) != 0 ? call.Feature : "", (mask & 1) != 0 ? call.Tenant : "", (mask & 4) != 0 ? call.Team : "", (mask & 8) != 0 ? call.Model : "", (mask & 16) != 0 ? call.Environment : "");

    private AppliedBudget Apply(BudgetTerms b, long at)
    {
        var span = b.Clip(book.Calendars[b.Calendars[0]].Of(at))!.Value;
        var (posted, version) = windows.GetValueOrDefault((b.Id, b.Period, span.StartMicros));
        var amount = b.AmountOf(span.EndMicros);
        return new AppliedBudget(
            b.Id, b.Scope, b.Period, b.IsHard, Instants.ToUtc(span.StartMicros), Instants.ToUtc(span.EndMicros), amount, LimitOf(b, amount, at), posted, version, CarveOutOf(b, at))
        {
            Thresholds = b.Thresholds,
        };
    }

    private long LimitOf(BudgetTerms b, long amount, long at)
    {
        if (b.BurstPercent <= 100)
        {
            return amount;
        }

        var (own, other) = (book.Calendars[b.Calendars[0]], book.Calendars[b.Calendars[1]]);
        var (day, month) = own.Period == BudgetPeriod.Daily ? (own, other) : (other, own);
        var (today, thisMonth) = (b.Clip(day.Of(at))!.Value, b.Clip(month.Of(at))!.Value);
        var before = windows.GetValueOrDefault((b.Id, BudgetPeriod.Monthly, thisMonth.StartMicros)).PostedNanos - windows.GetValueOrDefault((b.Id, BudgetPeriod.Daily, today.StartMicros)).PostedNanos;
        return BudgetBurst.IsOnTrack(b.Period, amount, before, today, thisMonth, b.Zone) ? BudgetThresholds.NanosOf(amount, b.BurstPercent) : amount;
    }

    private int? CarveOutOf(BudgetTerms b, long at) =>
        b.Scope.Tenant.Length > 0 && wider.TryGetValue((b.Scope with { Tenant = "" }, b.Period), out var others) ? others.Find(o => at >= o.FromMicros && at < o.ToMicros)?.Id : null;
}
