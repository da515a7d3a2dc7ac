using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Releases;

/// <summary>A release with the key of its feature.</summary>
public sealed record RecordedRelease(string Feature, Release Release);

/// <summary>Reads releases, and finds what changed without one.</summary>
public sealed class ReleaseQueries(IDbContextFactory<FinOpsDbContext> contexts, CostQueries costs, IOptions<ReleaseOptions> options, TimeProvider time)
{
    /// <summary>How far back changes are looked for.</summary>
    public const int Days = 90;

    private const int DaysToLearn = 7;
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The releases of a feature, or of all that have usage in scope, newest first.</summary>
    public async Task<IReadOnlyList<RecordedRelease>> ListAsync(string? feature, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var found = await (from r in context.Releases.AsNoTracking()
                           join d in context.Dimensions on r.FeatureId equals d.Id
                           where feature == null || d.Key == feature
                           orderby r.AtMicros descending, r.Id descending
                           select new { d.Key, Release = r }).ToListAsync(cancellation);
        var seen = scope.IsAll || found.Count == 0 ? null : await FeaturesInScopeAsync(scope, cancellation);
        return [.. found.Where(f => seen is null || seen.Contains(f.Key)).Select(f => new RecordedRelease(f.Key, f.Release))];
    }

    /// <summary>
    /// What changed in the last 90 days, newest first: quietly, or explained by a release. It is judged by the usage in scope alone, so that nobody learns
    /// what other tenants do.
    /// </summary>
    /// <param name="feature">Only this feature; null for all.</param>
    public async Task<IReadOnlyList<QuietUpgrade>> UpgradesAsync(string? feature, TenantScope scope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var tomorrow = time.GetUtcNow().UtcDateTime.Date.AddDays(1);
        var use = await UseAsync(tomorrow.AddDays(-Days - DaysToLearn), tomorrow, feature, scope, cancellation);
        var versions = scope.IsAll ? await VersionsAsync(use, feature, cancellation) : [];
        var found = use.SelectMany(f => FindingsOf(f.Value, versions.GetValueOrDefault(f.Key) ?? []).Select(finding => (Feature: f.Key, Finding: finding))).ToList();
        if (found.Count == 0)
        {
            return [];
        }

        var (releases, notes) = await NotesAsync([.. found.Select(f => f.Feature).Distinct()], cancellation);
        return
        [
            .. found.Select(f => Known(f.Feature, f.Finding, releases[f.Feature], notes[f.Feature]))
                .OrderByDescending(u => u.Finding.FirstDay).ThenByDescending(u => u.Finding.EffectPerMonthNanos).ThenBy(u => u.Feature, StringComparer.Ordinal),
        ];
    }

    /// <summary>What people wrote down about some features, by their keys.</summary>
    internal async Task<(ILookup<string, Release> Releases, ILookup<string, UpgradeAcknowledgment> Acknowledgments)> NotesAsync(IReadOnlyList<string> features, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var keys = await context.Dimensions.Where(d => d.Kind == DimensionKind.Feature && features.Contains(d.Key)).ToDictionaryAsync(d => d.Id, d => d.Key, cancellation);
        var ids = keys.Keys.ToList();
        var releases = await context.Releases.AsNoTracking().Where(r => ids.Contains(r.FeatureId)).ToListAsync(cancellation);
        var notes = await context.UpgradeAcknowledgments.AsNoTracking().Where(a => ids.Contains(a.FeatureId)).ToListAsync(cancellation);
        return (releases.ToLookup(r => keys[r.FeatureId], StringComparer.Ordinal), notes.ToLookup(a => keys[a.FeatureId], StringComparer.Ordinal));
    }

    /// <summary>Changes of models, and changes of versions that no change of models near them tells already.</summary>
    private IEnumerable<UpgradeFinding> FindingsOf(List<ModelDay> models, List<ModelDay> versions)
    {
        var found = QuietUpgradeDetector.Find(models, options.Value);
        return found.Concat(QuietUpgradeDetector.Find(versions, options.Value).Where(v => found.All(f => Math.Abs(f.FirstDay - v.FirstDay) > options.Value.NearDays)));
    }

    /// <summary>The versions of models by feature, of the days that are worked out in full; versions are kept of all tenants together.</summary>
    private async Task<Dictionary<string, List<ModelDay>>> VersionsAsync(Dictionary<string, List<ModelDay>> use, string? feature, CancellationToken cancellation)
    {
        var first = use.Values.SelectMany(days => days).Select(d => d.Day).DefaultIfEmpty(int.MaxValue).Min();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var cells = await (from c in context.VersionCells.AsNoTracking()
                           join f in context.Dimensions on c.FeatureId equals f.Id
                           join m in context.Dimensions on c.ModelId equals m.Id
                           where c.Day >= first && (feature == null || f.Key == feature)
                           select new { c.Day, Feature = f.Key, Model = m.Key, c.Version, c.Calls, c.UnpricedCalls, c.CostNanos }).ToListAsync(cancellation);
        var calls = use.SelectMany(f => f.Value.Select(d => (Feature: f.Key, d.Day, d.Calls))).GroupBy(d => (d.Feature, d.Day)).ToDictionary(g => g.Key, g => g.Sum(d => d.Calls));
        return cells.GroupBy(c => (c.Feature, c.Day)).Where(g => calls.GetValueOrDefault(g.Key) == g.Sum(c => c.Calls)).SelectMany(g => g).GroupBy(c => c.Feature, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => g.Select(c => new ModelDay(c.Day, c.Version.Length == 0 ? c.Model : $"{c.Model} ({c.Version})", c.Calls, c.UnpricedCalls, c.CostNanos)).ToList(),
            StringComparer.Ordinal);
    }

    private QuietUpgrade Known(string feature, UpgradeFinding finding, IEnumerable<Release> releases, IEnumerable<UpgradeAcknowledgment> notes) => new(
        feature,
        finding,
        releases.Where(r => Math.Abs(Instants.ToDay(r.AtMicros) - finding.FirstDay) <= options.Value.NearDays).OrderBy(r => Math.Abs(Instants.ToDay(r.AtMicros) - finding.FirstDay)).FirstOrDefault(),
        notes.FirstOrDefault(a => a.FirstDay == finding.FirstDay));

    /// <summary>The models of each feature by day. Calls without a feature belong to none.</summary>
    private async Task<Dictionary<string, List<ModelDay>>> UseAsync(DateTime fromUtc, DateTime toUtc, string? feature, TenantScope scope, CancellationToken cancellation)
    {
        var query = new CostQuery(fromUtc, toUtc)
        {
            GroupBy = [CostDimension.Day, CostDimension.Feature, CostDimension.Model],
            Filters = feature is null ? [] : [new CostFilter(CostDimension.Feature, [feature])],
            ForReport = true,
        };
        var use = new Dictionary<string, List<ModelDay>>(StringComparer.Ordinal);
        foreach (var row in (await costs.RunAsync(query, scope, cancellation)).Rows.Where(r => r.Keys[1].Length > 0))
        {
            if (!use.TryGetValue(row.Keys[1], out var days))
            {
                use[row.Keys[1]] = days = [];
            }

            var day = DateOnly.ParseExact(row.Keys[0], "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - UnixEpochDay;
            days.Add(new ModelDay(day, row.Keys[2], row.Measures.Requests, row.Measures.UnpricedRequests, row.Measures.EffectiveCostNanos));
        }

        return use;
    }

    private async Task<HashSet<string>> FeaturesInScopeAsync(TenantScope scope, CancellationToken cancellation)
    {
        if (await costs.ExtentAsync(scope, cancellation) is not var (first, last))
        {
            return [];
        }

        var query = new CostQuery(first.Date, last.AddTicks(-1).Date.AddDays(1)) { GroupBy = [CostDimension.Feature], ForReport = true };
        return [.. (await costs.RunAsync(query, scope, cancellation)).Rows.Select(r => r.Keys[0])];
    }
}
