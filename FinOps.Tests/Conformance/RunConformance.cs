using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Derivations;
using FinOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace FinOps.Tests.Conformance;

/// <summary>Agent runs, abandoned streams and model versions must be what a plain reading of the log makes of them.</summary>
public abstract class RunConformance
{
    private static readonly DateTime Start = new(2026, 9, 28, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int StartDay = Instants.ToDay(Instants.ToMicros(Start));

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Derive_RandomLog_MakesTheRunsOfItsCalls()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = Lines(3_000, 21);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));

        await lab.Get<DayDeriver>().DeriveAsync(default);

        await AssertRunsAsync(lab, lines);
        Assert.Equal(0, await lab.Get<DayDeriver>().DeriveAsync(default));
    }

    [ConformanceFact]
    public async Task Derive_AfterLateCalls_MakesTheRunsAnew()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = Lines(1_500, 22);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
        var late = Lines(200, 23).Select(l => l with { Run = l.Run is null ? null : "r1" }).ToList();
        await lab.ImportAsync("late.ndjson", late.Select(l => l.ToJson()));

        await lab.Get<DayDeriver>().DeriveAsync(default);

        await AssertRunsAsync(lab, [.. lines, .. late]);
    }

    [ConformanceFact]
    public async Task Derive_RunOverMidnight_BelongsToTheDayOfItsFirstCall()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = new[] { (0, 23), (1, 0), (3, 12), (4, 1), (5, 1), (6, 1) }
            .Select((at, i) => new LogLine($"c{i}") { AtUtc = Start.AddDays(at.Item1).AddHours(at.Item2), Run = "r", Input = 1_000 << i, Output = 0, LatencyMs = 500 }).ToList();
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));

        await lab.Get<DayDeriver>().DeriveAsync(default);

        var runs = await lab.ReadAsync(c => c.RunSums.OrderBy(r => r.Day));
        Assert.Equal([(0, 2, 9_000_000L), (3, 2, 36_000_000L), (5, 1, 48_000_000L), (6, 1, 96_000_000L)], runs.Select(r => (r.Day - StartDay, r.Calls, r.CostNanos)));
        Assert.Equal((Instants.ToMicros(lines[0].AtUtc), Instants.ToMicros(lines[1].AtUtc) + 500_000), (runs[0].StartMicros, runs[0].EndMicros));
        var over = (await lab.Get<RunQueries>().FindAsync("r", DateOnly.FromDateTime(Start), "acme", TenantScope.All, default))!;
        Assert.Equal(["c0", "c1"], (await lab.Get<RunQueries>().CallsAsync(over, default)).Select(c => c.RequestId));
    }

    [ConformanceFact]
    public async Task Derive_BrokenOffStreams_CountsWhatNobodyRead()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = Lines(1_000, 24);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));

        await lab.Get<DayDeriver>().DeriveAsync(default);

        var names = await NamesAsync(lab);
        var cells = await lab.ReadAsync(c => c.AbandonedCells.OrderBy(x => x.Day));
        var expected = lines.Where(l => l.BrokenOffAt is not null).GroupBy(l => (Day: DayOf(l), Tenant: l.Tenant ?? "", Feature: l.Feature ?? ""))
            .Select(g => (g.Key.Day, g.Key.Tenant, g.Key.Feature, Calls: (long)g.Count(), Tokens: g.Sum(l => (long)Unread(l)), Nanos: g.Sum(UnreadNanos))).Order().ToList();
        Assert.True(expected.Sum(e => e.Nanos) > 0);
        Assert.Equal(expected, cells.Select(c => (c.Day, names.GetValueOrDefault(c.TenantId, ""), names.GetValueOrDefault(c.FeatureId, ""), c.Calls, c.Tokens, c.CostNanos)).Order());
    }

    [ConformanceFact]
    public async Task Derive_Versions_CountsTheCallsOfEach()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        var lines = Lines(1_000, 25);
        await lab.ImportAsync("usage.ndjson", lines.Select(l => l.ToJson()));

        await lab.Get<DayDeriver>().DeriveAsync(default);

        var names = await NamesAsync(lab);
        var cells = await lab.ReadAsync(c => c.VersionCells.OrderBy(x => x.Day));
        var expected = lines.GroupBy(l => (Day: DayOf(l), Feature: l.Feature ?? "", l.Model, Version: l.Version ?? ""))
            .Select(g => (g.Key.Day, g.Key.Feature, g.Key.Model, g.Key.Version, Calls: (long)g.Count(), Unpriced: (long)g.Count(l => l.Model == LabPrices.Unknown), Nanos: g.Sum(l => l.CostNanos))).Order().ToList();
        Assert.Equal(expected, cells.Select(c => (c.Day, names.GetValueOrDefault(c.FeatureId, ""), names[c.ModelId], c.Version, c.Calls, c.UnpricedCalls, c.CostNanos)).Order());
    }

    [ConformanceFact]
    public async Task TopAsync_WithFilters_RanksExactlyTheMatchingRuns()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await lab.ImportAsync("usage.ndjson", Lines(3_000, 26).Select(l => l.ToJson()));
        await lab.Get<DayDeriver>().DeriveAsync(default);
        var names = await NamesAsync(lab);
        var all = await lab.ReadAsync(c => c.RunSums.OrderByDescending(r => r.CostNanos).ThenBy(r => r.StartMicros).ThenBy(r => r.RunId));
        var (from, to) = (DateOnly.FromDateTime(Start).AddDays(2), DateOnly.FromDateTime(Start).AddDays(9));
        var inPeriod = all.Where(r => r.Day >= StartDay + 2 && r.Day < StartDay + 9).ToList();

        async Task<RunRanking> TopAsync(TenantScope scope, params CostFilter[] filters) => await lab.Get<RunQueries>().TopAsync(from, to, filters, 20, scope, default);

        var top = await TopAsync(TenantScope.All);
        Assert.Equal(inPeriod.Take(20).Select(r => (r.Day, r.RunId, r.CostNanos)), top.Rows.Select(r => (r.Sum.Day, r.Sum.RunId, r.Sum.CostNanos)));
        Assert.Equal((inPeriod.Count, inPeriod.Sum(r => r.CostNanos)), ((int)top.Count, top.CostNanos));

        var acme = await TopAsync(TenantScope.Of(["acme"]), new CostFilter(CostDimension.Feature, ["chat"]));
        var expected = inPeriod.Where(r => names.GetValueOrDefault(r.TenantId) == "acme" && names.GetValueOrDefault(r.FeatureId) == "chat").ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Take(20).Select(r => r.RunId), acme.Rows.Select(r => r.Sum.RunId));
        Assert.All(acme.Rows, r => Assert.Equal(("acme", "chat"), (r.Tenant, r.Feature)));
        Assert.Empty((await TopAsync(TenantScope.Of([]))).Rows);
        await Assert.ThrowsAsync<ArgumentException>(() => TopAsync(TenantScope.All, new CostFilter(CostDimension.Route, ["x"])));
    }

    [ConformanceFact]
    public async Task FindAsync_OutOfScope_FindsNothing()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await lab.ImportAsync("usage.ndjson", [new LogLine("a") { Run = "one", Tenant = "globex" }.ToJson(), new LogLine("b") { Run = "none", Tenant = null }.ToJson()]);
        await lab.Get<DayDeriver>().DeriveAsync(default);
        var runs = lab.Get<RunQueries>();

        Assert.NotNull(await runs.FindAsync("one", null, null, TenantScope.All, default));
        Assert.NotNull(await runs.FindAsync("one", new DateOnly(2026, 10, 14), "globex", TenantScope.Of(["globex"]), default));
        Assert.NotNull(await runs.FindAsync("none", null, "", TenantScope.All, default));
        Assert.Null(await runs.FindAsync("one", null, null, TenantScope.Of(["acme"]), default));
        Assert.Null(await runs.FindAsync("one", null, "globex", TenantScope.Of(["acme"]), default));
        Assert.Null(await runs.FindAsync("none", null, null, TenantScope.Of(["acme"]), default));
        Assert.Null(await runs.FindAsync("one", new DateOnly(2026, 10, 13), "globex", TenantScope.All, default));
    }

    private static async Task AssertRunsAsync(Lab lab, IReadOnlyList<LogLine> lines)
    {
        var names = await NamesAsync(lab);
        var runs = await lab.ReadAsync(c => c.RunSums.OrderBy(r => r.Day));
        var expected = Owned(lines).Select(g =>
        {
            var first = g.Lines.OrderBy(l => l.AtUtc).First();
            return (g.Day, g.Tenant, g.Run, Calls: g.Lines.Count, Retries: g.Lines.Count(l => l.Status is "retry" or "fallback"), Errors: g.Lines.Count(l => l.Status is "timeout" or "error"),
                Steps: g.Lines.Where(l => l.Step is not null).Select(l => l.Step).Distinct().Count(), Models: g.Lines.Select(l => l.Model).Distinct().Count(),
                Tokens: g.Lines.Sum(l => (long)l.Input + l.Output), Cost: g.Lines.Sum(l => l.CostNanos), Waste: g.Lines.Where(l => l.Status != "success").Sum(l => l.CostNanos),
                Unpriced: g.Lines.Count(l => l.Model == LabPrices.Unknown), StartsAt: Instants.ToMicros(first.AtUtc), EndsAt: g.Lines.Max(l => Instants.ToMicros(l.AtUtc) + ((l.LatencyMs ?? 0) * 1_000L)),
                Feature: g.Lines.GroupBy(l => l.Feature ?? "").Max(f => f.Sum(l => l.CostNanos)));
        }).OrderBy(r => (r.Day, r.Tenant, r.Run)).ToList();

        Assert.True(expected.Count > 50);
        Assert.Equal(expected.Select(e => (e.Day, e.Tenant, e.Run, e.Calls, e.Retries, e.Errors, e.Steps)), Sorted().Select(r => (r.Day, names.GetValueOrDefault(r.TenantId, ""), r.RunId, r.Calls, r.Retries, r.Errors, r.Steps)));
        Assert.Equal(expected.Select(e => (e.Models, e.Tokens, e.Cost, e.Waste, e.Unpriced, e.StartsAt, e.EndsAt)), Sorted().Select(r => (r.Models, r.InputTokens + r.OutputTokens, r.CostNanos, r.WasteCostNanos, r.UnpricedCalls, r.StartMicros, r.EndMicros)));
        Assert.Equal(
            expected.Select(e => e.Feature),
            Sorted().Select(r => Owned(lines).Single(g => g.Day == r.Day && g.Tenant == names.GetValueOrDefault(r.TenantId, "") && g.Run == r.RunId).Lines.Where(l => (l.Feature ?? "") == names.GetValueOrDefault(r.FeatureId, "")).Sum(l => l.CostNanos)));

        IEnumerable<RunSum> Sorted() => runs.OrderBy(r => (r.Day, names.GetValueOrDefault(r.TenantId, ""), r.RunId));
    }

    /// <summary>The runs of the lines, by the rule as it is written down: the first day, the second where the one before the first has no call.</summary>
    private static List<(int Day, string Tenant, string Run, List<LogLine> Lines)> Owned(IReadOnlyList<LogLine> lines) =>
    [
        .. from line in lines
           where line.Run is not null
           group line by (Tenant: line.Tenant ?? "", line.Run!) into id
           let days = id.Select(DayOf).ToHashSet()
           from line in id
           let day = DayOf(line)
           let owner = days.Contains(day - 1) && !days.Contains(day - 2) ? day - 1 : day
           group line by (owner, id.Key.Tenant, Run: id.Key.Item2) into run
           select (run.Key.owner, run.Key.Tenant, run.Key.Run, run.ToList()),
    ];

    private static int DayOf(LogLine line) => Instants.ToDay(Instants.ToMicros(line.AtUtc));

    private static int Unread(LogLine line) => Math.Max(0, line.Output - line.BrokenOffAt!.Value);

    private static long UnreadNanos(LogLine line) => line.Model == LabPrices.Unknown || Unread(line) == 0 ? 0
        : (long)decimal.Round(decimal.Round((decimal)line.Output * LabPrices.RatesOf(line.Model).OutputPer1M!.Value / 1_000_000m, 0, MidpointRounding.ToEven) * Unread(line) / line.Output, 0, MidpointRounding.ToEven);

    private static async Task<Dictionary<int, string>> NamesAsync(Lab lab) => (await lab.ReadAsync(c => c.Dimensions.AsNoTracking())).ToDictionary(d => d.Id, d => d.Key);

    private static List<LogLine> Lines(int count, int seed)
    {
        var random = new Random(seed);
        return [.. LogLine.Many(count, seed, days: 14).Select(line => line with
        {
            AtUtc = line.AtUtc - (new DateTime(2026, 10, 12, 0, 0, 0, DateTimeKind.Utc) - Start),
            Run = random.Next(4) == 0 ? null : $"r{random.Next(120)}",
            Step = random.Next(3) == 0 ? null : $"step-{random.Next(4)}",
            Version = random.Next(3) == 0 ? null : $"v{random.Next(2)}",
            BrokenOffAt = random.Next(5) == 0 ? random.Next(0, 5_000) : null,
        })];
    }
}
