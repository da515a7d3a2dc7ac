using FinOps.Core.Access;
using FinOps.Core.Costs;

namespace FinOps.Tests.Conformance;

/// <summary>What is left for later must show in no figure, before and after it is done.</summary>
public abstract class TidyConformance
{
    /// <summary>Three whole weeks, and days at both ends.</summary>
    private static readonly CostQuery Month = new(new DateTime(2026, 9, 20, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 10, 20, 0, 0, 0, DateTimeKind.Utc))
    {
        GroupBy = [CostDimension.Tenant, CostDimension.User],
    };

    private protected abstract ILabDatabase NewDatabase();

    [ConformanceFact]
    public async Task Tidy_PastWeeks_AreReadFromWeekCellsWithTheSameFigures()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await lab.ImportAsync("usage.ndjson", Lines(1_500, "a"));
        var before = await lab.Costs.RunAsync(Month, TenantScope.All, default);

        var weeks = await lab.Get<RollupTidier>().TidyAsync(default);
        var after = await lab.Costs.RunAsync(Month, TenantScope.All, default);

        Assert.True(weeks >= 3);
        Assert.DoesNotContain("9", before.AnsweredBy.Split('+'));
        Assert.Contains("9", after.AnsweredBy.Split('+'));
        AssertSame(before, after);
        await AssertSoundAsync(lab);
        Assert.Equal(0, await lab.Get<RollupTidier>().TidyAsync(default));
    }

    [ConformanceFact]
    public async Task Import_FewRecordsIntoSealedWeek_AddsToItsCells()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await lab.ImportAsync("usage.ndjson", Lines(900, "a"));
        await lab.Get<RollupTidier>().TidyAsync(default);

        await lab.ImportAsync("late.ndjson", Lines(90, "b"));

        Assert.Equal(0, await lab.Get<RollupTidier>().TidyAsync(default));
        Assert.Equal(990, (await lab.Costs.RunAsync(Month, TenantScope.All, default)).Total.Requests);
        await AssertSoundAsync(lab);
    }

    [ConformanceFact]
    public async Task Import_ManyRecordsIntoSealedWeeks_OpensThemAndLosesNothing()
    {
        await using var lab = await Lab.OpenAsync(NewDatabase());
        await lab.ImportAsync("usage.ndjson", Lines(900, "a"));
        await lab.Get<RollupTidier>().TidyAsync(default);

        var many = (int)(SealedWeeks.MostKept * 6);
        await lab.ImportAsync("backfill.ndjson", Lines(many, "b"));
        var open = await lab.Costs.RunAsync(Month, TenantScope.All, default);
        var weeks = await lab.Get<RollupTidier>().TidyAsync(default);

        Assert.True(weeks >= 3);
        Assert.Equal(many + 900, open.Total.Requests);
        AssertSame(open, await lab.Costs.RunAsync(Month, TenantScope.All, default));
        await AssertSoundAsync(lab);
    }

    private protected static IEnumerable<string> Lines(int count, string name, int tenants = 5, int users = 40) =>
        Enumerable.Range(0, count).Select(i => new LogLine($"{name}{i}")
        {
            AtUtc = Month.FromUtc.AddMinutes(i * 30.0 * 24 * 60 / count),
            Tenant = $"tenant-{i % tenants}",
            User = $"user-{i % users}",
            Output = 10 + (i % 7),
        }.ToJson());

    private protected static async Task AssertSoundAsync(Lab lab)
    {
        var report = await lab.Get<RollupVerifier>().VerifyAsync(rebuild: false, sinceUtc: null, default);
        Assert.True(report.IsSound, string.Join('\n', report.Differences));
    }

    private protected static void AssertSame(CostResult one, CostResult other) => Assert.Equal(
        one.Rows.Select(r => (string.Join('|', r.Keys), r.Measures.Requests, r.Measures.EffectiveCostNanos)),
        other.Rows.Select(r => (string.Join('|', r.Keys), r.Measures.Requests, r.Measures.EffectiveCostNanos)));
}
