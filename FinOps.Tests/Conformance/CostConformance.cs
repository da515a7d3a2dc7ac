using System.Globalization;
using FinOps.Core.Access;
using FinOps.Core.Costs;
using FinOps.Core.Data;
using FinOps.Core.Usage;

namespace FinOps.Tests.Conformance;

/// <summary>Cost queries must answer what an independent sum over the records answers, on every database.</summary>
public abstract class CostConformance
{
    private static readonly DateTime From = new(2026, 10, 12, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime To = new(2026, 10, 15, 0, 0, 0, DateTimeKind.Utc);

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task RunAsync_EveryGroupingAlone_EqualsTheRecords()
    {
        await using var lab = await FilledAsync();
        var truth = await Truth.ReadAsync(lab);
        foreach (var dimension in Enum.GetValues<CostDimension>().Where(d => d != CostDimension.Layer))
        {
            await AssertEqualAsync(lab, truth, new CostQuery(From, To) { GroupBy = [dimension] });
        }
    }

    [ConformanceFact]
    public async Task RunAsync_EveryPairOfGroupings_EqualsTheRecords()
    {
        await using var lab = await FilledAsync();
        var truth = await Truth.ReadAsync(lab);
        var dimensions = Enum.GetValues<CostDimension>().Where(d => d != CostDimension.Layer).ToList();
        foreach (var query in from a in dimensions from b in dimensions where a < b && (a, b) != (CostDimension.Day, CostDimension.Hour) select new CostQuery(From, To) { GroupBy = [a, b] })
        {
            await AssertEqualAsync(lab, truth, query);
        }
    }

    [ConformanceFact]
    public async Task RunAsync_PartOfThePeriodWithFilters_EqualsTheRecords()
    {
        await using var lab = await FilledAsync();
        var truth = await Truth.ReadAsync(lab);
        CostFilter[][] filters =
        [
            [new(CostDimension.Tenant, ["acme"])],
            [new(CostDimension.Tenant, ["acme", "globex", ""])],
            [new(CostDimension.Feature, ["chat"]), new(CostDimension.Model, [LabPrices.Odd])],
            [new(CostDimension.User, ["u1", "u2"]), new(CostDimension.Status, ["error", "timeout"])],
            [new(CostDimension.Provider, [LabPrices.Provider])],
            [new(CostDimension.Tenant, ["nobody"])],
        ];
        foreach (var filter in filters)
        {
            await AssertEqualAsync(lab, truth, new CostQuery(From.AddHours(7), To.AddHours(-5)) { Filters = filter, GroupBy = [CostDimension.Tenant] });
            await AssertEqualAsync(lab, truth, new CostQuery(From.AddDays(1), To) { Filters = filter, GroupBy = [CostDimension.Day, CostDimension.Feature] });
        }
    }

    [ConformanceFact]
    public async Task RunAsync_ForSomeTenants_EqualsTheirRecordsAlone()
    {
        await using var lab = await FilledAsync();
        var truth = await Truth.ReadAsync(lab);
        var dimensions = Enum.GetValues<CostDimension>().Where(d => d is not (CostDimension.Layer or CostDimension.Day or CostDimension.Hour)).ToList();
        string[][] scopes = [["acme"], ["Acme", "ümlaut ag"], ["acme", "nobody"], ["nobody"], []];
        foreach (var scope in scopes.Select(TenantScope.Of))
        {
            foreach (var dimension in dimensions)
            {
                await AssertEqualAsync(lab, truth, new CostQuery(From, To) { GroupBy = [dimension, CostDimension.Day] }, scope);
                await AssertEqualAsync(lab, truth, new CostQuery(From.AddHours(5), To) { GroupBy = [CostDimension.Hour, dimension] }, scope);
            }

            await AssertEqualAsync(lab, truth, new CostQuery(From, To), scope);
            await AssertEqualAsync(lab, truth, new CostQuery(From, To) { Filters = [new(CostDimension.Tenant, ["acme", "globex", ""])], GroupBy = [CostDimension.Tenant] }, scope);
            await AssertEqualAsync(lab, truth, new CostQuery(From, To) { Filters = [new(CostDimension.User, ["u1", "u2"])], GroupBy = [CostDimension.Feature] }, scope);
        }
    }

    [ConformanceFact]
    public async Task ExtentAsync_OfSomeTenants_IsOfTheirUsageAlone()
    {
        await using var lab = await FilledAsync();
        var early = new LogLine("early") { AtUtc = From.AddDays(-40).AddMinutes(90), Tenant = "early" };
        var late = new LogLine("late") { AtUtc = To.AddDays(3).AddMinutes(61), Tenant = "late" };
        await lab.ImportAsync("edges.ndjson", new[] { early, late }.Select(l => l.ToJson()));

        Assert.Equal((early.AtUtc.AddMinutes(-30), early.AtUtc.AddMinutes(30)), await lab.Costs.ExtentAsync(TenantScope.Of(["early"]), default));
        Assert.Equal((early.AtUtc.AddMinutes(-30), late.AtUtc.AddMinutes(59)), await lab.Costs.ExtentAsync(TenantScope.Of(["early", "late"]), default));
        Assert.Null(await lab.Costs.ExtentAsync(TenantScope.Of(["nobody"]), default));
        Assert.Null(await lab.Costs.ExtentAsync(TenantScope.Of([]), default));
    }

    [ConformanceFact]
    public async Task RunAsync_ByLayer_SumsToTheWhole()
    {
        await using var lab = await FilledAsync();
        var truth = await Truth.ReadAsync(lab);

        foreach (var beside in Enum.GetValues<CostDimension>().Where(d => d is not (CostDimension.Layer or CostDimension.Tier)))
        {
            var result = await lab.Costs.RunAsync(new CostQuery(From, To) { GroupBy = [beside, CostDimension.Layer] }, TenantScope.All, default);

            var expected = truth.Records
                .SelectMany(r => LayersOf(r).Select(l => (Key: (truth.KeyOf(r, beside), l.Layer), l.Tokens, l.Cost)))
                .GroupBy(l => l.Key)
                .ToDictionary(g => g.Key, g => (Tokens: g.Sum(l => l.Tokens), Cost: g.Sum(l => l.Cost)));
            var actual = result.Rows.ToDictionary(r => (r.Keys[0], r.Keys[1]), r => (Tokens: r.LayerTokens ?? 0, Cost: r.LayerCostNanos ?? 0));
            foreach (var key in expected.Keys.Union(actual.Keys))
            {
                Assert.Equal((beside, key, expected.GetValueOrDefault(key)), (beside, key, actual.GetValueOrDefault(key)));
            }

            Assert.Equal(truth.Records.Sum(r => r.EffectiveCostNanos), actual.Values.Sum(v => v.Cost));
        }
    }

    [ConformanceFact]
    public async Task RunAsync_WithLatency_IsWithinTwoPercentOfTheRecords()
    {
        await using var lab = await FilledAsync();
        var truth = await Truth.ReadAsync(lab);

        var result = await lab.Costs.RunAsync(new CostQuery(From, To) { GroupBy = [CostDimension.Feature], WithLatency = true }, TenantScope.All, default);

        Assert.NotEmpty(result.Rows);
        Assert.All(result.Rows, row =>
        {
            var sorted = truth.Records.Where(r => truth.KeyOf(r, CostDimension.Feature) == row.Keys[0] && r.LatencyMs is not null).Select(r => r.LatencyMs!.Value).Order().ToList();
            Assert.Equal(sorted.Count, row.Measures.Latency!.Count);
            foreach (var quantile in new[] { 0.5, 0.95 })
            {
                var exact = sorted[(int)Math.Ceiling(quantile * sorted.Count) - 1];
                Assert.InRange(row.Measures.Latency.Quantile(quantile)!.Value, exact * 0.98, exact * 1.02);
            }
        });
    }

    [ConformanceFact]
    public async Task ExtentAsync_StoredUsage_IsFirstAndLast()
    {
        await using var lab = await FilledAsync();
        var times = await lab.ReadAsync(c => c.UsageRecords.Select(r => r.OccurredAtMicros));

        var extent = await lab.Costs.ExtentAsync(TenantScope.All, default);

        Assert.NotNull(extent);
        Assert.InRange(Instants.ToUtc(times.Min()) - extent.Value.FirstUtc, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.InRange((extent.Value.LastUtc - Instants.ToUtc(times.Max())).Duration(), TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    private static IEnumerable<(string Layer, long Tokens, long Cost)> LayersOf(UsageRecord r) =>
    [
        ("prompt", r.PromptTokens, r.PromptCostNanos),
        ("tool", r.ToolTokens, r.ToolCostNanos),
        ("memory", r.MemoryTokens, r.MemoryCostNanos),
        ("response", r.OutputTokens, r.OutputCostNanos),
        ("unsplit", r.UnsplitTokens, r.UnsplitCostNanos),
    ];

    private static async Task AssertEqualAsync(Lab lab, Truth truth, CostQuery query, TenantScope? scope = null)
    {
        var result = await lab.Costs.RunAsync(query, scope ?? TenantScope.All, default);

        var label = $"{string.Join('+', query.GroupBy)} filtered by {string.Join('+', query.Filters.Select(f => f.Dimension))} from {result.AnsweredBy}";
        var records = truth.Within(query).Where(r => scope is null || (r.TenantId != 0 && scope.Keys.Contains(truth.KeyOf(r, CostDimension.Tenant)))).ToList();
        var expected = records.GroupBy(r => string.Join('|', query.GroupBy.Select(g => truth.KeyOf(r, g)))).ToDictionary(g => g.Key, g => g.ToList());
        var actual = result.Rows.ToDictionary(r => string.Join('|', r.Keys), r => r.Measures);
        Assert.True(expected.Keys.Order(StringComparer.Ordinal).SequenceEqual(actual.Keys.Order(StringComparer.Ordinal)), $"{label}: expected the groups [{string.Join(", ", expected.Keys.Order())}], got [{string.Join(", ", actual.Keys.Order())}]");
        foreach (var (key, group) in expected)
        {
            AssertMeasures($"{label}, {key}", group, actual[key]);
        }

        AssertMeasures($"{label}, total", records, result.Total);
    }

    private static void AssertMeasures(string label, List<UsageRecord> records, CostMeasures actual)
    {
        var sums = records.Select(CellAudit.MeasuresOf).SelectMany(m => m).GroupBy(m => m.Key).ToDictionary(g => g.Key, g => g.Sum(m => m.Value));
        foreach (var (measure, expected) in sums)
        {
            Assert.True(CellAudit.ValueOf(actual, measure) == expected, $"{label}: {measure} is {CellAudit.ValueOf(actual, measure)}, the records hold {expected}.");
        }
    }

    private async Task<Lab> FilledAsync()
    {
        var lab = await Lab.OpenAsync(NewDatabase());
        await lab.ImportAsync("a.ndjson", LogLine.Many(1_200, seed: 7).Select(l => l.ToJson()));
        await lab.ImportAsync("b.ndjson", LogLine.Many(600, seed: 8).Select(l => l.ToJson()));
        return lab;
    }

    /// <summary>All records and names, for sums that share no code with the product's.</summary>
    private sealed record Truth(List<UsageRecord> Records, Dictionary<int, Dimension> Names)
    {
        public static async Task<Truth> ReadAsync(Lab lab) =>
            new(await lab.ReadAsync(c => c.UsageRecords), (await lab.ReadAsync(c => c.Dimensions)).ToDictionary(d => d.Id));

        public IEnumerable<UsageRecord> Within(CostQuery query) => Records
            .Where(r => r.OccurredAtUtc >= query.FromUtc && r.OccurredAtUtc < query.ToUtc)
            .Where(r => query.Filters.All(f => f.Values.Contains(KeyOf(r, f.Dimension))));

        public string KeyOf(UsageRecord r, CostDimension dimension) => dimension switch
        {
            CostDimension.Tenant => Name(r.TenantId),
            CostDimension.Feature => Name(r.FeatureId),
            CostDimension.Model => Name(r.ModelId),
            CostDimension.Provider => Names[r.ModelId].Parent,
            CostDimension.User => Name(r.UserId),
            CostDimension.Team => Name(r.TeamId),
            CostDimension.Route => Name(r.RouteId),
            CostDimension.Task => Name(r.TaskId),
            CostDimension.Environment => Name(r.EnvironmentId),
            CostDimension.Status => r.Status.ToString().ToLowerInvariant(),
            CostDimension.Tier => "",
            CostDimension.Day => r.OccurredAtUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            CostDimension.Hour => r.OccurredAtUtc.ToString("yyyy-MM-ddTHH':00:00Z'", CultureInfo.InvariantCulture),
            CostDimension.Layer => throw new ArgumentOutOfRangeException(nameof(dimension)),
        };

        private string Name(int id) => id == 0 ? "" : Names[id].Key;
    }
}
