using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;

namespace FinOps.Core.Budgets;

/// <summary>What the current window of a budget is expected to come to. Estimates; money is nano-USD.</summary>
/// <param name="ExpectedNanos">Spend at the end of the window.</param>
/// <param name="RunsOutOn">The UTC day on which the amount is expected to be reached; null when it is not within the window, or is reached already.</param>
/// <param name="Left">What is expected of each day left.</param>
public sealed record BudgetForecast(long ExpectedNanos, DateOnly? RunsOutOn, IReadOnlyList<(DateOnly Day, long Nanos)> Left);

/// <summary>An amount that past spend suggests, with its arithmetic.</summary>
/// <param name="AmountNanos">The suggestion, in nano-USD, rounded up.</param>
/// <param name="Steps">How it comes about, a sentence each.</param>
public sealed record BudgetSuggestion(long AmountNanos, IReadOnlyList<string> Steps);

/// <summary>Expects spend of budgets and suggests amounts, from the cost of past days. Days are UTC here, also of budgets in other time zones: these are estimates.</summary>
public sealed class BudgetOutlook(CostQueries costs, TimeProvider time)
{
    private const int Days = 28;
    private const int BufferPercent = 20;

    /// <summary>The forecasts of some rows; those that cover no time now, or of whose scope too little is known, are missing.</summary>
    public async Task<IReadOnlyDictionary<int, BudgetForecast>> ForecastsAsync(IReadOnlyCollection<BudgetRow> rows, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        var found = new Dictionary<int, BudgetForecast>();
        foreach (var alike in rows.Where(r => r.Now is not null).GroupBy(r => string.Join(',', r.Scope.Parts.Select(p => p.Part))))
        {
            var days = await DaysAsync([.. alike.Select(r => r.Scope)], actor, cancellation);
            foreach (var row in alike)
            {
                if (days.TryGetValue(row.Scope, out var costOfDay) && Forecast(row, costOfDay) is { } forecast)
                {
                    found[row.Budget.Id] = forecast;
                }
            }
        }

        return found;
    }

    /// <summary>What past spend of a scope suggests; null when nothing was spent in the last four weeks.</summary>
    public async Task<BudgetSuggestion?> SuggestAsync(BudgetScope scope, BudgetPeriod period, Actor actor, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(actor);
        actor.Demand(Permission.ViewCosts);
        if (!(await DaysAsync([scope], actor, cancellation)).TryGetValue(scope, out var costOfDay))
        {
            return null;
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var whole = costOfDay.Where(d => d.Key < today).ToDictionary();
        return whole.Count == 0 || whole.Values.Sum() <= 0 ? null : period == BudgetPeriod.Monthly ? ForMonth(whole, today) : ForDay(whole, today);
    }

    /// <summary>The amount rounded up to two figures, as people write budgets.</summary>
    internal static long RoundUp(long nanos)
    {
        long step = 10_000_000;
        while (nanos / step >= 100)
        {
            step *= 10;
        }

        return (nanos + step - 1) / step * step;
    }

    private static BudgetSuggestion ForMonth(Dictionary<DateOnly, long> whole, DateOnly today)
    {
        var known = today.DayNumber - whole.Keys.Min().DayNumber;
        var (sum, length) = (whole.Values.Sum(), DateTime.DaysInMonth(today.Year, today.Month));
        var month = (long)decimal.Round((decimal)sum / known * length, MidpointRounding.ToEven);
        return Finish(month, [$"{Usd(sum)} was spent in the last {known} whole days: {Usd(sum / known)} a day.", $"A month of {length} days at that pace comes to {Usd(month)}."]);
    }

    /// <summary>A day is held against the busiest weekday: against the mean, every working day would be over.</summary>
    private static BudgetSuggestion ForDay(Dictionary<DateOnly, long> whole, DateOnly today)
    {
        var first = whole.Keys.Min();
        var days = Enumerable.Range(first.DayNumber, today.DayNumber - first.DayNumber).Select(DateOnly.FromDayNumber).ToList();
        var (weekday, mean, count) = days.GroupBy(d => d.DayOfWeek)
            .Select(g => (g.Key, Mean: (long)decimal.Round(g.Average(d => (decimal)whole.GetValueOrDefault(d)), MidpointRounding.ToEven), Count: g.Count())).MaxBy(g => g.Mean);
        return Finish(mean, [$"The busiest weekday of the last {days.Count} whole days is {weekday}: {Usd(mean)} on average, of {count}."]);
    }

    private static BudgetSuggestion Finish(long baseline, List<string> steps)
    {
        var buffered = baseline + (long)(((Int128)baseline * BufferPercent + 99) / 100);
        var amount = RoundUp(buffered);
        steps.Add($"With a buffer of {BufferPercent} % that is {Usd(buffered)}{(amount == buffered ? "." : $", rounded up to {Usd(amount)}.")}");
        return new BudgetSuggestion(amount, steps);
    }

    private BudgetForecast? Forecast(BudgetRow row, Dictionary<DateOnly, long> costOfDay)
    {
        var (now, window) = (time.GetUtcNow().UtcDateTime, row.Now!);
        var (from, to) = (DateOnly.FromDateTime(window.StartUtc), DateOnly.FromDateTime(window.EndUtc.AddTicks(-1)).AddDays(1));
        if (SpendForecaster.Of(costOfDay, costOfDay.Keys.Min(), from, to, now) is not { } spend)
        {
            return null;
        }

        var sum = window.PostedNanos;
        DateOnly? runsOut = null;
        foreach (var (day, nanos) in spend.Left)
        {
            sum += nanos;
            runsOut ??= sum >= window.AmountNanos && window.PostedNanos < window.AmountNanos ? day : null;
        }

        return new BudgetForecast(sum, runsOut, spend.Left);
    }

    /// <summary>The cost of each of the last days by scope, for scopes that name the same parts; a scope without spend is missing.</summary>
    private async Task<Dictionary<BudgetScope, Dictionary<DateOnly, long>>> DaysAsync(IReadOnlyList<BudgetScope> scopes, Actor actor, CancellationToken cancellation)
    {
        var parts = scopes[0].Parts.Select(p => Enum.Parse<CostDimension>(p.Part, ignoreCase: true)).ToList();
        var today = time.GetUtcNow().UtcDateTime.Date;
        var query = new CostQuery(today.AddDays(-Days), today.AddDays(1))
        {
            GroupBy = [.. parts, CostDimension.Day],
            Filters = [.. parts.Select((p, i) => new CostFilter(p, [.. scopes.Select(s => s.Parts.ElementAt(i).Name).Distinct()]))],
            ForReport = true,
        };
        var wanted = scopes.ToHashSet();
        var found = new Dictionary<BudgetScope, Dictionary<DateOnly, long>>();
        foreach (var row in (await costs.RunAsync(query, actor.Sees, cancellation)).Rows)
        {
            var scope = ScopeOf(parts, row.Keys);
            if (wanted.Contains(scope))
            {
                var days = found.TryGetValue(scope, out var known) ? known : found[scope] = [];
                var day = DateOnly.ParseExact(row.Keys[^1], "yyyy-MM-dd", CultureInfo.InvariantCulture);
                days[day] = days.GetValueOrDefault(day) + row.Measures.EffectiveCostNanos;
            }
        }

        return found;
    }

    private static BudgetScope ScopeOf(List<CostDimension> parts, IReadOnlyList<string> keys)
    {
        string Name(CostDimension part) => parts.IndexOf(part) is >= 0 and var i ? keys[i] : "";
        return new BudgetScope(Name(CostDimension.Feature), Name(CostDimension.Tenant), Name(CostDimension.Team), Name(CostDimension.Model), Name(CostDimension.Environment));
    }

    private static string Usd(long nanos) => string.Create(CultureInfo.InvariantCulture, $"${Money.ToUsd(nanos):#,##0.00}");
}
