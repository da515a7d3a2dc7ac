using FinOps.Core.Data;
using FinOps.Core.Derivations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Outcomes;

/// <summary>
/// Leads outcomes back to their work and works out what it cost. The work of an outcome is all calls of the same task, else of the same trace, else of the
/// same session, else the same request with its children: the first of these ids that it carries and any call has; and the side calls in the traces of
/// those calls. Calls are looked for from some days before the outcome to one day behind it. Each call counts once for a type: it belongs to the first
/// day, from its own on, on which an outcome of the type names it, or to the day before its own where there is none; outcomes of a day that share a call
/// share their work.
/// </summary>
internal sealed class OutcomeDerivation(IOptions<OutcomeOptions> options) : IDayDerivation
{
    /// <summary>Raise it when the rules change: all days are worked out anew.</summary>
    private const int Rules = 3;

    /// <summary>The name of its days.</summary>
    public const string StoredName = "outcomes";

    public string Name => StoredName;

    public int DaysBefore => options.Value.LookBackDays;

    public int DaysAfter => 1;

    public async Task<IReadOnlyDictionary<int, long>> DueAsync(FinOpsDbContext context, DaySums sums, CancellationToken cancellation)
    {
        // Outcomes never change, so that their number and ids tell everything.
        var stored = await context.Outcomes.GroupBy(o => o.Day).Select(g => new { Day = g.Key, Count = g.LongCount(), Ids = g.Sum(o => o.Id) }).ToListAsync(cancellation);
        var byDay = stored.ToDictionary(s => s.Day, s => DaySums.Hash(s.Count, s.Ids));
        return byDay.Keys.ToDictionary(
            day => day,
            day => sums.Fingerprint(
                day - DaysBefore, day + DaysAfter,
                [Rules, DaysBefore, .. Enumerable.Range(FirstOutcomeDay(day), LastOutcomeDay(day) - FirstOutcomeDay(day) + 1).Select(d => byDay.GetValueOrDefault(d))]));
    }

    public async Task<IDayFold> OpenAsync(FinOpsDbContext context, IReadOnlyList<int> days, CancellationToken cancellation)
    {
        var index = new OutcomeIndex(days, DaysBefore, FirstOutcomeDay(days[0]));
        var (first, last) = (FirstOutcomeDay(days[0]), LastOutcomeDay(days[^1]));
        var rows = context.Outcomes.AsNoTracking().Where(o => o.Day >= first && o.Day <= last).OrderBy(o => o.Id)
            .Select(o => new OutcomeRow(o.Day, o.TypeId, o.TenantId, o.FeatureId, o.TaskId, o.TraceId, o.SessionId, o.RequestId, o.QuantityMillionths, o.IsSuccess, o.IsCorrect));
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            index.Add(row);
        }

        await index.ResolveTasksAsync(context, cancellation);
        return new OutcomeFold(index);
    }

    /// <summary>The first day whose outcomes can claim a call that is looked for.</summary>
    private int FirstOutcomeDay(int day) => day - DaysBefore - DaysAfter;

    private int LastOutcomeDay(int day) => day + DaysAfter + DaysBefore;
}
