using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Budgets;

/// <summary>A window that has not posted what its usage costs. Money is nano-USD.</summary>
public sealed record BudgetDifference(int BudgetId, BudgetPeriod Grain, DateTime StartUtc, long PostedNanos, long SummedNanos);

/// <summary>What a check of the windows found.</summary>
/// <param name="Budgets">Budgets that were checked.</param>
/// <param name="Windows">Windows that were compared.</param>
/// <param name="Differences">Windows that differ.</param>
/// <param name="IsRebuilt">True when they were brought to what their usage costs.</param>
public sealed record BudgetReport(int Budgets, int Windows, IReadOnlyList<BudgetDifference> Differences, bool IsRebuilt)
{
    public bool IsSound => Differences.Count == 0;
}

/// <summary>Holds what budgets have posted against stored usage, and brings what differs to the same nano-USD.</summary>
public sealed class BudgetVerifier
{
    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly UsageTurn turn;
    private readonly TimeProvider time;

    internal BudgetVerifier(IDbContextFactory<FinOpsDbContext> contexts, UsageTurn turn, TimeProvider time) => (this.contexts, this.turn, this.time) = (contexts, turn, time);

    /// <summary>Checks all windows, or only those that reach into the time from <paramref name="sinceUtc"/> on.</summary>
    /// <param name="rebuild">Whether windows that differ get the sums of their usage.</param>
    /// <param name="actor">Who asks; null for the nightly job.</param>
    public async Task<BudgetReport> VerifyAsync(bool rebuild, DateTime? sinceUtc, CancellationToken cancellation, Actor? actor = null)
    {
        var since = sinceUtc is { } at ? Instants.ToMicros(at) : long.MinValue;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var snapshot = await CostQueries.SnapshotAsync(context, cancellation);
        var found = await CompareAsync(context, since, cancellation);
        if (found.IsSound)
        {
            return found;
        }

        // What differs is looked at again while no one writes: a server may have shown half an import.
        await turn.TakeAsync(
            async alone =>
            {
                found = await CompareAsync(alone, since, cancellation);
                if (found.IsSound || !rebuild)
                {
                    return false;
                }

                await BudgetFill.ApplyAsync(alone, found.Differences.Select(d => d.BudgetId).ToHashSet(), since, time.NowMicros(), cancellation);
                AuditTrail.Add(alone, actor ?? Actor.System("VerifyBudgets", "job"), "budget.rebuild", "budgets:windows", new { Differences = found.Differences.Count }, new { Differences = 0 });
                await alone.SaveChangesAsync(cancellation);
                found = found with { IsRebuilt = true };
                return true;
            },
            cancellation);
        return found;
    }

    private async Task<BudgetReport> CompareAsync(FinOpsDbContext context, long sinceMicros, CancellationToken cancellation)
    {
        var book = await BudgetFill.ReadBookAsync(context, null, cancellation);
        var sums = await BudgetFill.SumAsync(context, book, sinceMicros, time.NowMicros(), cancellation);
        var ids = book.Budgets.Select(b => b.Id).ToHashSet();
        var posted = (await context.BudgetWindows.AsNoTracking().Where(w => w.StartMicros >= sums.FromMicros).ToListAsync(cancellation))
            .Where(w => ids.Contains(w.BudgetId)).ToDictionary(w => (w.BudgetId, w.Grain, w.StartMicros), w => (w.PostedNanos, w.EndMicros));
        var summed = sums.Windows.ToDictionary(w => (w.BudgetId, w.Grain, w.StartMicros), w => (w.PostedNanos, w.EndMicros));
        var differences = new List<BudgetDifference>();
        var compared = 0;
        foreach (var key in posted.Keys.Union(summed.Keys))
        {
            var (isPosted, isSummed) = (posted.TryGetValue(key, out var p), summed.TryGetValue(key, out var s));
            if (!sums.IsKnown(key.StartMicros, isPosted ? p.EndMicros : s.EndMicros))
            {
                continue;
            }

            compared++;
            if (p.PostedNanos != s.PostedNanos || (isPosted && isSummed && p.EndMicros != s.EndMicros))
            {
                differences.Add(new BudgetDifference(key.BudgetId, key.Grain, Instants.ToUtc(key.StartMicros), p.PostedNanos, s.PostedNanos));
            }
        }

        return new BudgetReport(book.Budgets.Count, compared, differences, false);
    }
}
