using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Retention;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Months;

/// <summary>What came of closing or opening a month.</summary>
public abstract record MonthChange
{
    private MonthChange()
    {
    }

    /// <summary>It is done.</summary>
    /// <param name="BookedCostNanos">The month's cost at that moment, in nano-USD.</param>
    public sealed record Done(long BookedCostNanos) : MonthChange;

    /// <summary>It cannot be, for the reason given.</summary>
    public sealed record Refused(string Message) : MonthChange;
}

/// <summary>Closes the books of months and opens them again. Needs <see cref="Permission.ManagePricing"/>.</summary>
public sealed class MonthEditor
{
    private const int LongestReason = 1024;

    private readonly UsageTurn turn;
    private readonly RerateQueue queue;
    private readonly RerateEditor rerating;
    private readonly TimeProvider time;

    internal MonthEditor(UsageTurn turn, RerateQueue queue, RerateEditor rerating, TimeProvider time) =>
        (this.turn, this.queue, this.rerating, this.time) = (turn, queue, rerating, time);

    /// <summary>Closes a month that is over: whatever changes its cost from now on is shown apart as a correction.</summary>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage prices.</exception>
    public async Task<MonthChange> CloseAsync(CalendarMonth month, string reason, Actor actor, CancellationToken cancellation)
    {
        if (Fault(reason, actor) is { } fault)
        {
            return fault;
        }

        if (month.ToUtc > time.GetUtcNow().UtcDateTime)
        {
            return new MonthChange.Refused($"{month} is not over yet.");
        }

        MonthChange result = new MonthChange.Refused($"{month} is closed already.");
        await turn.TakeAsync(
            async context =>
            {
                if (await context.ClosedMonths.AnyAsync(m => m.Month == month.Number && m.ReopenedAtMicros == null, cancellation))
                {
                    return false;
                }

                if (await IsReopeningAsync(context, month, cancellation))
                {
                    result = new MonthChange.Refused($"{month} is still being opened again; try once that has ended.");
                    return false;
                }

                var booked = await CostAsync(context, month, cancellation);
                context.ClosedMonths.Add(new ClosedMonth
                {
                    Month = month.Number,
                    ClosedAtMicros = time.NowMicros(),
                    ClosedBy = actor.Name,
                    Reason = reason.Trim(),
                    BookedCostNanos = booked,
                });
                AuditTrail.Add(context, actor, "month.close", $"month:{month}", new { State = "open" }, new { State = "closed", BookedCostUsd = Money.ToExactText(booked) }, reason.Trim());
                await context.SaveChangesAsync(cancellation);
                result = new MonthChange.Done(booked);
                return true;
            },
            cancellation);
        return result;
    }

    /// <summary>Opens a month again: its corrections so far become part of its cost, by a run that starts at once.</summary>
    /// <param name="isForCaller">True when the caller carries that run out itself; through <see cref="RerateQueue.RunAsync"/>.</param>
    /// <exception cref="UnauthorizedAccessException">The actor may not manage prices.</exception>
    public async Task<(MonthChange Change, RerateRun? Reopening)> ReopenAsync(CalendarMonth month, string reason, Actor actor, bool isForCaller, CancellationToken cancellation)
    {
        if (Fault(reason, actor) is { } fault)
        {
            return (fault, null);
        }

        MonthChange result = new MonthChange.Refused($"{month} is not closed.");
        RerateRun? run = null;
        await turn.TakeAsync(
            async context =>
            {
                if (await context.ClosedMonths.FirstOrDefaultAsync(m => m.Month == month.Number && m.ReopenedAtMicros == null, cancellation) is not { } closed)
                {
                    return false;
                }

                if (await RetentionQueries.KeptFromAsync(context, cancellation) is { } keptFrom && month.FromUtc < keptFrom)
                {
                    result = new MonthChange.Refused(
                        $"Records of {month} were pruned, so its corrections cannot become part of its calls any more: it stays closed. Its totals and corrections are all there.");
                    return false;
                }

                (closed.ReopenedAtMicros, closed.ReopenedBy, closed.ReopenReason) = (time.NowMicros(), actor.Name, reason.Trim());
                run = rerating.NewRun(RerateKind.Reopening, Clip($"{month} was opened again: {reason.Trim()}"), actor, isForCaller);
                (run.FromMicros, run.ToMicros) = (Instants.ToMicros(month.FromUtc), Instants.ToMicros(month.ToUtc));
                context.RerateRuns.Add(run);
                var cost = await CostAsync(context, month, cancellation);
                AuditTrail.Add(
                    context, actor, "month.reopen", $"month:{month}", new { State = "closed", BookedCostUsd = Money.ToExactText(closed.BookedCostNanos) },
                    new { State = "open", CostUsd = Money.ToExactText(cost) }, reason.Trim());
                await context.SaveChangesAsync(cancellation);
                result = new MonthChange.Done(cost);
                return true;
            },
            cancellation);
        if (run is not null && !isForCaller)
        {
            queue.Announce();
        }

        return (result, run);
    }

    private static MonthChange.Refused? Fault(string reason, Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(ProtectedActions.CloseMonth);
        return string.IsNullOrWhiteSpace(reason) ? new("Say why: it stays with the month.")
            : reason.Trim().Length > LongestReason ? new($"A reason has at most {LongestReason} characters.")
            : null;
    }

    private static string Clip(string text) => text.Length <= LongestReason ? text : text[..LongestReason];

    internal static Task<bool> IsReopeningAsync(FinOpsDbContext context, CalendarMonth month, CancellationToken cancellation)
    {
        var from = Instants.ToMicros(month.FromUtc);
        return context.RerateRuns.AnyAsync(
            r => r.Kind == RerateKind.Reopening && r.FromMicros == from && r.State != RerateState.Done && r.State != RerateState.Canceled, cancellation);
    }

    /// <summary>The cost of all calls of a month, from the cells of its days.</summary>
    internal static Task<long> CostAsync(FinOpsDbContext context, CalendarMonth month, CancellationToken cancellation)
    {
        var (from, to) = (month.FromHour / 24, month.ToHour / 24);
        return context.CostCells.Where(c => c.CubeId == Cube.TenantDay.Id && c.Period >= from && c.Period < to)
            .SumAsync(c => c.InputCostNanos + c.CacheReadCostNanos + c.CacheWriteCostNanos + c.OutputCostNanos + c.FeeCostNanos, cancellation);
    }
}
