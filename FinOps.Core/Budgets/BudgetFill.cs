using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FinOps.Core.Budgets;

/// <summary>What stored usage says about windows.</summary>
/// <param name="Windows">The windows with spend.</param>
/// <param name="Unknown">Stretches that only records could tell, and whose records were pruned.</param>
/// <param name="FromMicros">Windows that begin earlier were not looked at.</param>
internal sealed record BudgetSums(IReadOnlyList<BudgetWindow> Windows, IReadOnlyList<(long FromMicros, long ToMicros)> Unknown, long FromMicros)
{
    public bool IsKnown(long fromMicros, long toMicros) => !Unknown.Any(u => u.FromMicros < toMicros && u.ToMicros > fromMicros);
}

/// <summary>Works windows out from stored usage: for budgets that are new or changed, for the nightly check and after removals.</summary>
internal static class BudgetFill
{
    private const int MostFiltered = 500;

    /// <summary>Sets the windows of some budgets to what stored usage says and tells of thresholds that they reach. Call in a transaction that holds the turn of usage; the caller saves.</summary>
    /// <param name="sinceMicros">Windows that were over before this instant stay as they are.</param>
    public static async Task ApplyAsync(FinOpsDbContext context, IReadOnlySet<int> budgetIds, long sinceMicros, long nowMicros, CancellationToken cancellation)
    {
        var book = await ReadBookAsync(context, budgetIds, cancellation);
        var terms = book.Budgets.ToDictionary(b => b.Id);
        var gone = budgetIds.Where(id => !terms.ContainsKey(id)).ToList();
        foreach (var chunk in gone.Chunk(MostFiltered))
        {
            await context.BudgetWindows.Where(w => chunk.Contains(w.BudgetId)).ExecuteDeleteAsync(cancellation);
        }

        var sums = await SumAsync(context, book, sinceMicros, nowMicros, cancellation);
        var stored = new List<BudgetWindow>();
        foreach (var chunk in terms.Keys.Chunk(MostFiltered))
        {
            stored.AddRange(await context.BudgetWindows.Where(w => chunk.Contains(w.BudgetId) && w.StartMicros >= sums.FromMicros).ToListAsync(cancellation));
        }

        var rows = Merge(context, book, terms, sums, stored, nowMicros);
        await BudgetAlerts.RaiseAsync(context, terms, rows.Where(w => w.Grain == terms[w.BudgetId].Period), nowMicros, cancellation);
    }

    /// <summary>The book of some budgets only, as the context's transaction sees them.</summary>
    public static async Task<BudgetBook> ReadBookAsync(FinOpsDbContext context, IReadOnlySet<int>? only, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        var (connection, transaction) = (context.Database.GetDbConnection(), context.Database.CurrentTransaction?.GetDbTransaction());
        var book = BudgetBooks.Load(connection, transaction, BudgetBooks.VersionIn(connection, transaction));
        return only is null ? book : new BudgetBook(book.Version, [.. book.Budgets.Where(b => only.Contains(b.Id))], book.Calendars, book.Models);
    }

    /// <summary>The windows of a book that hold usage from an instant on.</summary>
    public static async Task<BudgetSums> SumAsync(FinOpsDbContext context, BudgetBook book, long sinceMicros, long nowMicros, CancellationToken cancellation)
    {
        var (connection, transaction) = (context.Database.GetDbConnection(), context.Database.CurrentTransaction?.GetDbTransaction());
        var models = BudgetBooks.ModelsIn(connection, transaction, book);
        var postings = new BudgetPostings(book, models);
        var unknown = new List<(long, long)>();
        var (groups, filters) = Question(book, models);
        var since = SinceOf(book, sinceMicros);
        foreach (var (from, to) in await StretchesAsync(context, book, since, cancellation))
        {
            if (await CostQueries.SumAsync(context, groups, filters, from, to, cancellation) is not { } sums)
            {
                unknown.Add((from, to));
                continue;
            }

            foreach (var (ids, measures) in sums.Groups)
            {
                postings.Add(from, new BudgetKey(ids.Tenant, ids.Feature, ids.Team, ids.Model, ids.Environment), BudgetSegments.CostOf(measures));
            }
        }

        var windows = postings.Result().Where(p => p.StartMicros >= since).Select(p => BudgetCrossings.NewWindow(book.Budgets[p.Budget], p, nowMicros));
        return new BudgetSums([.. windows], unknown, since);
    }

    /// <summary>What to group and filter by: no more than the budgets are limited to.</summary>
    private static (CubeKeys Groups, List<(CubeKeys, IReadOnlyList<int>)> Filters) Question(BudgetBook book, IReadOnlyDictionary<int, int> models)
    {
        var mask = book.MaskOf(Enumerable.Range(0, book.Budgets.Count));
        var groups = ((mask & 1) != 0 ? CubeKeys.Tenant : 0) | ((mask & 2) != 0 ? CubeKeys.Feature : 0) | ((mask & 4) != 0 ? CubeKeys.Team : 0)
            | ((mask & 8) != 0 ? CubeKeys.Model : 0) | ((mask & 16) != 0 ? CubeKeys.Environment : 0);
        var filters = new List<(CubeKeys, IReadOnlyList<int>)>();
        Filter(CubeKeys.Tenant, k => k.Tenant);
        Filter(CubeKeys.Feature, k => k.Feature);
        if (book.Budgets.Count > 0 && book.Budgets.All(b => b.Key.Model != 0) && models.Count <= MostFiltered)
        {
            filters.Add((CubeKeys.Model, [.. models.Keys]));
        }

        return (groups, filters);

        void Filter(CubeKeys key, Func<BudgetKey, int> part)
        {
            var ids = book.Budgets.Select(b => part(b.Key)).Distinct().Take(MostFiltered + 1).ToList();
            if (ids.Count is > 0 and <= MostFiltered && !ids.Contains(0))
            {
                filters.Add((key, ids));
            }
        }
    }

    /// <summary>The beginning of the first window that an instant lies in, so that each window from there on is seen whole.</summary>
    private static long SinceOf(BudgetBook book, long micros) => micros == long.MinValue || book.IsEmpty ? micros : Used(book).Min(c => c.Of(micros).StartMicros);

    private static IEnumerable<BudgetCalendar> Used(BudgetBook book) => book.Budgets.SelectMany(b => b.Calendars).Distinct().Select(c => book.Calendars[c]);

    /// <summary>Stretches of time inside which no window of the book begins or ends, and which hold usage.</summary>
    private static async Task<List<(long From, long To)>> StretchesAsync(FinOpsDbContext context, BudgetBook book, long sinceMicros, CancellationToken cancellation)
    {
        var hours = context.CostCells.Where(c => c.CubeId == Cube.TenantHour.Id).Select(c => (int?)c.Period);
        if (book.IsEmpty || await hours.MinAsync(cancellation) is not { } first)
        {
            return [];
        }

        var from = Math.Max(Math.Max(first * Instants.MicrosPerHour, book.Budgets.Min(b => b.FromMicros)), sinceMicros);
        var to = Math.Min(((await hours.MaxAsync(cancellation))!.Value + 1) * Instants.MicrosPerHour, book.Budgets.Max(b => b.ToMicros));
        if (from >= to)
        {
            return [];
        }

        var cuts = new SortedSet<long>(book.Budgets.SelectMany(b => new[] { b.FromMicros, b.ToMicros }).Where(m => m > from && m < to)) { from, to };
        foreach (var calendar in Used(book))
        {
            for (var span = calendar.Of(from); span.EndMicros < to; span = calendar.Of(span.EndMicros))
            {
                cuts.Add(span.EndMicros);
            }
        }

        return [.. cuts.Zip(cuts.Skip(1))];
    }

    /// <summary>Brings stored rows to what was summed: keeps what was told, takes rows away that are no windows of the budget any more.</summary>
    private static List<BudgetWindow> Merge(
        FinOpsDbContext context, BudgetBook book, Dictionary<int, BudgetTerms> terms, BudgetSums sums, List<BudgetWindow> stored, long nowMicros)
    {
        var known = stored.ToDictionary(w => (w.BudgetId, w.Grain, w.StartMicros));
        var summed = sums.Windows.ToDictionary(w => (w.BudgetId, w.Grain, w.StartMicros));
        var rows = new List<BudgetWindow>();
        foreach (var row in stored.Where(w => !summed.ContainsKey((w.BudgetId, w.Grain, w.StartMicros))))
        {
            if (!IsWindowOf(book, terms[row.BudgetId], row))
            {
                context.BudgetWindows.Remove(row);
            }
            else
            {
                rows.Add(Set(row, terms[row.BudgetId], sums.IsKnown(row.StartMicros, row.EndMicros) ? 0 : row.PostedNanos, nowMicros));
            }
        }

        foreach (var (key, sum) in summed)
        {
            if (!known.TryGetValue(key, out var row))
            {
                rows.Add(context.BudgetWindows.Add(sum).Entity);
            }
            else
            {
                row.EndMicros = sum.EndMicros;
                rows.Add(Set(row, terms[row.BudgetId], sums.IsKnown(row.StartMicros, row.EndMicros) ? sum.PostedNanos : row.PostedNanos, nowMicros));
            }
        }

        return rows;
    }

    private static bool IsWindowOf(BudgetBook book, BudgetTerms budget, BudgetWindow row) =>
        budget.Calendars.Any(c => book.Calendars[c].Period == row.Grain && budget.Clip(book.Calendars[c].Of(row.StartMicros)) is { } span && span.StartMicros == row.StartMicros && span.EndMicros == row.EndMicros);

    private static BudgetWindow Set(BudgetWindow row, BudgetTerms budget, long posted, long nowMicros)
    {
        var limit = budget.AmountOf(row.EndMicros);
        var next = row.Grain == budget.Period && row.EndMicros > nowMicros ? BudgetThresholds.Next(limit, budget.Thresholds, row.AlertedPercent) : long.MaxValue;
        if ((row.LimitNanos, row.PostedNanos, row.NextAlertNanos) != (limit, posted, next))
        {
            (row.LimitNanos, row.PostedNanos, row.NextAlertNanos, row.Version) = (limit, posted, next, row.Version + 1);
        }

        return row;
    }
}
