using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Margins;

/// <summary>
/// Notes when a tenant's margin falls under the red line and when it recovers. Each whole day is judged by the 30 days that end with it, oldest day first, in
/// one transaction a day: stopped anywhere, the next run goes on. The last whole day is judged anew while records of it still come in.
/// </summary>
public sealed class MarginWatch
{
    /// <summary>A day is judged by so many days up to it, fewer where the tenant's terms are younger.</summary>
    public const int WindowDays = 30;

    /// <summary>Terms that are younger say nothing yet.</summary>
    public const int FewestDays = 7;

    /// <summary>So many days are caught up at most, and judged by the first run of all.</summary>
    public const int MostDays = 31;

    private readonly IDbContextFactory<FinOpsDbContext> contexts;
    private readonly MarginTerms book;
    private readonly CostQueries costs;
    private readonly RedLines lines;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private (long Version, TermsSnapshot Terms, DateOnly Day)? clean;

    internal MarginWatch(IDbContextFactory<FinOpsDbContext> contexts, MarginTerms book, CostQueries costs, RedLines lines, TimeProvider time) =>
        (this.contexts, this.book, this.costs, this.lines, this.time) = (contexts, book, costs, lines, time);

    /// <summary>Judges the days that have not been judged yet, and the last one again when anything changed. Returns how many days were judged.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (!await oneAtATime.WaitAsync(0, cancellation))
        {
            return 0;
        }

        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var terms = await book.CurrentAsync(cancellation);
            var last = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-1);
            var now = (await context.DataVersions.Select(v => v.Version).SingleAsync(cancellation), terms, last);
            if (clean == now)
            {
                return 0;
            }

            var judged = await CatchUpAsync(context, terms, last, cancellation);
            clean = now;
            return judged;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task<int> CatchUpAsync(FinOpsDbContext context, TermsSnapshot terms, DateOnly last, CancellationToken cancellation)
    {
        var mark = await context.MarginWatchMarks.AsNoTracking().SingleOrDefaultAsync(m => m.Id == 1, cancellation);
        if (mark?.Day > last)
        {
            return 0; // the clock went back
        }

        var earliest = last.AddDays(1 - MostDays);
        var first = mark is null ? earliest : mark.Day == last ? last : mark.Day.AddDays(1);
        first = first < earliest ? earliest : first;
        var history = await ReadAsync(first.AddDays(1 - WindowDays), last.AddDays(1), cancellation);
        var judged = 0;
        for (var day = first; day <= last; day = day.AddDays(1), judged++)
        {
            if (!await NoteAsync(day, mark?.Day, terms, history, cancellation))
            {
                break; // another process notes
            }

            mark = new MarginWatchMark { Id = 1, Day = day };
        }

        return judged;
    }

    /// <summary>Writes what one day changes, unless somebody else has moved the mark.</summary>
    internal async Task<bool> NoteAsync(DateOnly day, DateOnly? seen, TermsSnapshot terms, History history, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (seen is null)
        {
            if (await context.MarginWatchMarks.AnyAsync(cancellation))
            {
                return false;
            }

            context.MarginWatchMarks.Add(new MarginWatchMark { Id = 1, Day = day });
        }
        else if (await context.MarginWatchMarks.Where(m => m.Id == 1 && m.Day == seen).ExecuteUpdateAsync(set => set.SetProperty(m => m.Day, day), cancellation) == 0)
        {
            return false;
        }

        var open = await context.MarginTurns.Where(t => t.ToDay == null).ToDictionaryAsync(t => t.TenantId, cancellation);
        var sameDay = (await context.MarginTurns.Where(t => t.FromDay == day).Select(t => t.TenantId).ToListAsync(cancellation)).ToHashSet();
        foreach (var (id, key) in terms.Keys)
        {
            var margin = Judge(id, key, day, terms, history);
            var isRed = margin is { Standing: MarginStanding.Unprofitable or MarginStanding.UnderTheLine };
            if (open.TryGetValue(id, out var turn))
            {
                turn.ToDay = isRed ? null : day;
                if (!isRed)
                {
                    await MarginAlerts.RecoverAsync(context, key, turn, day, cancellation);
                }
            }
            else if (isRed && !sameDay.Contains(id))
            {
                context.MarginTurns.Add(new MarginTurn
                {
                    TenantId = id, FromDay = day, RevenueNanos = margin!.Revenue.TotalNanos, CostNanos = margin.CostNanos, LinePpm = (int)(margin.Line * 1_000_000), NotedAtMicros = time.NowMicros(),
                });
                await MarginAlerts.RaiseAsync(context, margin, day, cancellation);
            }
        }

        await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>The margin of the days up to one; null where the terms are too young or say nothing.</summary>
    private TenantMargin? Judge(int id, string key, DateOnly day, TermsSnapshot terms, History history)
    {
        var from = day.AddDays(1 - WindowDays);
        if (terms.FirstDay(id) is not { } known || known > day.AddDays(1 - FewestDays))
        {
            return null;
        }

        from = known > from ? known : from;
        var revenue = terms.Revenue(id, from, day.AddDays(1));
        return new TenantMargin(terms.Row(id, key, day), revenue, history.CostOf(key, from, day), 0, 0, lines.Of(terms.TierOf(id)));
    }

    private async Task<History> ReadAsync(DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        var cost = await costs.RunAsync(MarginPeriods.Ask(from, to) with { GroupBy = [CostDimension.Day, CostDimension.Tenant] }, TenantScope.All, cancellation);
        var days = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var row in cost.Rows)
        {
            var day = DateOnly.ParseExact(row.Keys[0], "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - from.DayNumber;
            (days.TryGetValue(row.Keys[1], out var known) ? known : days[row.Keys[1]] = new long[to.DayNumber - from.DayNumber])[day] = row.Measures.EffectiveCostNanos;
        }

        return new History(from, days);
    }

    /// <summary>What each tenant cost on each day from one on, by key.</summary>
    internal sealed record History(DateOnly From, Dictionary<string, long[]> Days)
    {
        public long CostOf(string tenant, DateOnly from, DateOnly last) =>
            Days.TryGetValue(tenant, out var days) ? days.AsSpan(from.DayNumber - From.DayNumber, last.DayNumber - from.DayNumber + 1).ToArray().Sum() : 0;
    }
}
