using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Imports;
using FinOps.Core.Months;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Conformance;

/// <summary>Old records go, and nothing else: no total, no duplicate, no verification and no month may notice.</summary>
public abstract class RetentionConformance
{
    private const int Lines = 3_000;
    private static readonly DateTime First = new(2026, 8, 25, 0, 0, 0, DateTimeKind.Utc);

    private static readonly CostQuery All = new(First, new DateTime(2026, 10, 20, 0, 0, 0, DateTimeKind.Utc));

    /// <summary>Thursday, the first week that lies within 21 days before the lab's now.</summary>
    private static readonly DateTime KeptFrom = new(2026, 9, 24, 0, 0, 0, DateTimeKind.Utc);

    private static readonly CostDimension[][] Groupings =
    [
        [], [CostDimension.Tenant], [CostDimension.Day, CostDimension.Model], [CostDimension.User], [CostDimension.Feature, CostDimension.Layer],
        [CostDimension.Tenant, CostDimension.Feature], [CostDimension.Hour], [CostDimension.Route, CostDimension.Status],
    ];

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Prune_OldWeeks_ChangesNoTotalByANano()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage());
        await lab.Get<RollupTidier>().TidyAsync(default);
        var before = await FiguresAsync(lab);

        var report = await PruneAsync(lab);

        Assert.Equal(before, await FiguresAsync(lab));
        Assert.Null(report.Halt);
        Assert.Equal(5, report.Weeks.Count);
        Assert.Equal(report.Weeks.Sum(w => w.Requests), report.Removed);
        Assert.Equal(KeptFrom, await lab.Get<RetentionQueries>().KeptFromAsync(default));
        var kept = await lab.ReadAsync(c => c.UsageRecords.Select(r => r.OccurredAtMicros));
        Assert.Equal(Lines - report.Removed, kept.Count);
        Assert.True(kept.Min() >= Instants.ToMicros(KeptFrom));
        Assert.Equal(5, (await AssertSoundAsync(lab)).PrunedWeeks);
        Assert.Equal((0L, 0), await AgainAsync(lab));
    }

    [ConformanceFact]
    public async Task Import_OfPrunedUsageAgain_AddsNothingAndSaysWhy()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage());
        var before = (await lab.Costs.RunAsync(All, TenantScope.All, default)).Total;
        var removed = (await PruneAsync(lab)).Removed;

        var again = await lab.ImportAsync("again.ndjson", Usage().Reverse());
        var late = await lab.ImportAsync("late.ndjson", [new LogLine("never-seen") { AtUtc = KeptFrom.AddTicks(-10) }.ToJson()]);
        var justInTime = await lab.ImportAsync("in-time.ndjson", [new LogLine("in-time") { AtUtc = KeptFrom, Model = LabPrices.Unknown }.ToJson()]);

        Assert.Equal((0L, Lines - removed, removed), (again.NewRecords, again.DuplicateRecords, again.QuarantinedLines));
        Assert.Equal((0L, 1L), (late.NewRecords, late.QuarantinedLines));
        Assert.Equal((1L, 0L), (justInTime.NewRecords, justInTime.QuarantinedLines));
        var reasons = await lab.ReadAsync(c => c.QuarantinedLines.Select(q => new { q.Reason, q.Message, q.Raw }));
        Assert.All(reasons, r => Assert.Equal("pruned_period", r.Reason));
        Assert.Contains("before 2026-09-24", reasons[0].Message, StringComparison.Ordinal);
        Assert.Contains(reasons, r => r.Raw.Contains("never-seen", StringComparison.Ordinal));
        var after = (await lab.Costs.RunAsync(All, TenantScope.All, default)).Total;
        Assert.Equal((before.Requests + 1, before.EffectiveCostNanos), (after.Requests, after.EffectiveCostNanos));
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Prune_StoppedAnywhere_GoesOnAndVerifiesInBetween()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage());
        var before = await FiguresAsync(lab);
        lab.Get<RecordPruner>().RecordsPerTurn = 100;
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lab.Get<RecordPruner>().PruneAsync(Lab.Tester, new Stop(stop), stop.Token));

        Assert.Equal(Lines - 100, (await lab.ReadAsync(c => c.UsageRecords.Select(r => r.Id))).Count);
        await AssertSoundAsync(lab);
        var half = await lab.ImportAsync("again.ndjson", Usage().Take(50));
        Assert.Equal((0L, 50L), (half.NewRecords, half.QuarantinedLines));
        Assert.Equal(before, await FiguresAsync(lab));

        Assert.Null((await PruneAsync(lab)).Halt);
        Assert.True((await lab.ReadAsync(c => c.UsageRecords.Select(r => r.OccurredAtMicros))).Min() >= Instants.ToMicros(KeptFrom));
        Assert.Equal(before, await FiguresAsync(lab));
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Rerate_ReachingIntoPrunedTime_ChangesKeptRecordsAlone()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage());
        await PruneAsync(lab);
        var pruned = new CostQuery(First, KeptFrom);
        var before = (await lab.Costs.RunAsync(pruned, TenantScope.All, default)).Total;
        await lab.AddPricesAsync([LabPrices.Of(LabPrices.Even, LabPrices.RatesOf(LabPrices.Odd), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc))]);

        var preview = await lab.Get<RerateQueries>().PreviewAsync(RerateScope.All, TenantScope.All, null, default);
        var refused = await lab.Get<RerateEditor>().CheckAsync(new RerateScope("", "", null, KeptFrom), default);
        var run = Assert.IsType<RerateStart.Started>(await lab.Get<RerateEditor>().StartAsync(RerateScope.All, "test", Lab.Tester, isForCaller: true, default)).Run;
        await lab.Get<RerateQueue>().RunAsync(run, null, default);

        Assert.Equal((KeptFrom, before.Requests), (preview.KeptFromUtc!.Value, preview.PrunedRequests));
        Assert.Contains("before 2026-09-24 were pruned", refused!.Message, StringComparison.Ordinal);
        Assert.Equal(RerateState.Done, run.State);
        Assert.NotEqual(0, run.DeltaNanos);
        Assert.Equal(before.EffectiveCostNanos, (await lab.Costs.RunAsync(pruned, TenantScope.All, default)).Total.EffectiveCostNanos);
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Prune_OpenMonths_WaitsForTheirBooks_AndThenTheyStayClosed()
    {
        await using var lab = await OpenAsync(onlyClosed: true);
        await lab.ImportAsync("usage.ndjson", Usage());
        var editor = lab.Get<MonthEditor>();

        var open = await PruneAsync(lab);
        await editor.CloseAsync(new CalendarMonth(202608), "done", Lab.Tester, default);
        var august = await PruneAsync(lab);
        var before = await FiguresAsync(lab);
        await editor.CloseAsync(new CalendarMonth(202609), "done", Lab.Tester, default);
        var september = await PruneAsync(lab);
        var (reopened, _) = await editor.ReopenAsync(new CalendarMonth(202609), "why not", Lab.Tester, isForCaller: true, default);

        Assert.Empty(open.Weeks);
        Assert.Contains("2026-08 is not closed", open.Halt, StringComparison.Ordinal);
        Assert.Contains("2026-09 is not closed", august.Halt, StringComparison.Ordinal);
        Assert.NotEmpty(august.Weeks);
        Assert.NotEmpty(september.Weeks);
        Assert.Null(september.Halt);
        Assert.Contains("were pruned", Assert.IsType<MonthChange.Refused>(reopened).Message, StringComparison.Ordinal);
        Assert.Equal(before, await FiguresAsync(lab));
        var months = await lab.Get<MonthQueries>().ListAsync(TenantScope.All, default);
        Assert.All(months.Where(m => m.Closing is not null), m => Assert.Equal((m.Closing!.BookedCostNanos, 0L), (m.CostNanos, m.CorrectionNanos)));
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Prune_WeekWhoseRollupsDiffer_KeepsItsRecords()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage());
        await TamperAsync(lab, Cube.FeatureHour, First.AddDays(10));

        var report = await PruneAsync(lab);

        Assert.Contains("run verify --rebuild", report.Halt, StringComparison.Ordinal);
        Assert.Equal(2, report.Weeks.Count);
        Assert.Contains(await lab.ReadAsync(c => c.UsageRecords.Select(r => r.OccurredAtMicros)), at => at < Instants.ToMicros(First.AddDays(11)));
    }

    [ConformanceFact]
    public async Task Verify_RollupOfPrunedWeekThatChanged_IsFoundAndNotRebuiltFromNothing()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage());
        await PruneAsync(lab);
        await TamperAsync(lab, Cube.UserDay, First.AddDays(3));

        var report = await lab.Get<RollupVerifier>().VerifyAsync(rebuild: true, sinceUtc: null, default);

        Assert.Equal((2L, 0, 2L), (report.PrunedDifferenceCount, report.RebuiltWeeks, report.DifferenceCount));
        Assert.Equal(Lines, (await lab.Costs.RunAsync(All, TenantScope.All, default)).Total.Requests);
    }

    [ConformanceFact]
    public async Task Ask_WhatOnlyRecordsKnow_IsRefusedForPrunedTimeAndAnsweredForTheRest()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage());
        var deep = All with { GroupBy = [CostDimension.User, CostDimension.Model] };
        var from = deep with { FromUtc = KeptFrom };
        var before = await lab.Costs.RunAsync(from, TenantScope.All, default);
        await PruneAsync(lab);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => lab.Costs.RunAsync(deep, TenantScope.All, default));

        Assert.Contains("before 2026-09-24 were pruned", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before.Total.EffectiveCostNanos, (await lab.Costs.RunAsync(from, TenantScope.All, default)).Total.EffectiveCostNanos);
    }

    [ConformanceFact]
    public async Task Prune_PostsOfLongAgo_LeavesThoseWithFaultyLines()
    {
        await using var lab = await OpenAsync();
        var old = Instants.ToMicros(Lab.Now.AddDays(-40));
        await using (var context = lab.NewContext())
        {
            var posts = Enumerable.Range(0, 4).Select(i => new ImportFile { Name = $"post {i}", Source = i == 3 ? ImportSource.Upload : ImportSource.Api, State = ImportState.Done, FinishedAtMicros = i == 0 ? Instants.ToMicros(Lab.Now) : old }).ToList();
            context.ImportFiles.AddRange(posts);
            await context.SaveChangesAsync();
            context.QuarantinedLines.Add(new QuarantinedLine { ImportFileId = posts[1].Id, Reason = "broken_json", Field = "", Message = "", Raw = "{" });
            await context.SaveChangesAsync();
        }

        var report = await PruneAsync(lab);

        Assert.Equal(1, report.Imports);
        Assert.Equal(["post 0", "post 1", "post 3"], await lab.ReadAsync(c => c.ImportFiles.OrderBy(f => f.Name).Select(f => f.Name)));
    }

    private protected Task<Lab> OpenAsync(bool onlyClosed = false) => Lab.OpenAsync(NewDatabase(), services => services.Configure<RetentionOptions>(o =>
        (o.RawRecordDays, o.OnlyClosedMonths, o.ApiImportDays) = (21, onlyClosed, 30)));

    private protected static Task<PruneReport> PruneAsync(Lab lab) => lab.Get<RecordPruner>().PruneAsync(Lab.Tester, null, default);

    private protected static IEnumerable<string> Usage(int count = Lines) => Enumerable.Range(0, count).Select(i => new LogLine($"r{i}")
    {
        AtUtc = First.AddMinutes(i * 55.0 * 24 * 60 / count),
        Tenant = i % 11 == 0 ? null : $"tenant-{i % 5}",
        Feature = $"feature-{i % 3}",
        User = $"user-{i % 40}",
        Route = $"route-{i % 4}",
        Model = i % 13 == 0 ? LabPrices.Unknown : i % 2 == 0 ? LabPrices.Even : LabPrices.Odd,
        Status = i % 17 == 0 ? "error" : "success",
        Output = 10 + (i % 7),
        CacheRead = i % 5 == 0 ? 300 : 0,
        Layers = i % 3 == 0 ? (500, 200, 100) : null,
        LatencyMs = 20 + (i % 900),
    }.ToJson());

    private static async Task<(long Removed, int Weeks)> AgainAsync(Lab lab) => await PruneAsync(lab) is var again ? (again.Removed, again.Weeks.Count) : default;

    /// <summary>Each grouping's rows with all their measures, as text.</summary>
    private protected static async Task<List<string>> FiguresAsync(Lab lab)
    {
        var figures = new List<string>();
        foreach (var grouping in Groupings)
        {
            var result = await lab.Costs.RunAsync(All with { GroupBy = grouping, WithLatency = grouping is [CostDimension.Tenant] }, TenantScope.All, default);
            figures.Add(string.Join('\n', result.Rows.Select(r => $"{string.Join('|', r.Keys)} {r.Measures.Requests} {r.Measures.EffectiveCostNanos} {r.Measures.InputTokens} {r.Measures.UnpricedRequests} {r.Measures.Errors} {r.LayerCostNanos}").Order(StringComparer.Ordinal)));
        }

        return figures;
    }

    private protected static async Task<RollupReport> AssertSoundAsync(Lab lab)
    {
        var report = await lab.Get<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, default);
        Assert.True(report.IsSound, string.Join('\n', report.Differences));
        return report;
    }

    /// <summary>Adds a request and a nano to one cell of a cube at a time.</summary>
    private static async Task TamperAsync(Lab lab, Cube cube, DateTime at)
    {
        var period = (int)(Instants.ToMicros(at) / cube.LengthMicros);
        await using var context = lab.NewContext();
        var cell = await context.CostCells.Where(c => c.CubeId == cube.Id && c.Period >= period).OrderBy(c => c.Period).FirstAsync();
        (cell.Requests, cell.OutputCostNanos) = (cell.Requests + 1, cell.OutputCostNanos + 1);
        await context.SaveChangesAsync();
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<string>
    {
        public void Report(string value) => source.Cancel();
    }
}

public sealed class SqliteRetentionConformanceTests : RetentionConformance
{
    private protected override ILabDatabase NewDatabase() => new SqliteLabDatabase();

    [Fact]
    public async Task Prune_OnSqlite_GivesTheRoomBack()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage(40_000));
        var before = await PragmaAsync(lab, "page_count");

        await PruneAsync(lab);

        Assert.Equal(0, await PragmaAsync(lab, "freelist_count"));
        Assert.InRange(await PragmaAsync(lab, "page_count"), 1, before * 3 / 4);
        await AssertSoundAsync(lab);
    }

    [Fact]
    public async Task Prune_WhileTheDemoCompanyIsLoaded_Waits()
    {
        await using var lab = await OpenAsync();
        await lab.ImportAsync("usage.ndjson", Usage());
        await using (var context = lab.NewContext())
        {
            context.ImportFiles.Add(new ImportFile { Name = "demo", Source = ImportSource.Demo, State = ImportState.Done });
            await context.SaveChangesAsync();
        }

        var report = await PruneAsync(lab);

        Assert.Equal(("The demo company is loaded; remove it first.", 0L), (report.Halt, report.Removed));
    }

    private static async Task<long> PragmaAsync(Lab lab, string name)
    {
        await using var context = lab.NewContext();
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

public sealed class StagedRetentionConformanceTests : RetentionConformance
{
    private protected override ILabDatabase NewDatabase() => new StagedSqliteLabDatabase();
}
