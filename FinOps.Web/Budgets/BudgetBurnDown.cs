using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Budgets;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Web.Charts;

namespace FinOps.Web.Budgets;

/// <summary>The spend of a budget's period added up, beside its amount and an even pace; what is left of the period as it is expected.</summary>
public sealed record BudgetBurnDown(IReadOnlyList<DateTime> Times, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>Reads a row's current window; null while it covers no time.</summary>
    public static async Task<BudgetBurnDown?> ReadAsync(BudgetRow row, BudgetForecast? forecast, CostQueries costs, Actor actor, DateTime nowUtc, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(costs);
        ArgumentNullException.ThrowIfNull(actor);
        if (row.Now is not { } window)
        {
            return null;
        }

        var isDay = row.Budget.Period == BudgetPeriod.Daily;
        var query = new CostQuery(window.StartUtc, window.EndUtc)
        {
            GroupBy = [isDay ? CostDimension.Hour : CostDimension.Day],
            Filters = [.. row.Scope.Parts.Select(p => new CostFilter(Enum.Parse<CostDimension>(p.Part, ignoreCase: true), [p.Name]))],
            ForReport = true,
        };
        var costOf = (await costs.RunAsync(query, actor.Sees, cancellation)).Rows.ToDictionary(
            r => DateTime.Parse(r.Keys[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal), r => r.Measures.EffectiveCostNanos);
        return Draw(window, isDay ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1), costOf, forecast, nowUtc);
    }

    private static BudgetBurnDown Draw(AppliedBudget window, TimeSpan step, Dictionary<DateTime, long> costOf, BudgetForecast? forecast, DateTime nowUtc)
    {
        var first = new DateTime(window.StartUtc.Ticks / step.Ticks * step.Ticks, DateTimeKind.Utc);
        var times = Enumerable.Range(0, (int)Math.Ceiling((window.EndUtc - first) / step)).Select(i => first + (i * step)).ToList();
        var left = forecast?.Left.ToDictionary(l => l.Day, l => l.Nanos) ?? [];
        var (spent, expected, pace) = (new List<decimal?>(), new List<decimal?>(), new List<decimal?>());
        long sum = 0, sumExpected = 0;
        foreach (var (at, i) in times.Select((t, i) => (t, i)))
        {
            var isPast = at <= nowUtc;
            sum += costOf.GetValueOrDefault(at);
            spent.Add(isPast ? Money.ToUsd(sum) : null);
            sumExpected = isPast && at + step <= nowUtc ? sum : (isPast ? sum : sumExpected) + (step.TotalDays >= 1 ? left.GetValueOrDefault(DateOnly.FromDateTime(at)) : 0);
            expected.Add(step.TotalDays >= 1 && forecast is not null && at + step > nowUtc ? Money.ToUsd(sumExpected) : null);
            pace.Add(decimal.Round(Money.ToUsd(window.AmountNanos) * (i + 1) / times.Count, 2, MidpointRounding.ToEven));
        }

        return new BudgetBurnDown(times,
        [
            new ChartSeries("spent", "Spent", spent),
            new ChartSeries("amount", "Amount", [.. times.Select(_ => (decimal?)Money.ToUsd(window.AmountNanos))]) { IsOther = true },
            new ChartSeries("pace", "Even pace", pace) { IsDashed = true, IsOther = true },
            .. forecast is null || step.TotalDays < 1 ? Array.Empty<ChartSeries>() : [new ChartSeries("expected", "Expected", expected) { IsDashed = true }],
        ]);
    }
}
