using System.Data.Common;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>From bulk statements to alerts: crossing a threshold is rare, so the few rows that do go through a context over the same connection.</summary>
internal static class BudgetCrossings
{
    /// <summary>The row that a posting makes where the window has none yet.</summary>
    public static BudgetWindow NewWindow(BudgetTerms budget, in BudgetPosting posting, long nowMicros)
    {
        var limit = budget.AmountOf(posting.EndMicros);
        return new BudgetWindow
        {
            BudgetId = budget.Id,
            Grain = posting.Grain,
            StartMicros = posting.StartMicros,
            EndMicros = posting.EndMicros,
            LimitNanos = limit,
            PostedNanos = posting.DeltaNanos,
            Version = 1,
            NextAlertNanos = posting.Grain == budget.Period && posting.EndMicros > nowMicros ? BudgetThresholds.Next(limit, budget.Thresholds, 0) : long.MaxValue,
        };
    }

    /// <summary>Writes the alerts of windows that reach a threshold, inside the open transaction.</summary>
    public static void Tell(DbConnection connection, DbTransaction? transaction, BudgetBook book, IReadOnlyList<(int BudgetId, long StartMicros)> crossed, TimeProvider time)
    {
        if (crossed.Count > 0)
        {
            Task.Run(() => TellAsync(connection, transaction, book, crossed, time)).GetAwaiter().GetResult();
        }
    }

    private static async Task TellAsync(DbConnection connection, DbTransaction? transaction, BudgetBook book, IReadOnlyList<(int BudgetId, long StartMicros)> crossed, TimeProvider time)
    {
        await using var context = FinOpsDbContextFactory.Over(connection, transaction, time);
        var ids = crossed.Select(c => c.BudgetId).ToHashSet();
        var terms = book.Budgets.Where(b => ids.Contains(b.Id)).ToDictionary(b => b.Id);
        var windows = new List<BudgetWindow>();
        foreach (var (budget, start) in crossed.Distinct())
        {
            var grain = terms[budget].Period;
            windows.AddRange(await context.BudgetWindows.Where(w => w.BudgetId == budget && w.Grain == grain && w.StartMicros == start).ToListAsync());
        }

        await BudgetAlerts.RaiseAsync(context, terms, windows, time.NowMicros(), default);
        await context.SaveChangesAsync();
    }
}
