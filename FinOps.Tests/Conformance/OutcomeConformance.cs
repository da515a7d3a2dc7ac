using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Imports;
using FinOps.Core.Outcomes;
using FinOps.Core.Pricing.Rerating;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Conformance;

/// <summary>Cells of outcomes must be what plain loops over all calls and outcomes make of them, to the nano-USD.</summary>
public abstract class OutcomeConformance
{
    private static readonly DateTime Start = new(2026, 9, 25, 0, 0, 0, DateTimeKind.Utc);

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Derive_RandomLogs_CostsWhatPlainLoopsSay()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var (calls, outcomes) = Logs(21);
        await lab.ImportAsync("usage.ndjson", calls.Select(l => l.ToJson()));
        await lab.ImportAsync("outcomes.ndjson", outcomes.Select(o => o.ToJson()));

        await lab.Get<DayDeriver>().DeriveAsync(default);

        await AssertAsync(lab, calls, outcomes);
        Assert.Equal(0, await lab.Get<DayDeriver>().DeriveAsync(default));
    }

    [ConformanceFact]
    public async Task Derive_DayByDayAsLogsArrive_IsTheSameAsAllAtOnce()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var (calls, outcomes) = Logs(22);
        foreach (var day in calls.Select(c => c.AtUtc.Date).Concat(outcomes.Select(o => o.AtUtc.Date)).Distinct().Order())
        {
            await lab.ImportAsync($"usage-{day:MMdd}.ndjson", calls.Where(c => c.AtUtc.Date == day).Select(l => l.ToJson()));
            await lab.ImportAsync($"outcomes-{day:MMdd}.ndjson", outcomes.Where(o => o.AtUtc.Date == day).Select(o => o.ToJson()));

            await lab.Get<DayDeriver>().DeriveAsync(default);
        }

        await AssertAsync(lab, calls, outcomes);
    }

    [ConformanceFact]
    public async Task Derive_LateOutcomes_ChangeTheDaysThatTheyReach()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var (calls, outcomes) = Logs(23);
        await lab.ImportAsync("usage.ndjson", calls.Select(l => l.ToJson()));
        await lab.ImportAsync("outcomes.ndjson", outcomes.Where((_, i) => i % 3 != 0).Select(o => o.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);

        await lab.ImportAsync("late.ndjson", outcomes.Where((_, i) => i % 3 == 0).Select(o => o.ToJson()));
        await lab.Get<DayDeriver>().KeepUpAsync(default);

        // Outcomes that share work get what does not divide evenly in the order of arrival.
        await AssertAsync(lab, calls, [.. outcomes.Where((_, i) => i % 3 != 0), .. outcomes.Where((_, i) => i % 3 == 0)]);
    }

    [ConformanceFact]
    public async Task Derive_StoppedBetweenDays_EndsWithTheSameFigures()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var (calls, outcomes) = Logs(24);
        await lab.ImportAsync("usage.ndjson", calls.Select(l => l.ToJson()));
        await lab.ImportAsync("outcomes.ndjson", outcomes.Select(o => o.ToJson()));
        var deriver = lab.Get<DayDeriver>();
        for (var stops = 0; stops < 4; stops++)
        {
            var writes = 0;
            deriver.BeforeWrite = (_, _) => ++writes == 3 ? throw new InvalidOperationException("killed") : Task.CompletedTask;
            await Assert.ThrowsAsync<InvalidOperationException>(() => deriver.DeriveAsync(default));
        }

        deriver.BeforeWrite = null;
        await deriver.DeriveAsync(default);

        await AssertAsync(lab, calls, outcomes);
    }

    [ConformanceFact]
    public async Task Derive_AfterAPriceCame_CostsTheNewCost()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var (logged, outcomes) = Logs(25);
        await lab.ImportAsync("usage.ndjson", logged.Select(l => (l with { Model = LabPrices.Unknown }).ToJson()));
        await lab.ImportAsync("outcomes.ndjson", outcomes.Select(o => o.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
        await lab.AddPricesAsync([LabPrices.Of(LabPrices.Unknown, LabPrices.RatesOf(LabPrices.Odd))]);
        await lab.Get<UnpricedRecords>().PriceAsync(default);

        await lab.Get<DayDeriver>().DeriveAsync(default);

        var cells = await lab.ReadAsync(c => c.OutcomeCells.Where(o => o.Cube == OutcomeCube.ByFeature));
        var expected = new OutcomeOracle([.. logged.Select(l => l with { Model = LabPrices.Odd })], outcomes, new Dictionary<string, int>()).Shares().Sum(s => s.Share?.Cost ?? 0);
        Assert.Equal(expected, cells.Sum(c => c.ResolvedCostNanos + c.UnresolvedCostNanos));
        Assert.Equal(0, cells.Sum(c => c.UnpricedCalls));
    }

    [ConformanceFact]
    public async Task Import_SameOutcomesAgain_AddsNothingAndSetsContradictionsAside()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var outcomes = Logs(26).Outcomes;
        var first = await lab.ImportAsync("outcomes.ndjson", outcomes.Select(o => o.ToJson()));
        var other = outcomes.First(o => o.Id is not null);

        var again = await lab.ImportAsync("again.ndjson", outcomes.AsEnumerable().Reverse().Append(other with { Success = !other.Success }).Select(o => o.ToJson()));

        Assert.Equal((ImportKind.Outcomes, (long)outcomes.Count, 0L), (first.Kind, first.NewRecords, first.QuarantinedLines));
        Assert.Equal((0L, (long)outcomes.Count, 1L), (again.NewRecords, again.DuplicateRecords, again.QuarantinedLines));
        var line = Assert.Single(await lab.ReadAsync(c => c.QuarantinedLines));
        Assert.Equal(("conflicting_duplicate", outcomes.Count + 1L), (line.Reason, line.LineNumber));
    }

    [ConformanceFact]
    public async Task Import_FaultyLines_AreSetAsideWithFieldAndCure()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        string[] faulty =
        [
            """{"outcome_type":"resolved_query"}""",
            """{"timestamp":"yesterday","outcome_type":"resolved_query"}""",
            """{"timestamp":"2026-10-01T00:00:00Z","outcome_type":"magic"}""",
            """{"timestamp":"2026-10-01T00:00:00Z","outcome_type":"resolved_query","quantity":0}""",
            """{"timestamp":"2026-10-01T00:00:00Z","outcome_type":"resolved_query","success":"perhaps"}""",
            """{"timestamp":"2026-10-01T00:00:00Z","outcome_type":"resolved_query","outcome_type":"resolved_query"}""",
            """{"timestamp":"2027-10-01T00:00:00Z","outcome_type":"resolved_query"}""",
            """{"timestamp":"2026-10-01T00:00:00Z" """,
            """{"timestamp":1791072000,"type":"resolved_ticket","customer":"acme","conversation_id":"s1","resolved":"yes","minutes":"2.5"}""",
        ];

        var import = await lab.ImportAsync("outcomes.ndjson", faulty);

        Assert.Equal((1L, 8L), (import.NewRecords, import.QuarantinedLines));
        var lines = await lab.ReadAsync(c => c.QuarantinedLines.OrderBy(q => q.LineNumber));
        Assert.Equal(["missing_field", "unknown_time", "unknown_value", "wrong_quantity", "wrong_type", "duplicate_key", "far_future", "broken_json"], lines.Select(l => l.Reason));
        Assert.All(lines, l => Assert.EndsWith(".", l.Message, StringComparison.Ordinal));
        var stored = Assert.Single(await lab.ReadAsync(c => c.Outcomes));
        Assert.Equal((1, "s1", 2_500_000L, true), (stored.TypeId, stored.SessionId, stored.QuantityMillionths, stored.IsSuccess));
    }

    [ConformanceFact]
    public async Task Import_CsvByTheNamesOfItsColumns_IsTheSameAsLines()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var csv = "time;outcome;tenant;conversation_id;success;correct;quantity\r\n2026-10-01 10:00:00;resolved_query;acme;s1;true;;1\r\n2026-10-01 11:00:00;agent_task;;s2;no;yes;2\r\n";

        var import = await lab.ImportAsync("monday.csv", System.Text.Encoding.UTF8.GetBytes(csv));

        Assert.Equal((ImportKind.Outcomes, 2L, 0L), (import.Kind, import.NewRecords, import.QuarantinedLines));
        var stored = await lab.ReadAsync(c => c.Outcomes.OrderBy(o => o.OccurredAtMicros));
        Assert.Equal([("s1", true, null, 1_000_000L), ("s2", false, true, 2_000_000L)], stored.Select(o => (o.SessionId!, o.IsSuccess, o.IsCorrect, o.QuantityMillionths)));
    }

    private static (List<LogLine> Calls, List<OutcomeLine> Outcomes) Logs(int seed)
    {
        var random = new Random(seed);
        var calls = LogLine.Many(900, seed).Select((l, i) => l with
        {
            AtUtc = Start.AddDays(16.0 * i / 900).AddTicks(-(Start.AddDays(16.0 * i / 900).Ticks % 10)),
            Tenant = random.Next(3) == 0 ? "globex" : random.Next(9) == 0 ? null : "acme",
            Session = random.Next(3) == 0 ? null : $"s{i / (random.Next(6) == 0 ? 80 : 9)}",
            Trace = random.Next(3) == 0 ? null : $"t{i / 4}",
            Task = random.Next(3) == 0 ? $"job{i / 30}" : random.Next(20) == 0 ? "answer" : null,
            Parent = random.Next(5) == 0 ? $"r-{seed}-{i - 1}" : null,
        }).ToList();
        var outcomes = new List<OutcomeLine>();
        for (var i = 0; i < 220; i++)
        {
            var call = calls[random.Next(calls.Count)];
            var at = call.AtUtc.AddHours(random.Next(4) == 0 ? random.Next(-30, 9 * 24) : random.Next(0, 20));
            outcomes.Add(new OutcomeLine(random.Next(6) == 0 ? null : $"o{i}", random.Next(3) switch { 0 => "resolved_query", 1 => "agent_task", _ => "session_minute" }, at)
            {
                Tenant = random.Next(8) == 0 ? null : call.Tenant,
                Feature = random.Next(4) == 0 ? null : call.Feature,
                Task = random.Next(3) == 0 ? call.Task : null,
                Trace = random.Next(3) == 0 ? call.Trace : random.Next(15) == 0 ? "nobody" : null,
                Session = random.Next(3) == 0 ? call.Session : null,
                Request = random.Next(3) == 0 ? call.RequestId : null,
                Quantity = random.Next(3) == 0 ? random.Next(1, 90) / 4m : 1,
                Success = random.Next(4) != 0,
                Correct = random.Next(3) switch { 0 => null, 1 => true, _ => random.Next(2) == 0 },
            });
        }

        return (calls, [.. outcomes.Where(o => o.AtUtc < Lab.Now.UtcDateTime)]);
    }

    private static async Task AssertAsync(Lab lab, List<LogLine> calls, List<OutcomeLine> outcomes)
    {
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var dimensions = await lab.ReadAsync(c => c.Dimensions);
        var ids = dimensions.Where(d => d.Kind is DimensionKind.Tenant or DimensionKind.Model).ToDictionary(d => d.Key, d => d.Id);
        var shares = new OutcomeOracle(calls, outcomes, ids).Shares().ToList();
        foreach (var cube in new[] { "feature", "tenant" })
        {
            foreach (var cell in shares.GroupBy(s => string.Join('/', cube, s.Outcome.Type, s.Outcome.Day, cube == "tenant" ? s.Outcome.Tenant ?? s.Share?.Tenant : "", s.Outcome.Feature, s.Share?.Model)))
            {
                expected[cell.Key] = Expected([.. cell]);
            }
        }

        var names = dimensions.ToDictionary(d => d.Id, d => d.Key);
        names[0] = "";
        var types = (await lab.ReadAsync(c => c.OutcomeTypes)).ToDictionary(t => t.Id, t => t.Key);
        var actual = (await lab.ReadAsync(c => c.OutcomeCells)).ToDictionary(
            c => string.Join('/', c.Cube == OutcomeCube.ByFeature ? "feature" : "tenant", types[c.TypeId], c.Day, names[c.TenantId], names[c.FeatureId], names[c.ModelId]), Text);
        Assert.True(shares.Count(s => s.Share is not null) > 100);
        await AssertPackedAsync(lab);
        Assert.Equal(expected.Except(actual).Select(e => $"{e.Key}: {e.Value}"), actual.Except(expected).Select(a => $"{a.Key}: {a.Value}").Order(StringComparer.Ordinal));
    }

    /// <summary>Packed days must hold the same as the cells by tenant, and a question must be answered alike from either.</summary>
    private static async Task AssertPackedAsync(Lab lab)
    {
        var packed = (await lab.ReadAsync(c => c.OutcomeDays)).SelectMany(day => Rows(new PackedCells(day.Cells)).Select(row => $"{day.TypeId} {day.Day} {row}"));
        var stored = (await lab.ReadAsync(c => c.OutcomeCells.Where(o => o.Cube == OutcomeCube.ByTenant)))
            .Select(c => string.Join(' ', c.TypeId, c.Day, c.TenantId, c.FeatureId, c.ModelId, Text(c)[..Text(c).LastIndexOf(' ')]));
        Assert.Equal(stored.Order(StringComparer.Ordinal), packed.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Rows(PackedCells cells)
    {
        var ids = new int[3][];
        var measures = OutcomeSql.Measures.Select(_ => new long[cells.Rows]).ToArray();
        for (var i = 0; i < ids.Length; i++)
        {
            cells.Ids(i, ids[i] = new int[cells.Rows]);
        }

        for (var i = 0; i < measures.Length; i++)
        {
            cells.AddTo(i, [.. Enumerable.Range(0, cells.Rows)], measures[i]);
        }

        return Enumerable.Range(0, cells.Rows).Select(row => string.Join(' ', ids.Select(i => (long)i[row]).Concat(measures.Select(m => m[row]))));
    }

    [ConformanceFact]
    public async Task Run_ByTenantOrTier_AnswersAlikeFromPackedDaysAndFromCells()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var (calls, outcomes) = Logs(27);
        await lab.ImportAsync("usage.ndjson", calls.Select(l => l.ToJson()));
        await lab.ImportAsync("outcomes.ndjson", outcomes.Select(o => o.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
        var questions = new[] { CostDimension.Tenant, CostDimension.Tier }.SelectMany(by => new IReadOnlyList<CostFilter>[] { [], [new(CostDimension.Feature, [calls[0].Feature!])], [new(CostDimension.Tenant, ["acme", "globex", .. Enumerable.Range(0, 300).Select(i => $"t{i}")])] }
            .Select(filters => new OutcomeQuery("resolved_query", DateOnly.FromDateTime(Start), DateOnly.FromDateTime(Start).AddDays(20)) { GroupBy = by, Filters = filters })).ToList();

        var packed = await AskAsync(lab, questions);
        await using (var context = lab.NewContext())
        {
            var oldest = await context.OutcomeDays.MinAsync(d => d.Day);
            await context.OutcomeDays.Where(d => d.Day > oldest + 3 && d.Day != oldest + 6).ExecuteDeleteAsync();
        }

        Assert.Equal(packed, await AskAsync(lab, questions));
    }

    private static async Task<List<string>> AskAsync(Lab lab, IEnumerable<OutcomeQuery> questions)
    {
        var answers = new List<string>();
        foreach (var question in questions)
        {
            var result = (await lab.Get<OutcomeQueries>().RunAsync(question, FinOps.Core.Access.TenantScope.All, default))!;
            Assert.True(result.Total.Outcomes > 0);
            answers.Add(string.Join('|', result.Rows.Append(new OutcomeGroup("total", result.Total)).Select(r => $"{r.Key} {r.Sums.Outcomes} {r.Sums.ResolvedCostNanos} {r.Sums.UnresolvedCostNanos} {r.Sums.Tokens} {r.Sums.PerOutcome} {r.Sums.Ratio}")));
        }

        return answers;
    }

    private static string Expected(IReadOnlyList<(OutcomeLine Outcome, OutcomeOracle.Share? Share)> cell)
    {
        long Quantity(Func<OutcomeLine, bool> which) => cell.Where(c => which(c.Outcome)).Sum(c => (long)(c.Outcome.Quantity * 1_000_000));
        long Joined(Func<OutcomeLine, bool> which) => cell.Where(c => c.Share is not null && which(c.Outcome)).Sum(c => (long)(c.Outcome.Quantity * 1_000_000));
        long Cost(Func<OutcomeLine, bool> which) => cell.Where(c => which(c.Outcome)).Sum(c => c.Share?.Cost ?? 0);
        return string.Join(' ',
            cell.Count, cell.Count(c => c.Outcome.Success), Quantity(o => o.Success), cell.Count(c => c.Outcome.Correct is not null), cell.Count(c => c.Outcome.Correct == true),
            cell.Count(c => c.Share is not null), cell.Count(c => c.Share is not null && c.Outcome.Success), Joined(o => o.Success), Joined(o => o.Correct == true),
            Cost(o => o.Success), Cost(o => !o.Success), Cost(o => o.Correct is not null), Cost(o => o.Correct == true), cell.Sum(c => c.Share?.OwnFeatureCost ?? 0),
            cell.Sum(c => c.Share?.Calls ?? 0), cell.Where(c => c.Outcome.Success).Sum(c => c.Share?.Tokens ?? 0), cell.Sum(c => c.Share?.Unpriced ?? 0), cell.Count(c => c.Share is not null && c.Outcome.Success));
    }

    private static string Text(OutcomeCell c) => string.Join(' ',
        c.Outcomes, c.Successes, c.SuccessfulMillionths, c.Judged, c.Correct, c.Joined, c.JoinedSuccesses, c.JoinedSuccessfulMillionths, c.JoinedCorrectMillionths,
        c.ResolvedCostNanos, c.UnresolvedCostNanos, c.JudgedCostNanos, c.CorrectCostNanos, c.OwnFeatureCostNanos, c.Calls, c.Tokens, c.UnpricedCalls, CostHistogram.FromBytes(c.Histogram).Count);
}
