using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Incidents;

/// <summary>
/// Works out the figures of one incident: the scores of its hours and of its days, each from a past that is stored with it, so that anybody can work
/// them out again. Adds what it makes to the context.
/// </summary>
internal sealed class IncidentFigures(FinOpsDbContext context, SpendSeries series, ScoringTime now)
{
    /// <summary>Hours that may still grow.</summary>
    private const int HoursThatGrow = 3;

    private readonly Dictionary<(int Incident, SeriesGrain Grain, int Day), SeriesBaseline> baselines = [];

    /// <summary>Brings scores, sums and rates up to now.</summary>
    /// <param name="incident">With an id.</param>
    public async Task UpdateAsync(Incident incident, SpendScope scope, CancellationToken cancellation)
    {
        var hours = await context.IncidentScores.Where(s => s.IncidentId == incident.Id && s.Grain == SeriesGrain.Hour).OrderBy(s => s.Period).ToListAsync(cancellation);
        var known = hours.ToDictionary(s => s.Period);
        var from = hours.Count == 0 ? incident.FromHour : Math.Max(incident.FromHour, hours[^1].Period - HoursThatGrow + 1);
        for (var hour = from; hour <= now.Hour; hour++)
        {
            known[hour] = await ScoreAsync(incident, scope, SeriesGrain.Hour, hour, known.GetValueOrDefault(hour), cancellation);
        }

        var day = await context.IncidentScores.SingleOrDefaultAsync(s => s.IncidentId == incident.Id && s.Grain == SeriesGrain.Day && s.Period == now.Day, cancellation);
        day = await ScoreAsync(incident, scope, SeriesGrain.Day, now.Day, day, cancellation);
        Sum(incident, known, day);
    }

    private void Sum(Incident incident, Dictionary<int, IncidentScore> hours, IncidentScore day)
    {
        var (last, before) = (hours[now.Hour], hours.GetValueOrDefault(now.Hour - 1));
        incident.SpentNanos = hours.Values.Sum(s => s.Nanos);
        incident.ExpectedNanos = hours.Values.Sum(s => s.ExpectedNanos) - (long)(last.ExpectedNanos * (1 - now.PartOfHour));
        var part = before is null ? Math.Max(now.PartOfHour, 0.25m) : now.PartOfHour + 1;
        incident.RateNanos = (long)((last.Nanos + (before?.Nanos ?? 0)) / part);
        incident.ExpectedRateNanos = (long)(((last.ExpectedNanos * (before is null ? part : now.PartOfHour)) + (before?.ExpectedNanos ?? 0)) / part);
        (incident.LowRateNanos, incident.HighRateNanos) = (last.LowNanos, last.HighNanos);
        var peak = hours.Values.Append(day).MaxBy(s => s.ZEq)!;
        if (peak.ZEq >= incident.ZEq)
        {
            (incident.ZEq, incident.ZRaw) = (peak.ZEq, peak.ZRaw);
        }

        incident.LatestZEq = (before is null ? last : before.ZEq > last.ZEq ? before : last).ZEq;
        incident.UpdatedAtMicros = now.Micros;
    }

    private async Task<IncidentScore> ScoreAsync(Incident incident, SpendScope scope, SeriesGrain grain, int period, IncidentScore? row, CancellationToken cancellation)
    {
        var nanos = await series.LiveAsync(context, scope, grain, period, cancellation);
        var baseline = await BaselineAsync(incident, scope, grain, grain == SeriesGrain.Hour ? period / 24 : period, cancellation);
        var score = baseline.Score(period, nanos);
        row ??= context.IncidentScores.Add(new IncidentScore { IncidentId = incident.Id, Grain = grain, Period = period }).Entity;
        (row.Nanos, row.ExpectedNanos, row.LowNanos, row.HighNanos) = (score.Nanos, score.ExpectedNanos, score.LowNanos, score.HighNanos);
        (row.ZRaw, row.ZEq, row.Method, row.AtMicros) = (score.RawZ, score.Z, incident.Method, now.Micros);
        return row;
    }

    /// <summary>What is learned from the past that is stored with the incident; stores it where it is not.</summary>
    private async Task<SeriesBaseline> BaselineAsync(Incident incident, SpendScope scope, SeriesGrain grain, int day, CancellationToken cancellation)
    {
        if (baselines.TryGetValue((incident.Id, grain, day), out var known))
        {
            return known;
        }

        var detector = Detectors.Of(incident.Method, grain);
        var input = await context.IncidentInputs.SingleOrDefaultAsync(i => i.IncidentId == incident.Id && i.Grain == grain && i.Day == day, cancellation);
        if (input is null)
        {
            var end = grain == SeriesGrain.Hour ? day * 24 : day;
            var past = (await SpendPast.ReadAsync(context, scope.Chunk, [scope], grain, end, detector.WindowBuckets, cancellation))[0];
            input = context.IncidentInputs.Add(new IncidentInput { IncidentId = incident.Id, Grain = grain, Day = day, Past = HistoryCodec.Encode(past) }).Entity;
        }

        return baselines[(incident.Id, grain, day)] = detector.Learn(HistoryCodec.Decode(input.Past));
    }
}
