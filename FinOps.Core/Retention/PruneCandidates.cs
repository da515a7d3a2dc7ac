using System.Globalization;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Months;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Retention;

/// <summary>Finds the weeks whose records are old enough to go, and says what holds the next one back.</summary>
internal sealed class PruneCandidates(RetentionOptions options, TimeProvider time)
{
    /// <summary>Weeks with usage, oldest first, and why younger ones that are old enough are not among them.</summary>
    public async Task<(List<int> Weeks, string? Halt)> FindAsync(FinOpsDbContext context, CancellationToken cancellation)
    {
        if (options.RawRecordDays == 0)
        {
            return ([], "Records are kept for ever (Retention:RawRecordDays is 0).");
        }

        // What the demo company brought is subtracted from the totals when it is removed, which needs its records.
        if (await context.ImportFiles.Where(f => f.Source == ImportSource.Demo).Select(f => (int?)f.Id).FirstOrDefaultAsync(cancellation) is not null)
        {
            return ([], "The demo company is loaded; remove it first.");
        }

        var end = (int)((time.NowMicros() - (options.RawRecordDays * Instants.MicrosPerDay)) / Cube.TenantWeek.LengthMicros);
        var pruned = await context.PrunedWeeks.MaxAsync(w => (int?)w.Week, cancellation) ?? int.MinValue;
        var used = await context.CostCells.Where(c => c.CubeId == Cube.TenantDay.Id).Select(c => c.Period / 7).Distinct().OrderBy(w => w).ToListAsync(cancellation);
        var old = used.Where(w => w > pruned && w < end).ToList();
        return options.OnlyClosedMonths ? await ClosedAsync(context, old, cancellation) : (old, null);
    }

    private static async Task<(List<int> Weeks, string? Halt)> ClosedAsync(FinOpsDbContext context, List<int> weeks, CancellationToken cancellation)
    {
        var closed = await context.ClosedMonths.Where(m => m.ReopenedAtMicros == null).Select(m => m.Month).ToHashSetAsync(cancellation);
        var open = weeks.FindIndex(w => MonthsOf(w).Any(m => !closed.Contains(m.Number)));
        return open < 0
            ? (weeks, null)
            : (weeks[..open], $"{MonthsOf(weeks[open]).First(m => !closed.Contains(m.Number))} is not closed, so its records may have to be rated again: close it, or set Retention:OnlyClosedMonths to false.");
    }

    /// <summary>The one or two months that a week lies in.</summary>
    private static IEnumerable<CalendarMonth> MonthsOf(int week) =>
        new[] { CalendarMonth.OfHour(week * 24 * 7), CalendarMonth.OfHour(((week + 1) * 24 * 7) - 1) }.Distinct();

    /// <summary>How a week is named to people: its first day.</summary>
    public static string NameOf(int week) => StartOf(week).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateTime StartOf(int week) => Instants.ToUtc(Cube.TenantWeek.StartMicros(week));
}
