using Hangfire;

namespace FinOps.Jobs;

/// <summary>A job that comes round by itself.</summary>
/// <param name="Id">Shown on the dashboard.</param>
/// <param name="Cron">Minute, hour, day, month, weekday; UTC.</param>
/// <param name="Why">Why at this pace.</param>
public sealed record ScheduledJob(string Id, string Cron, string Why, Action<IRecurringJobManager, ScheduledJob> Register);

/// <summary>Every cadence of the product in one place. Jobs find their own work, so a missed or doubled run does no harm.</summary>
public static class JobSchedule
{
    public static IReadOnlyList<ScheduledJob> All { get; } =
    [
        new("drop-folder", "* * * * *", "The watcher sees new logs within seconds; this catches what it missed.",
            (jobs, s) => jobs.AddOrUpdate<DropFolderJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("import-files", "* * * * *", "Queued logs start at once; this goes on with those whose process died.",
            (jobs, s) => jobs.AddOrUpdate<ImportFilesJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("price-unpriced", "*/10 * * * *", "A changed price is applied at once; this catches prices that another machine changed and records that came meanwhile.",
            (jobs, s) => jobs.AddOrUpdate<PriceUnpricedJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("rerate", "* * * * *", "Re-ratings start at once; this goes on with those whose process died.",
            (jobs, s) => jobs.AddOrUpdate<RerateJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("tidy-rollups", "* * * * *", "What a bulk import left for later makes pages read more cells until then.",
            (jobs, s) => jobs.AddOrUpdate<TidyRollupsJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("derive-days", "* * * * *", "Sessions, outcomes and the like follow new records within a minute or two; a day that keeps changing rests ten times as long as it took.",
            (jobs, s) => jobs.AddOrUpdate<DeriveDaysJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("derive-all-days", "31 2 * * *", "Looks at every day once a night, behind the check of the rollups, which may have rebuilt some.",
            (jobs, s) => jobs.AddOrUpdate<DeriveDaysJob>(s.Id, job => job.RunThoroughlyAsync(CancellationToken.None), s.Cron)),
        new("watch-margins", "*/10 * * * *", "A day's margins are known soon after it ends; records that come late and new contracts show within ten minutes.",
            (jobs, s) => jobs.AddOrUpdate<WatchMarginsJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("score-spend", "* * * * *", "An incident is told within a minute or two of the usage that shows it; only what has moved is scored.",
            (jobs, s) => jobs.AddOrUpdate<ScoreSpendJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("score-all-spend", "2 * * * *", "Scores every scope when an hour is over, two minutes later for what is still on its way.",
            (jobs, s) => jobs.AddOrUpdate<ScoreSpendJob>(s.Id, job => job.RunFullyAsync(CancellationToken.None), s.Cron)),
        new("watch-alerts", "* * * * *", "Reminders, escalations and what no write causes, such as usage that stays away, are told within a minute; what is written tells of itself at once.",
            (jobs, s) => jobs.AddOrUpdate<WatchAlertsJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("verify-rollups", "17 2 * * *", "Reads every record, so once a night; incremental rollups should never differ.",
            (jobs, s) => jobs.AddOrUpdate<VerifyRollupsJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("verify-budgets", "37 2 * * *", "Compares sums with sums, so once a night, behind the check of the rollups; what is posted with usage should never differ.",
            (jobs, s) => jobs.AddOrUpdate<VerifyBudgetsJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("find-freemium", "53 2 * * *", "Users are judged by whole days, so once a night; it looks at all days anew and so catches up by itself.",
            (jobs, s) => jobs.AddOrUpdate<FindFreemiumJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("learn-peaks", "23 * * * *", "Peaks are of whole days; looks every hour whether the last one is a day old, so that a missed night is caught up.",
            (jobs, s) => jobs.AddOrUpdate<LearnPeaksJob>(s.Id, job => job.CatchUpAsync(CancellationToken.None), s.Cron)),
        new("review-features", "57 2 * * *", "Sessions are counted by whole days, so once a night, behind the derived days.",
            (jobs, s) => jobs.AddOrUpdate<ReviewFeaturesJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("prune-sessions", "7 * * * *", "A session that is over opens nothing from that moment; this only keeps the table small.",
            (jobs, s) => jobs.AddOrUpdate<PruneSessionsJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("anchor-audit", "7 * * * *", "What is cut off the end of the audit trail shows only against anchors, so an hour at most is without one.",
            (jobs, s) => jobs.AddOrUpdate<AnchorAuditJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("verify-audit", "47 2 * * *", "Reads every audit entry, so once a night; the page and the command do it at once.",
            (jobs, s) => jobs.AddOrUpdate<VerifyAuditJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("backup", "13 * * * *", "Looks every hour whether the newest backup is old enough, so that a missed one is caught up.",
            (jobs, s) => jobs.AddOrUpdate<BackupJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("prune", "43 3 * * *", "Records grow old by days, and removing them is work for the quiet hours.",
            (jobs, s) => jobs.AddOrUpdate<PruneJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("prune-decisions", "53 3 * * *", "Refusals grow old by days, and removing them is work for the quiet hours.",
            (jobs, s) => jobs.AddOrUpdate<PruneDecisionsJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("check-prices", "41 5 * * *", "Prices age by days, so once a day; the pages look for themselves.",
            (jobs, s) => jobs.AddOrUpdate<CheckPricesJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
        new("check-keys", "47 5 * * *", "Keys end by days, so once a day; the page looks for itself.",
            (jobs, s) => jobs.AddOrUpdate<CheckKeysJob>(s.Id, job => job.RunAsync(CancellationToken.None), s.Cron)),
    ];

    public static void Register(IRecurringJobManager jobs)
    {
        foreach (var job in All)
        {
            job.Register(jobs, job);
        }
    }
}
