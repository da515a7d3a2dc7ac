using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Demo;
using FinOps.Core.Imports;
using FinOps.Core.Months;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Usage;
using FinOps.Tests.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Pricing.Rerating;

public sealed class RerateTests
{
    private static readonly CalendarMonth September = new(202609);

    [Fact]
    public async Task Start_WithoutPermission_IsRefused()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var viewer = new Actor("v", "Viewer", "web", new HashSet<Permission> { Permission.ViewCosts });

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<RerateEditor>().StartAsync(RerateScope.All, "x", viewer, isForCaller: true, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<RerateEditor>().CancelAsync(1, viewer, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<MonthEditor>().CloseAsync(September, "x", viewer, default));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => lab.Get<MonthEditor>().ReopenAsync(September, "x", viewer, isForCaller: true, default));
    }

    [Fact]
    public async Task Start_ThatCannotBe_NamesTheField()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("usage.ndjson", [new LogLine("a").ToJson()]);

        Assert.Equal("Reason", await FieldAsync(lab, RerateScope.All, " "));
        Assert.Equal("Provider", await FieldAsync(lab, RerateScope.All with { Provider = "nobody" }));
        Assert.Equal("Model", await FieldAsync(lab, RerateScope.All with { Provider = "lab", Model = "none*" }));
        Assert.Equal("ToUtc", await FieldAsync(lab, RerateScope.All with { FromUtc = DateTime.UnixEpoch, ToUtc = DateTime.UnixEpoch }));
    }

    [Fact]
    public async Task Start_OfWhatIsUnderWay_IsRefused_AndGoesOnWithItOnceItsProcessIsGone()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.ImportAsync("usage.ndjson", [new LogLine("a").ToJson()]);
        var editor = lab.Get<RerateEditor>();
        var first = Assert.IsType<RerateStart.Started>(await editor.StartAsync(RerateScope.All, "test", Lab.Tester, isForCaller: true, default)).Run;

        var refused = Assert.IsType<RerateStart.Refused>(await editor.StartAsync(RerateScope.All, "test", Lab.Tester, isForCaller: true, default));
        lab.Clock.Advance(TimeSpan.FromSeconds(11));
        var again = Assert.IsType<RerateStart.Started>(await editor.StartAsync(RerateScope.All, "test", Lab.Tester, isForCaller: true, default)).Run;
        var run = await lab.Get<RerateQueue>().RunAsync(again, null, default);

        Assert.Equal(("", $"Run {first.Id} rates the same calls already."), (refused.Field, refused.Message));
        Assert.Equal((first.Id, RerateState.Done), (run.Id, run.State));
        Assert.Single(await lab.ReadAsync(c => c.RerateRuns));
    }

    [Fact]
    public async Task Rerate_OfFeesFromTheLogAndFromPrices_ChangesOnlyThoseOfPrices()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        await lab.AddPricesAsync([WithSearch(LabPrices.Even, 10_000_000_000, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc))]);
        const string Call = """{"timestamp":"2026-10-14T09:00:00Z","request_id":"a","provider":"lab","model":"even-1","input_tokens":1000,"output_tokens":1,"search_requests":3,"tool_fees_usd":0.000000007}""";
        await lab.ImportAsync("usage.ndjson", [Call]);
        Assert.Equal((3 * 10_000_000) + 7, Assert.Single(await lab.ReadAsync(c => c.UsageRecords)).FeeCostNanos);

        await lab.AddPricesAsync([WithSearch(LabPrices.Even, 25_000_000_000, new DateTime(2022, 1, 1, 0, 0, 0, DateTimeKind.Utc))]);
        var dearer = await RunAsync(lab);
        await lab.AddPricesAsync([WithSearch(LabPrices.Even, null, new DateTime(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc))]);
        var without = await RunAsync(lab);

        Assert.Equal((3 * 15_000_000L, -3 * 25_000_000L), (dearer.DeltaNanos, without.DeltaNanos));
        Assert.Equal(7, Assert.Single(await lab.ReadAsync(c => c.UsageRecords)).FeeCostNanos);
    }

    [Fact]
    public async Task Rerate_WhenNoPriceIsInForceAnyMore_SaysSoAndCountsTheCallAsUnpriced()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var file = await lab.ImportAsync("usage.ndjson", [new LogLine("a").ToJson()]);
        var old = Assert.Single(await lab.ReadAsync(c => c.Prices.Where(p => p.ModelPattern == LabPrices.Even)));
        var ended = LabPrices.Of(LabPrices.Even, LabPrices.RatesOf(LabPrices.Even));
        (ended.SupersedesId, ended.ValidToMicros) = (old.Id, old.ValidFromMicros + 1);
        await lab.AddPricesAsync([ended]);

        var run = await RunAsync(lab);

        var record = Assert.Single(await lab.ReadAsync(c => c.UsageRecords));
        Assert.Equal((UnpricedReason.NoPriceAtTime, (int?)null, 0L), (record.UnpricedReason, record.PriceId, record.EffectiveCostNanos));
        Assert.Equal((1L, -file.EffectiveCostNanos), (run.RecordsUnpriced, run.DeltaNanos));
        Assert.Equal((1L, 0L), Assert.Single((await lab.ReadAsync(c => c.ImportFiles)).Select(f => (f.UnpricedRecords, f.EffectiveCostNanos))));
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
    }

    [Fact]
    public async Task Rerate_WhilePricesChangeOnTheWay_EndsWithOneBook()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        lab.Get<Rerater>().BatchSize = 100;
        await lab.ImportAsync("usage.ndjson", LogLine.Many(500).Select(l => l.ToJson()));
        await lab.AddPricesAsync([LabPrices.Of(LabPrices.Even, new TokenRates { InputPer1M = 1_000, OutputPer1M = 1_000 }, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc))]);
        var newest = LabPrices.Of(LabPrices.Even, new TokenRates { InputPer1M = 2_000, OutputPer1M = 2_000 }, new DateTime(2022, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var isDone = false;

        var run = await RunAsync(lab, () =>
        {
            if (!isDone)
            {
                isDone = true;
                lab.AddPricesAsync([newest]).GetAwaiter().GetResult();
            }
        });

        var even = (await lab.ReadAsync(c => c.Dimensions.Where(d => d.Key == LabPrices.Even))).Single().Id;
        Assert.Equal([newest.Id], (await lab.ReadAsync(c => c.UsageRecords.Where(r => r.ModelId == even))).Select(r => r.PriceId!.Value).Distinct());
        Assert.Equal(run.DeltaNanos, (await lab.ReadAsync(c => c.CostCorrections)).Sum(c => c.DeltaNanos));
        Assert.Equal(0, (await RunAsync(lab)).RecordsChanged);
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
    }

    [Fact]
    public async Task Import_WhilePricesChange_PricesTheRestByTheNewBook()
    {
        await using var lab = await Lab.OpenAsync(new StagedSqliteLabDatabase());
        var log = lab.Write("usage.ndjson", Enumerable.Range(0, 65_000).Select(i => new LogLine($"r{i}").ToJson()));
        var newest = LabPrices.Of(LabPrices.Even, new TokenRates { InputPer1M = 1_000, OutputPer1M = 1_000 }, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        // Each batch of 10,000 lines is a transaction here, and no more than three are read ahead of it.
        await lab.ImportAsync(log, new FirstCommit(() => lab.AddPricesAsync([newest]).GetAwaiter().GetResult()));

        var prices = await lab.ReadAsync(c => c.UsageRecords.OrderBy(r => r.Id).Select(r => r.PriceId));
        Assert.NotEqual(newest.Id, prices[0]);
        Assert.All(prices.Skip(50_000), id => Assert.Equal(newest.Id, id));
    }

    [Fact]
    public async Task DemoRemoval_FromAClosedMonthWithCorrections_LeavesTheRestExact()
    {
        await using var lab = await Lab.OpenAsync(new SqliteLabDatabase());
        var ours = LogLine.Many(300, seed: 1).Select(l => l with { AtUtc = l.AtUtc.AddDays(-13) }).ToList();
        var demo = LogLine.Many(300, seed: 2).Select(l => l with { AtUtc = l.AtUtc.AddDays(-13), Tenant = DemoTenant.All[0].Key }).ToList();
        await lab.ImportAsync("ours.ndjson", ours.Select(l => l.ToJson()));
        await lab.Importer.ImportFileAsync(lab.Write("demo.ndjson", demo.Select(l => l.ToJson())), new ImportRequest(ImportSource.Demo, "demo"), Lab.Tester, null, default);
        var booked = Assert.IsType<MonthChange.Done>(await lab.Get<MonthEditor>().CloseAsync(September, "done", Lab.Tester, default)).BookedCostNanos;
        await lab.AddPricesAsync([LabPrices.Of(LabPrices.Even, new TokenRates { InputPer1M = 1_111, OutputPer1M = 2_222 }, new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc))]);
        await RunAsync(lab);

        await ActivatorUtilities.CreateInstance<DemoRemover>(lab.Get<IServiceProvider>()).RemoveAsync(Lab.Tester, default);

        var left = await lab.ReadAsync(c => c.UsageRecords);
        var month = (await lab.Get<MonthQueries>().ListAsync(TenantScope.All, default)).Single(m => m.Month == September);
        var demoBooked = demo.Where(l => CalendarMonth.Of(l.AtUtc) == September).Sum(l => l.CostNanos);
        Assert.Equal(300, left.Count);
        Assert.Equal(left.Sum(r => r.CorrectionNanos), month.CorrectionNanos);
        Assert.Equal((booked - demoBooked, demoBooked), (month.BookedNanos, month.RemovedNanos));
        await CellAudit.AssertCellsMatchRecordsAsync(lab);
        var report = await lab.Get<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, default);
        Assert.True(report.IsSound, string.Join('\n', report.Differences));
    }

    private static Price WithSearch(string model, long? per1K, DateTime from)
    {
        var price = LabPrices.Of(model, LabPrices.RatesOf(model), from);
        price.SearchPer1K = per1K;
        return price;
    }

    private static async Task<string> FieldAsync(Lab lab, RerateScope scope, string reason = "test") =>
        Assert.IsType<RerateStart.Refused>(await lab.Get<RerateEditor>().StartAsync(scope, reason, Lab.Tester, isForCaller: true, default)).Field;

    private static async Task<RerateRun> RunAsync(Lab lab, Action? onProgress = null)
    {
        var started = Assert.IsType<RerateStart.Started>(await lab.Get<RerateEditor>().StartAsync(RerateScope.All, "test", Lab.Tester, isForCaller: true, default));
        return await lab.Get<RerateQueue>().RunAsync(started.Run, onProgress is null ? null : new Each(onProgress), default);
    }

    private sealed class Each(Action act) : IProgress<RerateRun>
    {
        public void Report(RerateRun value) => act();
    }

    private sealed class FirstCommit(Action act) : IProgress<ImportProgress>
    {
        private bool isDone;

        public void Report(ImportProgress value)
        {
            if (!isDone)
            {
                isDone = true;
                act();
            }
        }
    }
}
