using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Months;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Conformance;

/// <summary>Re-rating on every database: exact to the nano-USD, stoppable anywhere, and apart from what a closed month had booked.</summary>
public abstract class RerateConformance
{
    private const int Lines = 4_000;
    private static readonly CalendarMonth September = new(202609);

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Rerate_AfterANewPrice_LeavesWhatAnImportAfterItWouldHaveLeft()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        var before = await TotalAsync(lab);
        await lab.AddPricesAsync(NewPrices);

        var run = await RunAsync(lab, RerateScope.All);

        var after = await TotalAsync(lab);
        var entries = await lab.ReadAsync(c => c.CostCorrections);
        Assert.Equal(RerateState.Done, run.State);
        Assert.NotEqual(0, run.DeltaNanos);
        Assert.Equal(after - before, run.DeltaNanos);
        Assert.Equal(after - before, entries.Sum(e => e.DeltaNanos));
        Assert.Equal(run.RecordsChanged, entries.Sum(e => e.Records));
        Assert.Equal(Lines, run.RecordsRead);
        await AssertSoundAsync(lab);
        await using var other = await OpenAsync();
        await other.AddPricesAsync(NewPrices);
        await ImportAsync(other);
        Assert.Equal(await RecordsAsync(other), await RecordsAsync(lab));
        Assert.Equal(await FilesAsync(other), await FilesAsync(lab));
    }

    [ConformanceFact]
    public async Task Rerate_TheSecondTime_AddsNothing()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        await lab.AddPricesAsync(NewPrices);
        await RunAsync(lab, RerateScope.All);
        var (total, entries) = (await TotalAsync(lab), (await lab.ReadAsync(c => c.CostCorrections)).Count);

        var again = await RunAsync(lab, RerateScope.All);

        Assert.Equal((RerateState.Done, (long)Lines, 0L, 0L), (again.State, again.RecordsRead, again.RecordsChanged, again.DeltaNanos));
        Assert.Equal((total, entries), (await TotalAsync(lab), (await lab.ReadAsync(c => c.CostCorrections)).Count));
    }

    [ConformanceFact]
    public async Task Rerate_OfAModelAndPeriod_TouchesNothingElse()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        await lab.AddPricesAsync(NewPrices);
        var before = await RecordsAsync(lab);
        var (from, to) = (new DateTime(2026, 9, 30, 12, 0, 0, DateTimeKind.Utc), new DateTime(2026, 10, 1, 6, 30, 0, DateTimeKind.Utc));

        var run = await RunAsync(lab, new RerateScope("LAB", "odd*", from, to));

        var odd = (await lab.ReadAsync(c => c.Dimensions.Where(d => d.Key == LabPrices.Odd))).Single().Id;
        var inScope = (await lab.ReadAsync(c => c.UsageRecords.Where(r => r.ModelId == odd))).Where(r => r.OccurredAtUtc >= from && r.OccurredAtUtc < to).Select(r => r.Id).ToHashSet();
        var changed = before.Except(await RecordsAsync(lab)).Select(r => r.Id).ToHashSet();
        Assert.NotEmpty(inScope);
        Assert.Equal(inScope, changed);
        Assert.Equal(inScope.Count, run.RecordsChanged);
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Preview_OfARun_TellsWhatItThenDoesAndStoresNothing()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        await lab.AddPricesAsync(NewPrices);
        var version = await VersionAsync(lab);
        var scope = new RerateScope("lab", "", new DateTime(2026, 9, 30, 0, 0, 0, DateTimeKind.Utc), null);

        var preview = await lab.Get<RerateQueries>().PreviewAsync(scope, TenantScope.All, null, default);

        Assert.Equal(version, await VersionAsync(lab));
        var run = await RunAsync(lab, scope);
        Assert.Equal((run.RecordsRead, run.RecordsChanged, run.RecordsPriced, run.DeltaNanos), (preview.RecordsRead, preview.Total.Records, preview.Priced, preview.Total.DeltaNanos));
        foreach (var parts in new[] { preview.Tenants, preview.Features, preview.Models, preview.Months })
        {
            Assert.Equal((preview.Total.Records, preview.Total.BeforeNanos, preview.Total.AfterNanos), (parts.Sum(p => p.Records), parts.Sum(p => p.BeforeNanos), parts.Sum(p => p.AfterNanos)));
        }

        Assert.Equal(await lab.Get<RerateQueries>().CountAsync(scope, TenantScope.All, default), preview.RecordsRead);
        var entries = await lab.Get<RerateQueries>().CorrectionsAsync(run.Id, TenantScope.All, default);
        Assert.Equal(preview.Tenants.ToDictionary(t => t.Name, t => t.DeltaNanos), entries.GroupBy(e => e.Tenant).ToDictionary(g => g.Key, g => g.Sum(e => e.DeltaNanos)));
    }

    [ConformanceFact]
    public async Task Rerate_KilledAnywhere_EndsTheSameWhenItGoesOn()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        await lab.AddPricesAsync(NewPrices);
        var before = await TotalAsync(lab);
        var crashes = lab.Get<RerateCrashes>();
        var started = Assert.IsType<RerateStart.Started>(await lab.Get<RerateEditor>().StartAsync(RerateScope.All, "test", Lab.Tester, isForCaller: true, default)).Run;
        var expected = before + (await lab.Get<RerateQueries>().PreviewAsync(RerateScope.All, TenantScope.All, null, default)).Total.DeltaNanos;

        foreach (var (write, afterwards) in new[] { (1, false), (2, true), (1, true), (2, false) })
        {
            crashes.Next = (write, afterwards);
            await Assert.ThrowsAsync<SimulatedCrash>(async () => await lab.Get<Rerater>().RunAsync(await StoredAsync(lab, started.Id), null, default));
            Assert.Equal(await TotalAsync(lab) - before, (await lab.ReadAsync(c => c.CostCorrections)).Sum(e => e.DeltaNanos));
            await AssertSoundAsync(lab);
        }

        crashes.Next = null;
        lab.Clock.Advance(RerateQueue.Lease * 2);
        var queue = lab.Get<RerateQueue>();
        var run = await queue.RunAsync((await queue.TakeAsync(default))!, null, default);

        var stored = await StoredAsync(lab, started.Id);
        Assert.Equal((started.Id, RerateState.Done), (run.Id, stored.State));
        Assert.Equal((expected, expected - before), (await TotalAsync(lab), stored.DeltaNanos));
        Assert.Equal(Lines, stored.RecordsRead);
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Rerate_WhileAnotherWriterChangesTheSameRecords_CountsEachChangeOnce()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        await lab.AddPricesAsync(NewPrices);
        var before = await TotalAsync(lab);
        var expected = before + (await lab.Get<RerateQueries>().PreviewAsync(RerateScope.All, TenantScope.All, null, default)).Total.DeltaNanos;

        // Whenever the run is about to store a batch, another one has just done all of it.
        lab.Get<RerateCrashes>().Before = () => RunAsync(lab, RerateScope.All with { Provider = "lab" }).GetAwaiter().GetResult();
        var run = await RunAsync(lab, RerateScope.All);

        Assert.Equal((RerateState.Done, 0L), (run.State, run.RecordsChanged));
        Assert.Equal(expected, await TotalAsync(lab));
        Assert.Equal(expected - before, (await lab.ReadAsync(c => c.CostCorrections)).Sum(e => e.DeltaNanos));
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Rerate_CanceledByItsUser_KeepsWhatIsStored()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        await lab.AddPricesAsync(NewPrices);
        var started = Assert.IsType<RerateStart.Started>(await lab.Get<RerateEditor>().StartAsync(RerateScope.All, "test", Lab.Tester, isForCaller: true, default)).Run;
        var before = await TotalAsync(lab);
        Assert.True(await lab.Get<RerateEditor>().CancelAsync(started.Id, Lab.Tester, default));

        var run = await lab.Get<RerateQueue>().RunAsync(started, null, default);

        var stored = await StoredAsync(lab, run.Id);
        Assert.Equal(RerateState.Canceled, stored.State);
        Assert.InRange(stored.RecordsRead, 1, Lines - 1);
        Assert.Equal(await TotalAsync(lab) - before, stored.DeltaNanos);
        Assert.Null(await lab.Get<RerateQueue>().TakeAsync(default));
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Rerate_OfAClosedMonth_ShowsTheCorrectionApart()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        var booked = await CloseAsync(lab);
        await lab.AddPricesAsync(NewPrices);

        var run = await RunAsync(lab, RerateScope.All);

        var month = (await lab.Get<MonthQueries>().ListAsync(TenantScope.All, default)).Single(m => m.Month == September);
        var october = (await lab.Get<MonthQueries>().ListAsync(TenantScope.All, default)).Single(m => m.Month == new CalendarMonth(202610));
        Assert.NotEqual(0, run.ClosedDeltaNanos);
        Assert.Equal((booked, run.ClosedDeltaNanos, booked + run.ClosedDeltaNanos), (month.BookedNanos, month.CorrectionNanos, month.CostNanos));
        Assert.Equal((run.ClosedDeltaNanos, 0L, 0L), (month.RecordedNanos, month.LateNanos, month.RemovedNanos));
        Assert.Equal((null, 0L), (october.Closing, october.CorrectionNanos));
        Assert.Equal(run.ClosedDeltaNanos, (await lab.ReadAsync(c => c.UsageRecords)).Sum(r => r.CorrectionNanos));
        Assert.Equal(run.ClosedDeltaNanos, (await lab.ReadAsync(c => c.CostCorrections.Where(e => e.IsMonthClosed))).Sum(e => e.DeltaNanos));
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Import_IntoAClosedMonth_CountsAsItsCorrection()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        var booked = await CloseAsync(lab);
        var late = LogLine.Many(500, seed: 9).Select(l => l with { AtUtc = l.AtUtc.AddDays(-13) }).ToList();

        await lab.ImportAsync("late.ndjson", late.Select(l => l.ToJson()));

        var lateCost = late.Where(l => CalendarMonth.Of(l.AtUtc) == September).Sum(l => l.CostNanos);
        var month = (await lab.Get<MonthQueries>().ListAsync(TenantScope.All, default)).Single(m => m.Month == September);
        Assert.NotEqual(0, lateCost);
        Assert.Equal((booked, lateCost, lateCost, booked + lateCost), (month.BookedNanos, month.CorrectionNanos, month.LateNanos, month.CostNanos));
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Reopen_OfAMonthWithCorrections_MakesThemPartOfItsCost()
    {
        await using var lab = await OpenAsync();
        await ImportAsync(lab);
        var booked = await CloseAsync(lab);
        await lab.AddPricesAsync(NewPrices);
        var rerated = await RunAsync(lab, RerateScope.All);

        var (_, reopening) = await lab.Get<MonthEditor>().ReopenAsync(September, "wrong month", Lab.Tester, isForCaller: true, default);
        Assert.IsType<MonthChange.Refused>(await lab.Get<MonthEditor>().CloseAsync(September, "too early", Lab.Tester, default));
        await lab.Get<RerateQueue>().RunAsync(reopening!, null, default);
        var again = Assert.IsType<MonthChange.Done>(await lab.Get<MonthEditor>().CloseAsync(September, "now", Lab.Tester, default));

        var month = (await lab.Get<MonthQueries>().ListAsync(TenantScope.All, default)).Single(m => m.Month == September);
        Assert.Equal(booked + rerated.ClosedDeltaNanos, again.BookedCostNanos);
        Assert.Equal((again.BookedCostNanos, 0L, again.BookedCostNanos), (month.BookedNanos, month.CorrectionNanos, month.CostNanos));
        Assert.Equal(2, (await lab.Get<MonthQueries>().HistoryAsync(TenantScope.All, default)).Count);
        Assert.Equal(rerated.Id, Assert.Single((await lab.ReadAsync(c => c.CostCorrections)).Select(e => e.RunId).Distinct()));
        await AssertSoundAsync(lab);
    }

    /// <summary>Dearer, with an odd rate, in force from the middle of the log's time on; and a price for what had none.</summary>
    private static IEnumerable<Price> NewPrices =>
    [
        LabPrices.Of(LabPrices.Odd, new TokenRates { InputPer1M = 41_234_567, CacheReadPer1M = 2_345_678, OutputPer1M = 345_678_901 }, new DateTime(2026, 9, 30, 1, 2, 3, DateTimeKind.Utc)),
        LabPrices.Of(LabPrices.Even, new TokenRates { InputPer1M = 2_999_999_999, CacheReadPer1M = 300_000_000, OutputPer1M = 15_000_000_000 }, new DateTime(2026, 9, 29, 0, 0, 0, DateTimeKind.Utc)),
        LabPrices.Of(LabPrices.Unknown, new TokenRates { InputPer1M = 7, OutputPer1M = 11_000_000_013 }),
    ];

    private Task<Lab> OpenAsync() => Lab.OpenAsync(NewDatabase(), RerateCrashes.Register);

    private static async Task ImportAsync(Lab lab)
    {
        lab.Get<Rerater>().BatchSize = Lines / 5;

        // Half in September, half in October.
        await lab.ImportAsync("usage.ndjson", LogLine.Many(Lines).Select(l => (l with { AtUtc = l.AtUtc.AddDays(-13) }).ToJson()));
    }

    private static async Task<RerateRun> RunAsync(Lab lab, RerateScope scope)
    {
        var started = Assert.IsType<RerateStart.Started>(await lab.Get<RerateEditor>().StartAsync(scope, "test", Lab.Tester, isForCaller: true, default));
        await lab.Get<RerateQueue>().RunAsync(started.Run, null, default);
        return await StoredAsync(lab, started.Run.Id);
    }

    private static async Task<long> CloseAsync(Lab lab) =>
        Assert.IsType<MonthChange.Done>(await lab.Get<MonthEditor>().CloseAsync(September, "books are done", Lab.Tester, default)).BookedCostNanos;

    private static async Task<RerateRun> StoredAsync(Lab lab, int id) => Assert.Single(await lab.ReadAsync(c => c.RerateRuns.AsNoTracking().Where(r => r.Id == id)));

    private static async Task<long> TotalAsync(Lab lab) => (await lab.ReadAsync(c => c.UsageRecords)).Sum(r => r.EffectiveCostNanos);

    private static async Task<List<(long Id, UnpricedReason Reason, long Input, long Read, long Write, long Output, long Fee, long Prompt, long Tool, long Memory, long Unsplit)>> RecordsAsync(Lab lab) =>
        [.. (await lab.ReadAsync(c => c.UsageRecords.OrderBy(r => r.Id))).Select(r => (r.Id, r.UnpricedReason, r.InputCostNanos, r.CacheReadCostNanos,
            r.CacheWriteCostNanos, r.OutputCostNanos, r.FeeCostNanos, r.PromptCostNanos, r.ToolCostNanos, r.MemoryCostNanos, r.UnsplitCostNanos))];

    private static async Task<List<(long Unpriced, long Cost)>> FilesAsync(Lab lab) =>
        [.. (await lab.ReadAsync(c => c.ImportFiles)).Select(f => (f.UnpricedRecords, f.EffectiveCostNanos))];

    private static async Task<long> VersionAsync(Lab lab) => (await lab.ReadAsync(c => c.DataVersions)).Single().Version;

    private static async Task AssertSoundAsync(Lab lab)
    {
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
        var report = await lab.Get<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, default);
        Assert.True(report.IsSound, string.Join('\n', report.Differences));
    }
}
