using FinOps.Core.Anomalies;
using FinOps.Core.Data;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Core.Incidents;

/// <summary>What a pass made of incidents.</summary>
/// <param name="IsWritten">Whether the mark was moved.</param>
internal sealed record BookReport(bool IsWritten, int Opened, int Resolved);

/// <summary>Makes incidents of scores: opens them once, keeps their figures, and closes them when spend is usual again. All of a pass in one transaction, or nothing.</summary>
internal sealed class IncidentBook(
    IDbContextFactory<FinOpsDbContext> contexts, SqliteWriteGate gate, IncidentFamily family, IncidentNotices notices, KillSwitch killSwitch, IncidentFeed feed, IOptions<IncidentOptions> options)
{
    /// <summary>More at once is no incident of scopes but one of the whole installation; the next pass opens the others.</summary>
    private const int MostOpenedAtOnce = 50;

    /// <summary>Usage of an hour may still be on its way so many minutes after it.</summary>
    private const int MinutesToWait = 10;

    /// <summary>Writes what a pass found. Null when another process has scored meanwhile.</summary>
    public async Task<BookReport?> ApplyAsync(ScoringPass pass, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var open = await context.Incidents.Where(i => i.OpenScopeId != null).ToListAsync(cancellation);
        var openings = await OpeningsAsync(context, pass, open, cancellation);
        if (open.Count == 0 && openings.Count == 0 && !pass.IsFull)
        {
            return new BookReport(false, 0, 0);
        }

        if (await ApplyAsync(context, pass, open, openings, cancellation) is not { } report)
        {
            return null;
        }

        feed.Publish();
        await killSwitch.LookAsync(pass, cancellation);
        return report;
    }

    private async Task<BookReport?> ApplyAsync(FinOpsDbContext context, ScoringPass pass, List<Incident> open, List<Opening> openings, CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation);
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
            if (await context.ScoringMarks.Where(m => m.Id == 1 && m.Version == pass.Version).ExecuteUpdateAsync(
                set => set.SetProperty(m => m.Version, pass.Version + 1).SetProperty(m => m.ChangedAtMicros, pass.Now.Micros), cancellation) == 0)
            {
                return null;
            }

            var report = await WriteAsync(context, pass, open, openings, cancellation);
            await context.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            return report;
        }
        catch (DbUpdateConcurrencyException)
        {
            return null; // a person acted on one of them; the next pass sees it
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task<BookReport> WriteAsync(FinOpsDbContext context, ScoringPass pass, List<Incident> open, List<Opening> openings, CancellationToken cancellation)
    {
        if (pass.IsFull)
        {
            await context.ScoringMarks.Where(m => m.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(m => m.ScoredHour, pass.Now.Hour - 1), cancellation);
            await ScoreSlices.StoreAsync(context, pass, cancellation);
        }

        var figures = new IncidentFigures(context, pass.Series, pass.Now);
        var resolved = 0;
        var ended = new HashSet<int>();
        foreach (var incident in open.OrderBy(i => i.ParentId is not null))
        {
            if (incident.ScopeId < pass.Series.Scopes.Count && pass.Series.Scopes[incident.ScopeId] is { } scope)
            {
                await figures.UpdateAsync(incident, scope, cancellation);
                if (await FollowAsync(context, pass, incident, cancellation))
                {
                    ended.Add(incident.Id);
                    resolved++;
                }
                else if (incident.ParentId is { } parent && (ended.Contains(parent) || open.TrueForAll(i => i.Id != parent)))
                {
                    await notices.StandsAloneAsync(context, incident, cancellation);
                }
            }
        }

        foreach (var opening in openings)
        {
            await OpenAsync(context, pass, opening, figures, cancellation);
        }

        return new BookReport(true, openings.Count, resolved);
    }

    /// <summary>The scopes for which an incident is to be opened, each after those that may explain it.</summary>
    private async Task<List<Opening>> OpeningsAsync(FinOpsDbContext context, ScoringPass pass, List<Incident> open, CancellationToken cancellation)
    {
        var taken = open.Select(i => i.ScopeId).ToHashSet();
        var found = pass.Scores.Values
            .Where(s => s.Verdict >= AnomalyVerdict.Alert && !taken.Contains(s.Scope.Id) && !(s.Scope.PlannedUntilHour > pass.Now.Hour))
            .OrderBy(s => s.Scope.Kind).ThenByDescending(s => s.Day.Nanos).Take(MostOpenedAtOnce).ToList();
        if (found.Count == 0)
        {
            return [];
        }

        var dayBegin = pass.Now.Day * 24;
        var ids = found.ConvertAll(s => s.Scope.Id);
        var overToday = await context.Incidents.Where(i => ids.Contains(i.ScopeId) && i.ToHour > dayBegin).Select(i => new { i.ScopeId, i.ToHour }).ToListAsync(cancellation);
        var openings = new List<Opening>();
        foreach (var score in found)
        {
            // The day so far still holds what an incident of today spent; only new hours make a new one.
            var over = overToday.Where(o => o.ScopeId == score.Scope.Id).Max(o => o.ToHour);
            if (over is not null && (score.HourVerdict < AnomalyVerdict.Alert || over >= pass.Now.Hour - 1))
            {
                continue;
            }

            openings.Add(await family.PlaceAsync(score, Math.Max(FirstHour(score, pass.Now), over ?? 0), pass, open, openings, cancellation));
        }

        return openings;
    }

    /// <summary>The first of the hours that are out of the usual; the day's first where only the day as a whole is.</summary>
    private static int FirstHour(ScopeScore score, ScoringTime now)
    {
        var z = score.Rule.Rule.CalmZ;
        return score.HourVerdict < AnomalyVerdict.Alert ? now.Day * 24
            : IsOut(score.Earlier) ? now.Hour - 2
            : IsOut(score.Last) ? now.Hour - 1
            : now.Hour;

        bool IsOut(AnomalyScore s) => s.IsScored && s.Z > z;
    }

    private async Task OpenAsync(FinOpsDbContext context, ScoringPass pass, Opening opening, IncidentFigures figures, CancellationToken cancellation)
    {
        var (score, scope) = (opening.Score, opening.Score.Scope);
        var incident = context.Incidents.Add(new Incident
        {
            ScopeId = scope.Id, OpenScopeId = scope.Id, Kind = scope.Kind, TenantId = scope.TenantId, FeatureId = scope.FeatureId, ModelId = scope.ModelId,
            Tier = score.Verdict, Method = score.Rule.Method, Grain = score.Grain, FromHour = opening.FromHour, CalmHour = opening.FromHour,
            Contributors = opening.Explanation.ToJson(), OpenedAtMicros = pass.Now.Micros, ChangedBy = IncidentNotices.Program, ChangedAtMicros = pass.Now.Micros,
        }).Entity;
        await context.SaveChangesAsync(cancellation);
        opening.Incident = incident;
        incident.ParentId = opening.Parent?.Id;
        await figures.UpdateAsync(incident, scope, cancellation);
        await notices.OpenedAsync(context, incident, cancellation);
    }

    /// <summary>What the newest hours change of an open incident. True when it ended.</summary>
    private async Task<bool> FollowAsync(FinOpsDbContext context, ScoringPass pass, Incident incident, CancellationToken cancellation)
    {
        if (pass.Scores.GetValueOrDefault(incident.ScopeId) is { } score)
        {
            await WorsenAsync(context, incident, score, cancellation);
        }

        var rule = pass.Scores.GetValueOrDefault(incident.ScopeId)?.Rule.Rule ?? AnomalyRule.Default;
        var until = pass.Now.Minute >= MinutesToWait ? pass.Now.Hour : pass.Now.Hour - 1;
        foreach (var hour in context.IncidentScores.Local.Where(s => s.IncidentId == incident.Id && s.Grain == SeriesGrain.Hour && s.Period >= incident.CalmHour && s.Period < until).OrderBy(s => s.Period).ToList())
        {
            incident.CalmHours = hour.Nanos <= 0 || hour.ZEq < rule.CalmZ ? incident.CalmHours + 1 : 0;
            incident.CalmHour = hour.Period + 1;
            if (incident.CalmHours >= rule.CalmBuckets)
            {
                await IncidentNotices.EndedAsync(context, incident, hour.Period - rule.CalmBuckets + 1, pass.Now, cancellation);
                return true;
            }
        }

        if (incident.AskedAtMicros is null && pass.Now.Hour - incident.FromHour >= options.Value.AskAfterDays * 24)
        {
            await notices.AskAsync(context, incident, pass.Now, cancellation);
        }

        return false;
    }

    private async Task WorsenAsync(FinOpsDbContext context, Incident incident, ScopeScore score, CancellationToken cancellation)
    {
        var isKill = score.Verdict == AnomalyVerdict.Kill && incident.Tier < AnomalyVerdict.Kill;
        if (isKill)
        {
            incident.Tier = AnomalyVerdict.Kill;
        }

        if (isKill || incident.ExcessNanos >= 2 * Math.Max(1, incident.ToldExcessNanos))
        {
            await notices.WorsenedAsync(context, incident, isKill, cancellation);
        }
    }
}

/// <summary>An incident that is to be opened.</summary>
internal sealed record Opening(ScopeScore Score, int FromHour, Explanation Explanation)
{
    /// <summary>The incident that explains it; one that is opened in the same pass has its id by then.</summary>
    public Incident? Parent => ParentIncident ?? ParentOpening?.Incident;

    public Incident? ParentIncident { get; init; }

    public Opening? ParentOpening { get; init; }

    public Incident? Incident { get; set; }
}
