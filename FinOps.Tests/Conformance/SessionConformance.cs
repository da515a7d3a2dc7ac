using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Outcomes;
using FinOps.Core.Pricing.Rerating;
using FinOps.Core.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Tests.Conformance;

/// <summary>Derived days must be what a plain reading of all records makes of them, whatever happens in between.</summary>
public abstract class SessionConformance
{
    private static readonly DateTime Start = new(2026, 9, 28, 0, 0, 0, DateTimeKind.Utc);

    private protected abstract ILabDatabase NewDatabase();

    /// <summary>So that the days that are worked out are those of sessions.</summary>
    private static void SessionsAlone(IServiceCollection services)
    {
        foreach (var other in services.Where(s => s.ServiceType == typeof(IDayDerivation) && s.ImplementationType != typeof(SessionDerivation)).ToList())
        {
            services.Remove(other);
        }
    }

    [ConformanceFact]
    public async Task Derive_RandomLog_MakesTheSessionsOfItsCalls()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        var lines = Lines(3_000, 11);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));

        Assert.Equal(14, await lab.Get<DayDeriver>().DeriveAsync(default));

        await AssertAsync(lab, lines);
        Assert.Equal(0, await lab.Get<DayDeriver>().DeriveAsync(default));
    }

    [ConformanceFact]
    public async Task Derive_SessionOverMidnight_BelongsToTheDayOfItsFirstCall()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        var lines = new[] { (0, 23), (1, 0), (3, 12), (4, 1), (5, 1), (6, 1) }
            .Select((at, i) => new LogLine($"r{i}") { AtUtc = Start.AddDays(at.Item1).AddHours(at.Item2), Session = "s", Origin = "user", Input = 1_000 << i, Output = 0 }).ToList();
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));

        await lab.Get<DayDeriver>().DeriveAsync(default);

        var day = Instants.ToDay(Instants.ToMicros(Start));
        var cells = await lab.ReadAsync(c => c.SessionCells.Where(s => s.Cube == SessionCube.ByTenant && s.FeatureId == SessionCell.WholeSession).OrderBy(s => s.Day));
        Assert.Equal(
            [(0, 1L, 9_000_000L), (3, 1L, 36_000_000L), (5, 1L, 48_000_000L), (6, 1L, 96_000_000L)],
            cells.Select(c => (c.Day - day, c.Sessions, c.CostNanos)));
    }

    [ConformanceFact]
    public async Task Derive_LateCall_WorksOutOnlyTheDaysAroundIt()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        var lines = Lines(1_500, 12);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
        var late = new LogLine("late") { AtUtc = Start.AddDays(6).AddHours(3), Session = "s1", Tenant = "acme" };
        await lab.ImportAsync("late.ndjson", [late.ToJson()]);

        var days = await DaysWrittenAsync(lab);

        Assert.Equal([5, 6, 7, 8], days);
        await AssertAsync(lab, [.. lines, late]);
    }

    [ConformanceFact]
    public async Task Derive_StoppedBetweenDays_GoesOnInOrder()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        var lines = Lines(2_000, 13);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));
        var deriver = lab.Get<DayDeriver>();
        var writes = 0;
        deriver.BeforeWrite = (_, _) => ++writes == 5 ? throw new InvalidOperationException("killed") : Task.CompletedTask;
        await Assert.ThrowsAsync<InvalidOperationException>(() => deriver.DeriveAsync(default));
        Assert.Equal(Enumerable.Range(0, 4), await StoredDaysAsync(lab));

        var days = await DaysWrittenAsync(lab);

        Assert.Equal(Enumerable.Range(4, 10), days);
        await AssertAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Derive_CallsThatArriveMeanwhile_AreWorkedOutByTheNextRun()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        var lines = Lines(1_000, 14);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));
        var deriver = lab.Get<DayDeriver>();
        var more = new LogLine("more") { AtUtc = Start.AddDays(2).AddHours(5), Session = "s2", Tenant = "globex" };
        deriver.BeforeWrite = async (_, day) => await (day == Day(2) ? lab.ImportAsync("more.ndjson", [more.ToJson()]) : Task.CompletedTask);
        await deriver.DeriveAsync(default);

        var days = await DaysWrittenAsync(lab);

        Assert.Contains(2, days);
        await AssertAsync(lab, [.. lines, more]);
    }

    [ConformanceFact]
    public async Task Derive_AfterAPriceCame_CostsWhatTheRecordsCost()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        var lines = Lines(1_000, 15).Select(l => l with { Model = LabPrices.Unknown }).ToList();
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
        Assert.All(await lab.ReadAsync(c => c.SessionCells), c => Assert.Equal((0, c.Sessions), (c.CostNanos, c.UnpricedSessions)));
        await lab.AddPricesAsync([LabPrices.Of(LabPrices.Unknown, LabPrices.RatesOf(LabPrices.Odd))]);
        await lab.Get<UnpricedRecords>().PriceAsync(default);

        await lab.Get<DayDeriver>().KeepUpAsync(default);

        await AssertAsync(lab, [.. lines.Select(l => l with { Model = LabPrices.Odd })]);
    }

    [ConformanceFact]
    public async Task Derive_PrunedDays_StayAsTheyAre()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        var lines = Lines(1_500, 16);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
        var week = Cube.WeekOfHour(Day(4) * 24);
        var keptFrom = (week + 1) * 7;
        await using (var context = lab.NewContext())
        {
            context.PrunedWeeks.Add(new PrunedWeek { Week = week, IsDone = true });
            await context.SaveChangesAsync();
            await context.UsageRecords.Where(r => r.OccurredHour < keptFrom * 24).ExecuteDeleteAsync();
            await context.DerivedDays.ExecuteUpdateAsync(d => d.SetProperty(x => x.Fingerprint, 1));
        }

        var days = await DaysWrittenAsync(lab);

        Assert.Equal(keptFrom + 2, days.Min() + Day(0));
        await AssertAsync(lab, lines);
    }

    [ConformanceFact]
    public async Task Derive_DayWhoseCallsAreGone_HasNoRowsAnyMore()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        await lab.ImportAsync("usage.ndjson", Lines(500, 17).Select(l => l.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
        await using (var context = lab.NewContext())
        {
            await context.UsageRecords.ExecuteDeleteAsync();
            await context.CostCells.ExecuteDeleteAsync();
        }

        await lab.Get<DayDeriver>().DeriveAsync(default);

        Assert.Empty(await lab.ReadAsync(c => c.SessionCells));
        Assert.Empty(await lab.ReadAsync(c => c.DerivedDays));
    }

    [ConformanceFact]
    public async Task Read_TheWayOfEitherDatabase_BringsTheSameRecords()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase(), SessionsAlone);
        await lab.ImportAsync("usage.ndjson", Lines(700, 18).Select(l => l.ToJson()));
        await using var context = lab.NewContext();
        var (own, server) = (new List<string>(), new List<string>());

        var read = await DayRecords.ReadAsync(context, Day(3), (scoped in r) => own.Add(Text(in r)), default);
        await DayRecords.ReadServerAsync(context, DerivationSql.Records(Day(3) * 24, Day(4) * 24), Day(3), (scoped in r) => server.Add(Text(in r)), default);

        Assert.Equal(50, read);
        Assert.Equal(own.Order(), server.Order());
    }

    private static string Text(scoped in DayRecord r) => string.Join('|',
        r.Id, r.OccurredAtMicros, r.Day, r.TenantId, r.FeatureId, r.ModelId, r.UserId, r.TaskId, r.EnvironmentId, r.Status, r.Origin, r.IsUnpriced, r.InputTokens,
        r.CacheReadTokens, r.OutputTokens, r.StreamTerminatedAtToken, r.CostNanos, r.OutputCostNanos, Of(r.RequestId), Of(r.ParentRequestId), Of(r.TraceId), Of(r.SessionId),
        Of(r.AgentRunId), Of(r.WorkflowStep), Of(r.ModelVersion));

    private static string Of(ReadOnlySpan<byte> text) => System.Text.Encoding.UTF8.GetString(text);

    private static int Day(int offset) => Instants.ToDay(Instants.ToMicros(Start)) + offset;

    private static List<LogLine> Lines(int count, int seed)
    {
        var random = new Random(seed);
        return [.. LogLine.Many(count, seed).Select((l, i) => l with
        {
            AtUtc = Start.AddDays(14.0 * i / count).AddTicks(-(Start.AddDays(14.0 * i / count).Ticks % 10)),
            Session = random.Next(5) == 0 ? null : $"s{random.Next(9)}{(random.Next(2) == 0 ? "" : $"-{i / 40}")}",
            Origin = random.Next(6) switch { 0 => "scheduled", 1 => "system", 2 => null, _ => "user" },
            Run = random.Next(4) == 0 ? $"run{i / 9}" : null,
            Trace = random.Next(3) == 0 ? null : $"t{i / 5}",
            Parent = random.Next(7) == 0 ? $"r-{seed}-{i - 1}" : null,
        })];
    }

    private static async Task<List<int>> DaysWrittenAsync(Lab lab)
    {
        var days = new List<int>();
        var deriver = lab.Get<DayDeriver>();
        deriver.BeforeWrite = (_, day) =>
        {
            days.Add(day - Day(0));
            return Task.CompletedTask;
        };
        await deriver.DeriveAsync(default);
        return days;
    }

    private static async Task<List<int>> StoredDaysAsync(Lab lab) => [.. (await lab.ReadAsync(c => c.DerivedDays.OrderBy(d => d.Day).Select(d => d.Day))).Select(d => d - Day(0))];

    /// <summary>The same figures by walking through each session from its first call on.</summary>
    private static async Task AssertAsync(Lab lab, List<LogLine> lines)
    {
        var expected = new SortedDictionary<string, (long Sessions, long Calls, long Cost)>(StringComparer.Ordinal);
        var costs = new Dictionary<string, List<long>>();
        foreach (var session in lines.Where(l => l.Session is not null && l.Origin is null or "user" && l.Session is not null).GroupBy(l => (l.Tenant, l.Session)))
        {
            foreach (var (day, calls) in Split([.. session]))
            {
                foreach (var (feature, part) in calls.GroupBy(c => c.Feature ?? "").Select(g => (g.Key, g.ToList())).Append(("*", calls)))
                {
                    foreach (var key in new[] { $"{day}/{session.Key.Tenant}/{feature}", $"{day}/*/{feature}" })
                    {
                        var sum = expected.GetValueOrDefault(key);
                        expected[key] = (sum.Sessions + 1, sum.Calls + part.Count, sum.Cost + part.Sum(c => c.CostNanos));
                        costs.TryAdd(key, []);
                        costs[key].Add(part.Sum(c => c.CostNanos));
                    }
                }
            }
        }

        var names = (await lab.ReadAsync(c => c.Dimensions)).ToDictionary(d => d.Id, d => d.Key);
        names[0] = "";
        names[SessionCell.WholeSession] = "*";
        var cells = await lab.ReadAsync(c => c.SessionCells);
        var actual = cells.ToDictionary(c => $"{c.Day - Day(0)}/{(c.Cube == SessionCube.ByFeature ? "*" : names[c.TenantId])}/{names[c.FeatureId]}");
        Assert.Equal(expected, new SortedDictionary<string, (long, long, long)>(actual.ToDictionary(a => a.Key, a => (a.Value.Sessions, a.Value.Calls, a.Value.CostNanos)), StringComparer.Ordinal));
        Assert.All(actual, a => AssertMedian(costs[a.Key], CostHistogram.FromBytes(a.Value.Histogram)));
    }

    private static void AssertMedian(List<long> costs, CostHistogram histogram)
    {
        Assert.Equal(costs.Count, histogram.Count);
        var median = costs.Order().ElementAt((costs.Count - 1) / 2);
        Assert.InRange(histogram.Quantile(0.5)!.Value, (long)(median * 0.98m), (long)decimal.Ceiling(median * 1.02m));
    }

    private static IEnumerable<(int Day, List<LogLine> Calls)> Split(List<LogLine> calls)
    {
        var open = new Dictionary<int, List<LogLine>>();
        var run = 0;
        int? last = null;
        foreach (var day in calls.GroupBy(c => (c.AtUtc.Date - Start).Days).OrderBy(g => g.Key))
        {
            run = last == day.Key - 1 ? run + 1 : 1;
            last = day.Key;
            var owner = run == 2 ? day.Key - 1 : day.Key;
            open.TryAdd(owner, []);
            open[owner].AddRange(day);
        }

        return open.Select(o => (o.Key, o.Value));
    }
}
