using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Releases;

namespace FinOps.Core.Efficiency;

/// <summary>Compares features or teams by how well they use what they pay for.</summary>
public sealed class EfficiencyQueries(CostQueries costs, ReleaseQueries releases, AbandonedQueries abandoned)
{
    /// <summary>Prompt growth is seen over so many days.</summary>
    public const int GrowthDays = 56;

    /// <summary>The features or teams of a period.</summary>
    /// <param name="by">Feature or team.</param>
    /// <param name="query">Period and filters; what it groups by is ignored.</param>
    /// <param name="before">The same question about the period before; null to compare nothing.</param>
    /// <exception cref="ArgumentException">The question cannot be asked; the message says why.</exception>
    public async Task<EfficiencyLeague> LeagueAsync(CostDimension by, CostQuery query, CostQuery? before, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (by is not (CostDimension.Feature or CostDimension.Team))
        {
            throw new ArgumentException($"Efficiency is compared by feature or team, not by {by}.");
        }

        var now = await costs.RunAsync(query with { GroupBy = [by] }, scope, cancellation);
        var earlier = before is null ? null : await costs.RunAsync(before with { GroupBy = [by] }, scope, cancellation);
        var was = earlier?.Rows.ToDictionary(r => r.Keys[0], r => r.Measures, StringComparer.Ordinal);
        var waste = await WasteAsync(by, query, scope, cancellation);
        var left = by == CostDimension.Feature ? await abandoned.ByFeatureAsync(query, scope, cancellation) : null;
        var days = await DaysAsync(by, query, scope, cancellation);
        var upgrades = by == CostDimension.Feature
            ? (await releases.UpgradesAsync(null, scope, cancellation)).Where(u => u.IsOpen).GroupBy(u => u.Feature, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal)
            : [];
        var length = Math.Max(1, (int)Math.Ceiling((query.ToUtc - query.FromUtc).TotalDays));
        var lines = now.Rows.Select(row =>
        {
            var input = days.GetValueOrDefault(row.Keys[0]) ?? [];
            var line = new EfficiencyLine(row.Keys[0], row.Measures, was is null ? null : was.GetValueOrDefault(row.Keys[0]) ?? new CostMeasures())
            {
                Waste = waste is null ? null : waste.GetValueOrDefault(row.Keys[0]) ?? new WasteSplit(0, 0, 0),
                Abandoned = left is null ? null : left.GetValueOrDefault(row.Keys[0]) ?? new Abandoned(0, 0, 0),
                Growth = PromptGrowth.Of(input),
                Days = input,
                Upgrade = upgrades.GetValueOrDefault(row.Keys[0]),
            };
            return line with { Advice = EfficiencyAdvisor.For(line, length) };
        }).ToList();
        return new EfficiencyLeague(by, lines, now.Total, earlier?.Total, now.AsOfUtc)
        {
            Waste = waste is null ? null : new WasteSplit(waste.Values.Sum(w => w.RetryNanos), waste.Values.Sum(w => w.FallbackNanos), waste.Values.Sum(w => w.FailedNanos)),
        };
    }

    /// <summary>How the input of a question's calls grew over the eight weeks up to its end; null where too few days have calls.</summary>
    public async Task<PromptGrowth?> GrowthAsync(CostQuery query, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var result = await costs.RunAsync(Weeks(query) with { GroupBy = [CostDimension.Day] }, scope, cancellation);
        return PromptGrowth.Of(result.Rows.Select(r => InputDay.Of(DayOf(r.Keys[0]), r.Measures)));
    }

    /// <summary>How attempts ended is kept beside the feature, not beside the tenant: where the tenant counts, only their sum is known.</summary>
    private async Task<Dictionary<string, WasteSplit>?> WasteAsync(CostDimension by, CostQuery query, TenantScope scope, CancellationToken cancellation)
    {
        if (!CostQueries.HasRollupFor([.. query.Filters, new CostFilter(by, []), new CostFilter(CostDimension.Status, [])], scope))
        {
            return null;
        }

        var result = await costs.RunAsync(query with { GroupBy = [by, CostDimension.Status], ForReport = true }, scope, cancellation);
        return result.Rows.GroupBy(r => r.Keys[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => new WasteSplit(Of(g, "retry"), Of(g, "fallback"), Of(g, "timeout") + Of(g, "error")), StringComparer.Ordinal);

        static long Of(IEnumerable<CostRow> rows, string status) => rows.Where(r => r.Keys[1] == status).Sum(r => r.Measures.EffectiveCostNanos);
    }

    private async Task<Dictionary<string, List<InputDay>>> DaysAsync(CostDimension by, CostQuery query, TenantScope scope, CancellationToken cancellation)
    {
        var result = await costs.RunAsync(Weeks(query) with { GroupBy = [CostDimension.Day, by] }, scope, cancellation);
        return result.Rows.GroupBy(r => r.Keys[1], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(r => InputDay.Of(DayOf(r.Keys[0]), r.Measures)).ToList(), StringComparer.Ordinal);
    }

    private static CostQuery Weeks(CostQuery query)
    {
        var until = query.ToUtc.TimeOfDay == TimeSpan.Zero ? query.ToUtc : query.ToUtc.Date.AddDays(1);
        return query with { FromUtc = until.AddDays(-GrowthDays), ToUtc = until };
    }

    private static int DayOf(string day) => Instants.ToDay(Instants.ToMicros(DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)));
}
