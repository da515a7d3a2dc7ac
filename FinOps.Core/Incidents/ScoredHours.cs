using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Incidents;

/// <summary>One hour of a scope: what was spent, and what was usual for it; the latter is null where the past was too short.</summary>
public sealed record ScoredHour(DateTime FromUtc, long Nanos, long? ExpectedNanos, long? LowNanos, long? HighNanos, double? ZEq);

/// <summary>Reads hours of a scope with what was usual for them: as they were scored, each day by what lay before it.</summary>
public sealed class ScoredHours(IDbContextFactory<FinOpsDbContext> contexts, IOptions<IncidentOptions> options)
{
    /// <summary>Hours of the scope of an incident, from a few days before it up to its end.</summary>
    /// <param name="detail">As <see cref="IncidentQueries.FindAsync"/> gave it, so that who asks may see it.</param>
    public async Task<IReadOnlyList<ScoredHour>> AroundAsync(IncidentDetail detail, int daysBefore, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(detail);
        var incident = detail.Row.Incident;
        var to = (incident.ToHour ?? Instants.ToHour(incident.UpdatedAtMicros)) + 1;
        var from = Math.Max(incident.FromHour - (daysBefore * 24), detail.Scope.FirstHour);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var settings = new ScoreSettings(options.Value);
        await settings.LoadAsync(context, cancellation);
        var detector = Detectors.Of(settings.Of(detail.Scope.Key).Method, SeriesGrain.Hour);
        var stored = detail.Scores.Where(s => s.Grain == SeriesGrain.Hour).ToDictionary(s => s.Period);
        var hours = new List<ScoredHour>();
        for (var day = from / 24; day * 24 < to; day++)
        {
            var past = (await SpendPast.ReadAsync(context, detail.Scope.Chunk, [detail.Scope], SeriesGrain.Hour, (day + 1) * 24, detector.WindowBuckets + 24, cancellation))[0];
            var known = Math.Max(past.Count - 24, 0);
            var baseline = detector.Learn(SeriesHistory.Of(past.End - past.Count, past.Nanos[..known], past.Uses[..known]));
            for (var hour = Math.Max(from, day * 24); hour < Math.Min(to, (day + 1) * 24); hour++)
            {
                hours.Add(stored.TryGetValue(hour, out var kept) ? Of(kept) : Of(hour, baseline.Score(hour, SumOf(past, hour))));
            }
        }

        return hours;
    }

    private static long SumOf(SeriesHistory past, int hour) => hour - (past.End - past.Count) is >= 0 and var at && at < past.Count ? past.Nanos[at] : 0;

    private static ScoredHour Of(IncidentScore s) => s.HighNanos > 0
        ? new ScoredHour(Utc(s.Period), s.Nanos, s.ExpectedNanos, s.LowNanos, s.HighNanos, s.ZEq)
        : new ScoredHour(Utc(s.Period), s.Nanos, null, null, null, null);

    private static ScoredHour Of(int hour, AnomalyScore s) => s.IsScored
        ? new ScoredHour(Utc(hour), s.Nanos, s.ExpectedNanos, s.LowNanos, s.HighNanos, s.Z)
        : new ScoredHour(Utc(hour), s.Nanos, null, null, null, null);

    private static DateTime Utc(int hour) => Instants.ToUtc(hour * Instants.MicrosPerHour);
}
