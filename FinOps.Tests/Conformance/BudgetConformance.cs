using System.Globalization;
using FinOps.Core.Alerts;
using FinOps.Core.Budgets;
using FinOps.Core.Data;
using FinOps.Core.Pricing;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Conformance;

/// <summary>What budgets have posted is the sum of their records at every moment, and thresholds are told once each.</summary>
public abstract class BudgetConformance
{
    private static readonly BudgetScope Chat = BudgetScope.Any with { Feature = "chat" };

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Windows_AfterImportsAndRerating_AreTheSumsOfTheirRecords()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await SaveAsync(lab, Budgets().Where((_, i) => i % 2 == 0));
        await lab.ImportAsync("first.ndjson", Usage(seed: 1));
        await SaveAsync(lab, Budgets().Where((_, i) => i % 2 == 1));
        await AssertWindowsAsync(lab);

        await lab.ImportAsync("second.ndjson", Usage(seed: 2).Concat(Usage(seed: 1)));
        await AssertWindowsAsync(lab);

        await lab.AddPricesAsync(
        [
            LabPrices.Of(LabPrices.Unknown, new TokenRates { InputPer1M = 5_000_000_007, OutputPer1M = 11_000_000_013 }),
            LabPrices.Of(LabPrices.Odd, new TokenRates { InputPer1M = 41_234_567, CacheReadPer1M = 2_345_678, OutputPer1M = 345_678_901 }, new DateTime(2026, 10, 13, 1, 2, 3, DateTimeKind.Utc)),
        ]);
        await RerateAsync(lab);
        await AssertWindowsAsync(lab);
    }

    [ConformanceFact]
    public async Task Windows_AfterEditsUndoAndRemoval_AreTheSumsOfTheirRecords()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await lab.ImportAsync("usage.ndjson", Usage(seed: 1));
        var ids = await SaveAsync(lab, Budgets());
        var editor = lab.Get<BudgetEditor>();

        await SaveAsync(lab, [new BudgetDraft { Id = ids[0], TimeZone = "Asia/Kolkata" }, new BudgetDraft { Id = ids[1], ValidFrom = new DateOnly(2026, 10, 13), BurstPercent = 120 }]);
        await AssertWindowsAsync(lab);

        Assert.IsType<BudgetEdit.Saved>(await editor.UndoAsync(ids[1], null, Lab.Tester, default));
        Assert.IsType<BudgetEdit.Saved>(await editor.RemoveAsync(ids[2], null, "not needed", Lab.Tester, default));
        await AssertWindowsAsync(lab);
        Assert.Empty(await lab.ReadAsync(c => c.BudgetWindows.Where(w => w.BudgetId == ids[2])));

        Assert.IsType<BudgetEdit.Saved>(await editor.UndoAsync(ids[2], null, Lab.Tester, default));
        await AssertWindowsAsync(lab);
        Assert.NotEmpty(await lab.ReadAsync(c => c.BudgetWindows.Where(w => w.BudgetId == ids[2])));
    }

    [ConformanceFact]
    public async Task Thresholds_UnderConcurrentDebitsDuplicatesReimportAndRerating_AreToldOnceInOrder()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = Enumerable.Range(0, 1_000).Select(i => new LogLine($"d-{i}") { AtUtc = Lab.Now.UtcDateTime.AddSeconds(-i) }).ToList();
        var id = Assert.Single(await SaveAsync(lab, [new BudgetDraft { Scope = Chat, AmountUsd = Money.ToUsd(lines.Sum(l => l.CostNanos)) }]));

        await Parallel.ForEachAsync(lines.Chunk(10).Select((chunk, i) => (chunk, i)), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (part, _) =>
            await lab.ImportAsync($"part-{part.i}.ndjson", part.chunk.Concat(part.chunk).Select(l => l.ToJson())));
        await lab.ImportAsync("again.ndjson", lines.Select(l => l.ToJson()).Reverse());
        await AssertToldAsync(lab, id, "2026-10", 50, 80, 100);

        // Down to a tenth, and up again beyond what was told.
        foreach (var input in new[] { 300_000_000L, 9_000_000_000L })
        {
            await lab.AddPricesAsync([LabPrices.Of(LabPrices.Even, new TokenRates { InputPer1M = input, OutputPer1M = input }, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(input / 1_000_000))]);
            await RerateAsync(lab);
            await AssertToldAsync(lab, id, "2026-10", 50, 80, 100);
        }

        await AssertWindowsAsync(lab);
    }

    [ConformanceFact]
    public async Task Thresholds_OfTheNextMonth_AreArmedAgain_AndOldUsageTellsNothing()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var cost = new LogLine("x").CostNanos;
        var id = Assert.Single(await SaveAsync(lab, [new BudgetDraft { Scope = Chat, AmountUsd = Money.ToUsd(cost * 10), ValidFrom = new DateOnly(2026, 8, 1) }]));

        await lab.ImportAsync("old.ndjson", Calls("old", 40, new DateTime(2026, 8, 15, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Empty(await lab.ReadAsync(c => c.Alerts));

        await lab.ImportAsync("five.ndjson", Calls("a", 5, Lab.Now.UtcDateTime));
        await AssertToldAsync(lab, id, "2026-10", 50);
        lab.Clock.Advance(TimeSpan.FromDays(14));
        await lab.ImportAsync("late.ndjson", Calls("b", 20, Lab.Now.UtcDateTime));
        await AssertToldAsync(lab, id, "2026-10", 50);

        await lab.ImportAsync("next.ndjson", Calls("c", 9, Lab.Now.UtcDateTime.AddDays(13)));
        Assert.Equal(["50", "80"], await StepsAsync(lab, id, "2026-11"));
    }

    [ConformanceFact]
    public async Task Thresholds_OfABudgetThatIsLowered_AreToldForTheCurrentWindow()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await lab.ImportAsync("usage.ndjson", Calls("a", 9, Lab.Now.UtcDateTime));
        var cost = new LogLine("x").CostNanos;
        var id = Assert.Single(await SaveAsync(lab, [new BudgetDraft { Scope = Chat, AmountUsd = Money.ToUsd(cost * 100) }]));
        Assert.Empty(await lab.ReadAsync(c => c.Alerts));

        await SaveAsync(lab, [new BudgetDraft { Id = id, AmountUsd = Money.ToUsd(cost * 10) }]);
        await AssertToldAsync(lab, id, "2026-10", 50, 80);

        await SaveAsync(lab, [new BudgetDraft { Id = id, AmountUsd = Money.ToUsd(cost * 100) }, new BudgetDraft { Id = id, AmountUsd = Money.ToUsd(cost * 9) }]);
        await AssertToldAsync(lab, id, "2026-10", 50, 80, 100);
    }

    /// <summary>Budgets of every kind of scope, in time zones with whole and half hours, with and without a burst and an end.</summary>
    private static IEnumerable<BudgetDraft> Budgets()
    {
        BudgetScope[] scopes =
        [
            BudgetScope.Any, Chat, BudgetScope.Any with { Tenant = "acme" }, Chat with { Tenant = "acme" }, BudgetScope.Any with { Team = "blue" },
            BudgetScope.Any with { Model = LabPrices.Odd }, BudgetScope.Any with { Environment = "production", Tenant = "ümlaut ag" }, new("search", "globex", "red", LabPrices.Even, "staging"),
        ];
        string[] zones = ["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Berlin"];
        for (var i = 0; i < scopes.Length * 2; i++)
        {
            yield return new BudgetDraft
            {
                Scope = scopes[i % scopes.Length],
                Period = i < scopes.Length ? BudgetPeriod.Monthly : BudgetPeriod.Daily,
                AmountUsd = 1 + i,
                TimeZone = zones[i % zones.Length],
                BurstPercent = i % 3 == 0 ? 110 : null,
                ValidFrom = new DateOnly(2026, 9, 20 + (i % 9)),
                ValidTo = i % 4 == 0 ? new DateOnly(2026, 10, 14) : null,
            };
        }
    }

    private static IEnumerable<string> Usage(int seed) => LogLine.Many(1_500, seed, days: 30).Select(l => (l with { AtUtc = l.AtUtc.AddDays(-23).AddMinutes(seed) }).ToJson());

    private static IEnumerable<string> Calls(string prefix, int count, DateTime at) => Enumerable.Range(0, count).Select(i => new LogLine($"{prefix}-{i}") { AtUtc = at.AddSeconds(-i) }.ToJson());

    private static async Task<List<int>> SaveAsync(Lab lab, IEnumerable<BudgetDraft> drafts) =>
        [.. (await lab.Get<BudgetEditor>().SaveAllAsync([.. drafts], isAllOrNone: true, Lab.Tester, default)).Select(e => Assert.IsType<BudgetEdit.Saved>(e).Id)];

    private static async Task RerateAsync(Lab lab)
    {
        lab.Get<Rerater>().BatchSize = 400;
        var started = Assert.IsType<RerateStart.Started>(await lab.Get<RerateEditor>().StartAsync(RerateScope.All, "test", Lab.Tester, isForCaller: true, default));
        await lab.Get<RerateQueue>().RunAsync(started.Run, null, default);
    }

    private static async Task AssertToldAsync(Lab lab, int budget, string window, params int[] percents)
    {
        Assert.Equal(percents.Select(p => p.ToString(CultureInfo.InvariantCulture)), await StepsAsync(lab, budget, window));
        Assert.Equal(percents.Length, (await lab.ReadAsync(c => c.Alerts)).Count);
    }

    private static async Task<List<string>> StepsAsync(Lab lab, int budget, string window) =>
        [.. (await lab.ReadAsync(c => c.Alerts.OrderBy(a => a.Id))).Where(a => a.Kind == AlertKind.BudgetThreshold && a.Scope == $"budget:{budget}" && a.Window == window).Select(a => a.Step)];

    /// <summary>Each record is put into the windows of each budget by its local day, without any of the product's arithmetic.</summary>
    private static async Task AssertWindowsAsync(Lab lab)
    {
        var names = (await lab.ReadAsync(c => c.Dimensions)).ToDictionary(d => d.Id, d => d.Key);
        var records = await lab.ReadAsync(c => c.UsageRecords.AsNoTracking());
        var expected = new SortedDictionary<(int, BudgetPeriod, DateOnly), long>();
        foreach (var budget in (await lab.ReadAsync(c => c.Budgets.AsNoTracking())).Where(b => !b.IsDeleted))
        {
            foreach (var record in records.Where(r => IsIn(budget, r, names)))
            {
                Add(expected, budget, record);
            }
        }

        var stored = new SortedDictionary<(int, BudgetPeriod, DateOnly), long>();
        var zones = (await lab.ReadAsync(c => c.Budgets)).ToDictionary(b => b.Id, b => TimeZoneInfo.FindSystemTimeZoneById(b.TimeZone));
        foreach (var w in (await lab.ReadAsync(c => c.BudgetWindows.AsNoTracking())).Where(w => w.PostedNanos != 0))
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Instants.ToUtc(w.StartMicros), zones[w.BudgetId]));
            stored[(w.BudgetId, w.Grain, w.Grain == BudgetPeriod.Daily ? day : new DateOnly(day.Year, day.Month, 1))] = w.PostedNanos;
        }

        Assert.Equal(expected.Where(e => e.Value != 0), stored);
        var report = await lab.Get<BudgetVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, default);
        Assert.True(report.IsSound, string.Join('\n', report.Differences));
    }

    private static void Add(SortedDictionary<(int, BudgetPeriod, DateOnly), long> sums, Budget budget, UsageRecord record)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(record.OccurredAtUtc, TimeZoneInfo.FindSystemTimeZoneById(budget.TimeZone)));
        if (day < budget.ValidFrom || day >= budget.ValidTo)
        {
            return;
        }

        foreach (var grain in budget.BurstPercent > 100 ? Enum.GetValues<BudgetPeriod>() : [budget.Period])
        {
            var key = (budget.Id, grain, grain == BudgetPeriod.Daily ? day : new DateOnly(day.Year, day.Month, 1));
            sums[key] = sums.GetValueOrDefault(key) + record.EffectiveCostNanos;
        }
    }

    private static bool IsIn(Budget b, UsageRecord r, Dictionary<int, string> names) =>
        (b.TenantId == 0 || b.TenantId == r.TenantId) && (b.FeatureId == 0 || b.FeatureId == r.FeatureId) && (b.TeamId == 0 || b.TeamId == r.TeamId)
        && (b.EnvironmentId == 0 || b.EnvironmentId == r.EnvironmentId) && (b.Model.Length == 0 || names.GetValueOrDefault(r.ModelId) == b.Model);
}
